"""Read POOL.csv and RULES.toml; everything that is wrong is named with its line and column."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fairdraw.entries import Entry, Pool, Quota, Rules
from fairdraw.errors import BadInput
from fairdraw.texts import LONGEST_CODE, UNSEEN, clean, problem_of, shown

KEPT_COLUMNS = ("code", "team", "weight")
BOUNDS = ("min", "max")
# A pool of a million entries has some dozens of megabytes; without an end a file such as /dev/zero would fill the memory.
LARGEST_FILE = 256 * 2**20
LARGEST_RULES = 2**20
# As long as a weight may be; "1e999999999" is short and has a milliard digits.
WEIGHT = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?|[0-9]{1,20}/[0-9]{1,20}")


def read_pool(path: str | Path) -> Pool:
    """Read a pool: header `code`, optional `team` and `weight`, every other column an attribute.

    Codes stay as they are, and must be fit to be published; other fields get Unicode's form NFC, plain blanks, none of them
    outside, and lose what cannot be seen. Raises BadInput. Cost: O(size of the file).
    """
    name = str(path)
    rows = _rows(read_text(path), name)
    header = _header(rows, name)
    sheet = _Sheet(header, name)
    entries = tuple(sheet.entry(line, row) for line, row in rows)
    if not entries:
        raise BadInput("There are no entries below the header.", file=name, line=2, column=1)
    try:
        return Pool(entries)
    except BadInput as error:
        column = header.index("weight") if "weight" in header else 0
        line = sheet.lines.get(error.code or "")
        raise BadInput(error.problem, file=name, line=line, column=column + 1, code=error.code) from error


def read_text(path: str | Path, largest: int = LARGEST_FILE, encoding: str = "utf-8-sig") -> str:
    """The text of a file in UTF-8, line feeds as they are. Raises BadInput with file, line and column."""
    raw = read_bytes(path, largest)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        problem = f"The byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8."
        raise _at_byte(problem, raw, error.start, path) from error
    if (nul := raw.find(0)) >= 0:
        raise _at_byte("The byte 0x00 is none of a text; if this is UTF-16, save the file as UTF-8.", raw, nul, path)
    if not text.strip():
        raise BadInput("The file is empty.", file=str(path), line=1, column=1)
    return text


def read_bytes(path: str | Path, largest: int = LARGEST_FILE) -> bytes:
    """Raises BadInput if the file cannot be read, or is too large."""
    try:
        with Path(path).open("rb") as file:
            raw = file.read(largest + 1)
    except (OSError, ValueError) as error:
        raise BadInput(f"The file cannot be read: {_reason(error)}.", file=str(path)) from error
    if len(raw) > largest:
        raise BadInput(f"The file is larger than {largest:,} bytes.", file=str(path))
    return raw


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or "its name has a character that no file can have"


def _at_byte(problem: str, raw: bytes, start: int, path: str | Path) -> BadInput:
    before = raw[:start]
    column = len(before) - (before.rfind(b"\n") + 1) + 1
    return BadInput(problem, file=str(path), line=before.count(b"\n") + 1, column=column)


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank with the number of the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if row and not (len(row) == 1 and not row[0].strip()):
                yield line, [cell.strip() for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(f"This is not a table: {error}.", file=name, line=line, column=1) from error


def _header(rows: Iterator[tuple[int, list[str]]], name: str) -> list[str]:
    line, titles = next(rows)
    header = [clean(title) for title in titles]
    for column, title in enumerate(header, start=1):
        if not title:
            raise BadInput("A column has no name.", file=name, line=line, column=column)
        if title in header[: column - 1]:
            raise BadInput(f"The column {title!r} occurs twice.", file=name, line=line, column=column)
    if "code" not in header:
        raise BadInput("There is no column 'code'.", file=name, line=line, column=1)
    return header


@dataclass
class _Sheet:
    """The rows of a pool below its header. lines: on which each code stands."""

    header: list[str]
    name: str
    lines: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = {title: self.header.index(title) for title in KEPT_COLUMNS if title in self.header}
        self._attributes = [(column, title) for column, title in enumerate(self.header) if title not in KEPT_COLUMNS]
        columns = [column for column, _ in self._attributes]
        self._answers_in = itemgetter(*columns) if columns else lambda row: ()
        # People with equal answers share one mapping, so that a million entries stay small.
        self._answers: dict[object, Mapping[str, str]] = {}
        self._teams: dict[str, tuple[str, int]] = {}
        self._weights: dict[str, Fraction | int] = {"": 1}

    def entry(self, line: int, row: list[str]) -> Entry:
        if len(row) != len(self.header):
            problem = f"There are {len(row)} fields where the header has {len(self.header)}."
            raise self._wrong(problem, line, min(len(row), len(self.header)))
        return Entry(self._code(line, row), self._attributes_of(row), self._team(line, row), self._weight(line, row))

    def _wrong(self, problem: str, line: int, column: int) -> BadInput:
        """column: counts from 0."""
        return BadInput(problem, file=self.name, line=line, column=column + 1)

    def _code(self, line: int, row: list[str]) -> str:
        column = self._places["code"]
        code = row[column]
        if not code:
            raise self._wrong("The entry has no code.", line, column)
        if problem := problem_of(code, LONGEST_CODE):
            raise self._wrong(f"The code {shown(code)} {problem}.", line, column)
        first = self.lines.setdefault(code, line)
        if first != line:
            raise self._wrong(f"The code {code!r} stands in line {first} already.", line, column)
        return code

    def _attributes_of(self, row: list[str]) -> Mapping[str, str]:
        key = self._answers_in(row)
        shared = self._answers.get(key)
        if shared is None:
            cleaned = {title: clean(row[column]) for column, title in self._attributes}
            shared = MappingProxyType({title: answer for title, answer in cleaned.items() if answer})
            self._answers[key] = shared
        return shared

    def _team(self, line: int, row: list[str]) -> str | None:
        column = self._places.get("team")
        if column is None or not row[column]:
            return None
        text = row[column]
        spelled, first = self._teams.setdefault(clean(text).casefold(), (text, line))
        if spelled != text:
            problem = f"The team {shown(text)} is listed twice: line {first} spells it {shown(spelled)}."
            raise self._wrong(problem, line, column)
        return spelled

    def _weight(self, line: int, row: list[str]) -> Fraction | int:
        column = self._places.get("weight")
        if column is None:
            return 1
        text = row[column]
        if text not in self._weights:
            weight = _weight(text)
            if weight is None:
                raise self._wrong(f"The weight {shown(text)} is not a number above zero.", line, column)
            self._weights[text] = weight
        return self._weights[text]


def _weight(text: str) -> Fraction | int | None:
    """None if it is no number above zero, or longer than any that could be used."""
    if not WEIGHT.fullmatch(text) or re.fullmatch(".*/0+", text):
        return None
    weight = Fraction(text)
    if weight <= 0:
        return None
    return int(weight) if weight.denominator == 1 else weight


def read_rules(path: str | Path) -> Rules:
    """Read rules: `seats = 1200`, then [quota.ATTRIBUTE."VALUE"] with `min` and `max`. Raises BadInput.

    Names of attributes and values are cleaned as in a pool.
    """
    name = str(path)
    text = read_text(path, LARGEST_RULES)
    table = _toml(text, name)
    for key in table:
        if key not in ("seats", "quota"):
            line, column = _key_place(text, key)
            raise BadInput(
                f"{shown(key)} is unknown; rules have 'seats' and 'quota'.", file=name, line=line, column=column
            )
    if "seats" not in table:
        raise BadInput("The rules do not say how many seats there are.", file=name, line=1, column=1)
    places = _quota_places(text, name)
    quotas = tuple(_quotas(table.get("quota", {}), places, text, name))
    try:
        return Rules(table["seats"], quotas, MappingProxyType(places))
    except BadInput as error:
        line, column = _key_place(text, "seats")
        raise BadInput(error.problem, file=name, line=line, column=column) from error


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise BadInput("This TOML is nested deeper than any rules.", file=name, line=1, column=1) from error
    except ValueError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else _long_number(text)
        problem = re.sub(r" \(at .*\)$", "", str(error)) if found else "A number has too many digits"
        raise BadInput(f"This is not TOML: {problem[:200]}.", file=name, line=line, column=column) from error


def _long_number(text: str) -> tuple[int, int]:
    """Where the first very long number stands, or the end."""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := re.search("[0-9_]{1000}", line):
            return number, found.start() + 1
    return len(text.split("\n")), 1


def _quotas(table: Any, places: Mapping[tuple[str, str], _Place], text: str, name: str) -> Iterator[Quota]:
    def wrong(problem: str, key: str, value: str | None = None) -> BadInput:
        file, line, column = places.get((key, value or "")) or (name, *_key_place(text, value or key))
        return BadInput(problem, file=file, line=line, column=column)

    if not isinstance(table, dict):
        raise wrong("'quota' must be tables such as [quota.role.\"founder\"].", "quota")
    for attribute, values in table.items():
        if not isinstance(values, dict):
            raise wrong(f"The quota {shown(attribute)} names no value.", attribute)
        for value, bounds in values.items():
            if not isinstance(bounds, dict):
                problem = f"The quota for {shown(attribute)} = {shown(value)} needs 'min' or 'max'."
                raise wrong(problem, attribute, value)
            for key in bounds:
                if key not in BOUNDS:
                    raise wrong(f"{shown(key)} is unknown; a quota has 'min' and 'max'.", attribute, value)
            try:
                yield Quota(_name(attribute), _name(value), bounds.get("min"), bounds.get("max"))
            except BadInput as error:
                raise wrong(error.problem, attribute, value) from error


def _name(text: str) -> str:
    """As in a pool, but what cannot be seen is left in for the quota to refuse: it could not be told from another."""
    return text if UNSEEN.search(text) else clean(text)


# File, line, column.
_Place = tuple[str, int, int]


def _quota_places(text: str, name: str) -> dict[tuple[str, str], _Place]:
    """Where the header of each quota stands. tomllib does not say, so headers are read one by one."""
    places: dict[tuple[str, str], _Place] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.lstrip().startswith("["):
            continue
        try:
            quotas = tomllib.loads(line).get("quota")
        except (ValueError, RecursionError):
            continue
        for attribute, values in quotas.items() if isinstance(quotas, dict) else ():
            for value in values if isinstance(values, dict) else ():
                place = (name, number, len(line) - len(line.lstrip()) + 1)
                places[attribute, value] = places[_name(attribute), _name(value)] = place
    return places


def _key_place(text: str, key: str) -> tuple[int, int]:
    wanted = re.compile(rf"\s*\[*\s*['\"]?({re.escape(key)})\b")
    for number, line in enumerate(text.split("\n"), start=1):
        if found := wanted.match(line):
            return number, found.start(1) + 1
    return 1, 1
