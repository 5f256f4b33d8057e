"""The form as a TOML file: to keep, to compare, to take to another installation.

The text of a question is written per language. What a file leaves out has its usual value. Every fault is named by
line, question and key; nothing is changed until there is none.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from einlass.applications.builder.checks import Frame, Problem, placed_problems
from einlass.applications.builder.spec import Choice, Condition, QuestionSpec, Texts
from einlass.applications.models import Question
from einlass.applications.text import plain_text

FORMAT: Final = "einlass-form-1"
LARGEST: Final = 500_000
HEADER: Final = re.compile(r"^\s*\[\[\s*question\s*\]\]\s*(#.*)?$")
# How a part of a question is called in the file, where it is called otherwise.
PARTS: Final = {
    "is_attribute": "attribute",
    "is_hidden_in_blind_review": "hidden_in_blind_review",
    "kept_days": "kept_days",
    "condition": "only_if",
}
KEYS: Final = frozenset(
    {
        "key", "kind", "label", "help", "choices", "required", "only_if", "attribute", "hidden_in_blind_review",
        "kept_days", "file_types", "file_megabytes",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file, and where: line, question and key as far as they are known."""

    text: str
    line: int | None = None
    question: str = ""
    key: str = ""


class BadFile(Exception):
    """The file does not hold a form. `faults` are all that were found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = list(faults)


def to_toml(specs: Sequence[QuestionSpec], *, title: str = "") -> str:
    """The form as text, one table a question; read_toml() gives back the same specs."""
    lines = [f"# {plain_text(title)}", ""] if title else []
    lines += [f"format = {_text(FORMAT)}", ""]
    for spec in specs:
        lines += ["[[question]]", *_question_lines(spec), ""]
    return "\n".join(lines)


def read_toml(text: str, frame: Frame) -> list[QuestionSpec]:
    """The questions that a text holds. Raises BadFile with every fault."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile([_syntax_fault(error)]) from error
    except ValueError as error:
        # Python reads no number of more than some thousand digits, and tomllib lets that through.
        raise BadFile([Fault(_("A number in the file is far too long."))]) from error
    except RecursionError as error:
        raise BadFile([Fault(_("The file is nested too deeply."))]) from error
    tables = document.get("question")
    if document.get("format") != FORMAT:
        raise BadFile(
            [Fault(_("The file must begin with: format = “%(format)s”.") % {"format": FORMAT}, key="format")]
        )
    if strange := sorted(document.keys() - {"format", "question"}):
        raise BadFile(
            [Fault(_("There is no such key here."), line=_line_of_key(text, 0, strange[0]), key=strange[0])]
        )
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BadFile([Fault(_("Each question must be a table that begins with [[question]]."), key="question")])
    reader = _Reader(text, len(tables))
    specs = [reader.spec(number, table) for number, table in enumerate(tables)]
    if not reader.faults:
        reader.add_problems(placed_problems(specs, frame))
    if reader.faults:
        raise BadFile(reader.faults)
    return [spec.tidied() for spec in specs]


class _Reader:
    """Turns tables into specs and collects what is wrong."""

    def __init__(self, text: str, count: int) -> None:
        self.lines = text.splitlines()
        headers = [number for number, line in enumerate(self.lines, start=1) if HEADER.match(line)]
        # Somebody may write a header inside of a text; then no line is better than a wrong one.
        self.headers = headers if len(headers) == count else []
        self.faults: list[Fault] = []

    def spec(self, number: int, table: Mapping[str, Any]) -> QuestionSpec:
        name = table.get("key") if isinstance(table.get("key"), str) else f"#{number + 1}"
        take = _Taker(self, number, str(name), table)
        for strange in table.keys() - KEYS:
            take.fault(strange, _("There is no such key in a question."))
        kind = take.string("kind")
        if kind and kind not in Question.Kind.values:
            known = ", ".join(Question.Kind.values)
            take.fault(
                "kind",
                _("“%(kind)s” is no kind of question; there are: %(known)s.") % {"kind": kind[:40], "known": known},
            )
        return QuestionSpec(
            key=take.string("key"),
            kind=kind,
            label=take.texts("label", needed=True),
            help=take.texts("help"),
            choices=take.choices(),
            required=take.truth("required"),
            condition=take.condition(),
            is_attribute=take.truth("attribute"),
            is_hidden_in_blind_review=take.truth("hidden_in_blind_review"),
            kept_days=take.number("kept_days"),
            file_types=take.strings("file_types"),
            file_megabytes=take.number("file_megabytes") if "file_megabytes" in table else 5,  # type: ignore[arg-type]
        )

    def fault(self, number: int, question: str, key: str, text: str) -> None:
        self.faults.append(Fault(text, self._line(number, key), question, key))

    def add_problems(self, found: Sequence[tuple[int, Problem]]) -> None:
        for number, problem in found:
            base, _joint, language = problem.part.partition("_")
            part = (
                f"{base}.{language}"
                if base in {"label", "help"} and language
                else PARTS.get(problem.part, problem.part)
            )
            if problem.row is not None:
                part = f"choices, {problem.row + 1}"
            self.fault(number, problem.key, part, problem.text)

    def _line(self, number: int, key: str) -> int | None:
        if not self.headers:
            return None
        first = self.headers[number]
        last = self.headers[number + 1] - 1 if number + 1 < len(self.headers) else len(self.lines)
        name = re.escape(re.split(r"[.,]", key)[0])
        pattern = re.compile(rf"^\s*\"?{name}\"?\s*[.=]")
        return next((line for line in range(first, last + 1) if pattern.match(self.lines[line - 1])), first)


