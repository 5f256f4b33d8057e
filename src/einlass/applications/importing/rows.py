"""One row as an application: the form's own fields, made once and used for every row."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from einlass.applications.addresses import normalise_address
from einlass.applications.conditions import asked
from einlass.applications.fields import PlainText, question_field
from einlass.applications.forms import PREFIX, ApplyForm
from einlass.applications.importing.cells import category_reader, language_reader, plain_cell, reader_for
from einlass.applications.importing.mapping import NOT_FROM_A_SHEET, Columns
from einlass.applications.importing.reading import letter_of
from einlass.applications.models import Question
from einlass.applications.teams import TeamWish
from einlass.events.models import Event
from einlass.web.localized import localized

LONGEST_QUOTE: Final = 60
# Of how many different cells the outcome is remembered: categories and choices come again and again.
REMEMBERED: Final = 5000
OPEN_KINDS: Final = {Question.Kind.TEXT, Question.Kind.LONG_TEXT, Question.Kind.URL}


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell: row and column as the file has them; `column` is empty where there is no such column."""

    row: int
    column: str
    heading: str
    value: str
    text: str


@dataclass(frozen=True)
class Prepared:
    """A row that is right."""

    row: int
    email: str
    address: str
    name: str
    category: str
    language: str
    answers: dict[str, Any]
    team: str = ""
    reference: str = ""
    not_asked: int = 0

    as_json = asdict


@dataclass
class _Cell:
    """How one target is read: from a column or the same for all, turned into what its field takes, and cleaned."""

    key: str
    label: str
    form_field: forms.Field
    column: int | None
    constant: str
    reader: Any = str
    is_open: bool = False
    known: dict[str, tuple[Any, Any, str]] = field(default_factory=dict)

    def text(self, cells: Sequence[str]) -> str:
        if self.column is None:
            return self.constant
        return cells[self.column].strip() if self.column < len(cells) else ""

    def outcome(self, text: str) -> tuple[Any, Any, str]:
        """(what the form would get, what it makes of it, what is wrong)."""
        if text in self.known:
            return self.known[text]
        found = self._read(text)
        if not self.is_open and len(self.known) < REMEMBERED:
            self.known[text] = found
        return found

    def _read(self, text: str) -> tuple[Any, Any, str]:
        given: Any = None
        try:
            given = self.reader(plain_cell(text))
            return given, self.form_field.clean(given), ""
        except ValidationError as error:
            return given, None, " ".join(error.messages)


