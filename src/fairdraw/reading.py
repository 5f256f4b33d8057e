"""Read POOL.csv and RULES.toml; everything that is wrong is named with its line and column."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fairdraw.entries import Entry, Pool, Quota, Rules
from fairdraw.errors import BadInput

KEPT_COLUMNS = ("code", "team", "weight")
BOUNDS = ("min", "max")


def read_pool(path: str | Path) -> Pool:
    """Read a pool: header `code`, optional `team` and `weight`, every other column an attribute.

    Outer white space of a field is dropped. Raises BadInput. Cost: O(size of the file).
    """
    name = str(path)
    rows = _rows(_text(path), name)
    header = _header(rows, name)
    entries = tuple(_entries(rows, header, name))
    if not entries:
        raise BadInput("There are no entries below the header.", file=name, line=2, column=1)
    return Pool(entries)


def _text(path: str | Path) -> str:
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"The file cannot be read: {error.strerror}.", file=str(path)) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        raise BadInput(
            f"The byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8.",
            file=str(path),
            line=before.count(b"\n") + 1,
            column=len(before) - (before.rfind(b"\n") + 1) + 1,
        ) from error
    if not text.strip():
        raise BadInput("The file is empty.", file=str(path), line=1, column=1)
    return text


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
    line, header = next(rows)
    for column, title in enumerate(header, start=1):
        if not title:
            raise BadInput("A column has no name.", file=name, line=line, column=column)
        if title in header[: column - 1]:
            raise BadInput(f"The column {title!r} occurs twice.", file=name, line=line, column=column)
    if "code" not in header:
        raise BadInput("There is no column 'code'.", file=name, line=line, column=1)
    return header


def _entries(rows: Iterator[tuple[int, list[str]]], header: list[str], name: str) -> Iterator[Entry]:
    code_at = header.index("code")
    team_at = header.index("team") if "team" in header else None
    weight_at = header.index("weight") if "weight" in header else None
    attributes = [(column, title) for column, title in enumerate(header) if title not in KEPT_COLUMNS]
    # People with equal answers share one mapping, so that a million entries stay small.
    answers: dict[tuple[str, ...], MappingProxyType[str, str]] = {}
    lines: dict[str, int] = {}
    teams: dict[str, tuple[str, int]] = {}
    weights: dict[str, Fraction | int] = {"": 1}
    for line, row in rows:
        if len(row) != len(header):
            raise BadInput(
                f"There are {len(row)} fields where the header has {len(header)}.",
                file=name,
                line=line,
                column=min(len(row), len(header)) + 1,
            )
        code = row[code_at]
        if not code:
            raise BadInput("The entry has no code.", file=name, line=line, column=code_at + 1)
        first = lines.setdefault(code, line)
        if first != line:
            raise BadInput(
                f"The code {code!r} stands in line {first} already.", file=name, line=line, column=code_at + 1
            )
        team = None
        if team_at is not None and row[team_at]:
            team = _team(row[team_at], teams, name, line, team_at + 1)
        weight: Fraction | int = 1
        if weight_at is not None:
            text = row[weight_at]
            if text not in weights:
                weights[text] = _weight(text, name, line, weight_at + 1)
            weight = weights[text]
        key = tuple(row[column] for column, _ in attributes)
        shared = answers.get(key)
        if shared is None:
            shared = MappingProxyType({title: row[column] for column, title in attributes if row[column]})
            answers[key] = shared
        yield Entry(code, shared, team, weight)


def _team(text: str, teams: dict[str, tuple[str, int]], name: str, line: int, column: int) -> str:
    folded = " ".join(text.casefold().split())
    spelled, first = teams.setdefault(folded, (text, line))
    if spelled != text:
        raise BadInput(
            f"The team {text!r} is listed twice: line {first} spells it {spelled!r}.",
            file=name,
            line=line,
            column=column,
        )
    return spelled


def _weight(text: str, name: str, line: int, column: int) -> Fraction | int:
    try:
        weight = Fraction(text)
    except (ValueError, ZeroDivisionError):
        weight = Fraction(0)
    if weight <= 0:
        raise BadInput(f"The weight {text!r} is not a number above zero.", file=name, line=line, column=column)
    return int(weight) if weight.denominator == 1 else weight


def read_rules(path: str | Path) -> Rules:
    """Read rules: `seats = 1200`, then [quota.ATTRIBUTE."VALUE"] with `min` and `max`. Raises BadInput."""
    name = str(path)
    text = _text(path)
    table = _toml(text, name)
    for key in table:
        if key not in ("seats", "quota"):
            line, column = _key_place(text, key)
            raise BadInput(
                f"{key!r} is unknown; rules have 'seats' and 'quota'.", file=name, line=line, column=column
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
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (len(text.splitlines()), 1)
        problem = re.sub(r" \(at .*\)$", "", str(error))
        raise BadInput(f"This is not TOML: {problem}.", file=name, line=line, column=column) from error


def _quotas(table: Any, places: dict[tuple[str, str], tuple[str, int, int]], text: str, name: str) -> Iterator[Quota]:
    if not isinstance(table, dict):
        line, column = _key_place(text, "quota")
        raise BadInput(
            "'quota' must be tables such as [quota.role.\"founder\"].", file=name, line=line, column=column
        )
    for attribute, values in table.items():
        if not isinstance(values, dict):
            line, column = _key_place(text, attribute)
            raise BadInput(f"The quota {attribute!r} names no value.", file=name, line=line, column=column)
        for value, bounds in values.items():
            file, line, column = places.get((attribute, value), (name, *_key_place(text, value)))
            if not isinstance(bounds, dict):
                raise BadInput(
                    f"The quota for {attribute} = {value} needs 'min' or 'max'.",
                    file=file,
                    line=line,
                    column=column,
                )
            for key in bounds:
                if key not in BOUNDS:
                    raise BadInput(
                        f"{key!r} is unknown; a quota has 'min' and 'max'.",
                        file=file,
                        line=line,
                        column=column,
                    )
            try:
                yield Quota(attribute, value, bounds.get("min"), bounds.get("max"))
            except BadInput as error:
                raise BadInput(error.problem, file=file, line=line, column=column) from error


def _quota_places(text: str, name: str) -> dict[tuple[str, str], tuple[str, int, int]]:
    """Where the header of each quota stands. tomllib does not say, so headers are read one by one."""
    places: dict[tuple[str, str], tuple[str, int, int]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("["):
            continue
        try:
            keys = tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            continue
        for attribute, values in keys.get("quota", {}).items() if isinstance(keys.get("quota"), dict) else ():
            for value in values if isinstance(values, dict) else ():
                places[attribute, value] = (name, number, len(line) - len(line.lstrip()) + 1)
    return places


def _key_place(text: str, key: str) -> tuple[int, int]:
    for number, line in enumerate(text.splitlines(), start=1):
        found = re.match(rf"\s*\[*\s*['\"]?({re.escape(key)})\b", line)
        if found:
            return number, found.start(1) + 1
    return 1, 1