class _Taker:
    """Takes the values of one table, each of the right type, and notes what is not."""

    def __init__(self, reader: _Reader, number: int, name: str, table: Mapping[str, Any]) -> None:
        self.reader, self.place, self.name, self.table = reader, number, name, table

    def fault(self, key: str, text: str) -> None:
        self.reader.fault(self.place, self.name, key, text)

    def string(self, key: str) -> str:
        value = self.table.get(key)
        if isinstance(value, str) and value.strip():
            return plain_text(value)
        self.fault(key, _("This key is missing.") if value is None else _("This must be a text."))
        return ""

    def truth(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            self.fault(key, _("This must be true or false."))
            return False
        return value

    def number(self, key: str) -> int | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.fault(key, _("This must be a whole number."))
            return 1
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(key, _("This must be a list of texts."))
            return ()
        return tuple(plain_text(one) for one in value)

    def texts(self, key: str, *, needed: bool = False) -> Texts:
        value = self.table.get(key)
        if value is None:
            if needed:
                self.fault(key, _("This key is missing."))
            return {}
        return self._texts(key, value, lines=key == "help")

    def choices(self) -> tuple[Choice, ...]:
        rows = self.table.get("choices", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.fault("choices", _("This must be a list of tables, such as { value = “yes”, en = “Yes” }."))
            return ()
        return tuple(self._choice(number, row) for number, row in enumerate(rows, start=1))

    def condition(self) -> Condition | None:
        value = self.table.get("only_if")
        if value is None:
            return None
        form = _("This must be such as { question = “category”, is = [“founder”] }.")
        if (
            not isinstance(value, dict)
            or value.keys() != {"question", "is"}
            or not isinstance(value["question"], str)
        ):
            self.fault("only_if", form)
            return None
        values = value["is"]
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            self.fault("only_if", form)
            return None
        return Condition(plain_text(value["question"]), tuple(plain_text(one) for one in values))

    def _choice(self, number: int, row: Mapping[str, Any]) -> Choice:
        value = row.get("value")
        if not isinstance(value, str):
            self.fault(f"choices, {number}", _("This choice has no value."))
            value = ""
        texts = {key: text for key, text in row.items() if key != "value"}
        return Choice(plain_text(value), self._texts(f"choices, {number}", texts))

    def _texts(self, key: str, value: Any, *, lines: bool = False) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            self.fault(key, _("This must be a text for each language, such as { en = “Name”, de = “Name” }."))
            return {}
        return {plain_text(language): plain_text(text, lines=lines) for language, text in value.items()}


def _question_lines(spec: QuestionSpec) -> Iterator[str]:
    yield f"key = {_text(spec.key)}"
    yield f"kind = {_text(spec.kind)}"
    yield from (f"label.{_key(language)} = {_text(text)}" for language, text in spec.label.items())
    yield from (f"help.{_key(language)} = {_text(text)}" for language, text in spec.help.items())
    if spec.required:
        yield "required = true"
    if spec.condition is not None:
        values = ", ".join(map(_text, spec.condition.values))
        yield f"only_if = {{ question = {_text(spec.condition.question)}, is = [{values}] }}"
    if spec.is_attribute:
        yield "attribute = true"
    if spec.is_hidden_in_blind_review:
        yield "hidden_in_blind_review = true"
    if spec.kept_days is not None:
        yield f"kept_days = {spec.kept_days}"
    if spec.kind == Question.Kind.FILE:
        yield f"file_types = [{', '.join(map(_text, spec.file_types))}]"
        yield f"file_megabytes = {spec.file_megabytes}"
    if spec.choices:
        yield "choices = ["
        for choice in spec.choices:
            texts = "".join(f", {_key(language)} = {_text(text)}" for language, text in choice.label.items())
            yield f"  {{ value = {_text(choice.value)}{texts} }},"
        yield "]"


def _text(value: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _syntax_fault(error: tomllib.TOMLDecodeError) -> Fault:
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    detail = re.sub(r"\s*\(at .*\)$", "", str(error))
    text = _("This is not TOML: %(detail)s.") % {"detail": detail}
    if found is None:
        return Fault(text)
    text += " " + _("Column %(number)d.") % {"number": int(found[2])}
    return Fault(text, line=int(found[1]))


def _line_of_key(text: str, start: int, key: str) -> int | None:
    pattern = re.compile(rf"^\s*\[*\s*\"?{re.escape(key)}\"?\s*[\].=]")
    lines = text.splitlines()[start:]
    return next((number for number, line in enumerate(lines, start=start + 1) if pattern.match(line)), None)