class RowForm:
    """The application form for the rows of one sheet."""

    def __init__(self, event: Event, columns: Columns, headings: Sequence[str]) -> None:
        self.columns, self.headings = columns, headings
        self.questions = [one for one in event.questions.all() if one.kind not in NOT_FROM_A_SHEET]
        categories = [one for one in event.categories.all() if one.takes_applications]
        category = forms.ChoiceField(
            choices=[(one.key, str(one)) for one in categories], error_messages=_messages("category")
        )
        self.name = self._cell("name", _("Name"), ApplyForm.base_fields["name"])
        self.first = self._cell("first_name", "", PlainText(required=False))
        self.last = self._cell("last_name", "", PlainText(required=False))
        self.email = self._cell("email", _("E-mail address"), ApplyForm.base_fields["email"])
        self.category = self._cell("category", _("I come as"), category, category_reader(categories), is_open=False)
        self.language = self._cell(
            "language", _("Language"), forms.CharField(), language_reader(event.languages), is_open=False
        )
        self.team = self._cell("team", _("Team"), PlainText(required=False, max_length=80))
        self.reference = self._cell(
            "reference", _("Your own number or key"), PlainText(required=False, max_length=100)
        )
        self.answers = [(one, self._question_cell(one)) for one in self.questions]
        self.conditions = [(one.key, one.condition) for one in self.questions]

    def read(self, number: int, cells: Sequence[str]) -> tuple[Prepared | None, list[Problem]]:
        """The row as an application, or everything that is wrong with it."""
        problems: list[Problem] = []
        email = self._value(number, cells, self.email, problems)
        category = self._value(number, cells, self.category, problems)
        language = self._value(number, cells, self.language, problems)
        team = self._value(number, cells, self.team, problems)
        prepared = Prepared(
            row=number,
            email=email,
            address=normalise_address(email) if email else "",
            name=self._name(number, cells, problems),
            category=category,
            language=language,
            team=team,
            reference=self._value(number, cells, self.reference, problems),
            **self._answers(number, cells, category, bool(team), problems),
        )
        return (None, problems) if problems else (prepared, [])

    def problem(self, number: int, key: str, value: str, text: str) -> Problem:
        """Something wrong with what stands for `key` in a row."""
        position = self.columns.columns.get(key)
        if position is None:
            return Problem(number, "", key, _quoted(value), text)
        return Problem(number, letter_of(position), self.headings[position], _quoted(value), text)

    def _name(self, number: int, cells: Sequence[str], problems: list[Problem]) -> str:
        if self.name.column is not None or self.last.column is None:
            return str(self._value(number, cells, self.name, problems))
        whole = f"{self.first.text(cells)} {self.last.text(cells)}".strip()
        _given, value, wrong = self.name.outcome(whole)
        if wrong:
            problems.append(self.problem(number, "last_name", whole, wrong))
        return value

    def _answers(
        self, number: int, cells: Sequence[str], category: str, has_team: bool, problems: list[Problem]
    ) -> dict[str, Any]:
        """As the form does it: conditions look at what was given, and what is not asked is left out."""
        texts = [cell.text(cells) for _question, cell in self.answers]
        outcomes = [cell.outcome(text) for text, (_question, cell) in zip(texts, self.answers, strict=True)]
        given: dict[str, Any] = {one.key: outcome[0] for one, outcome in zip(self.questions, outcomes, strict=True)}
        wish = TeamWish.FOUND if has_team else TeamWish.ALONE
        keys = asked(self.conditions, given | {"category": category, "team": wish.value})
        answers, not_asked = {}, 0
        for text, (question, cell), (_given, value, wrong) in zip(texts, self.answers, outcomes, strict=True):
            if question.key not in keys:
                not_asked += bool(text)
            elif wrong:
                problems.append(self._cell_problem(number, cell, text, wrong))
            elif value not in (None, "", [], False):
                answers[question.key] = value.isoformat() if isinstance(value, date) else value
        return {"answers": answers, "not_asked": not_asked}

    def _value(self, number: int, cells: Sequence[str], cell: _Cell, problems: list[Problem]) -> Any:
        text = cell.text(cells)
        _given, value, wrong = cell.outcome(text)
        if wrong:
            problems.append(self._cell_problem(number, cell, text, wrong))
        return value

    def _cell_problem(self, number: int, cell: _Cell, text: str, wrong: str) -> Problem:
        if cell.column is None:
            return Problem(number, "", cell.label, _quoted(text), wrong)
        return self.problem(number, cell.key, text, wrong)

    def _cell(
        self, key: str, label: str, form_field: forms.Field, reader: Any = str, *, is_open: bool = True
    ) -> _Cell:
        return _Cell(
            key,
            label,
            form_field,
            column=self.columns.columns.get(key),
            constant=self.columns.constants.get(key, ""),
            reader=reader,
            is_open=is_open,
        )

    def _question_cell(self, question: Question) -> _Cell:
        return self._cell(
            PREFIX + question.key,
            localized(question.label),
            question_field(question),
            reader_for(question),
            is_open=question.kind in OPEN_KINDS,
        )


def _messages(name: str) -> dict[str, Any]:
    return ApplyForm.base_fields[name].error_messages


def _quoted(value: str) -> str:
    return value if len(value) <= LONGEST_QUOTE else value[:LONGEST_QUOTE] + "…"
