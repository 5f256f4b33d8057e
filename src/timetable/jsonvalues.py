"""Take JSON apart with errors that name the file and the path of the bad value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from timetable.errors import InvalidFile
from timetable.problem import Minute, minutes_between


@dataclass(frozen=True)
class Value:
    """A JSON value and where it stands. zero: the moment of minute 0, once known."""

    file: str
    path: str
    held: Any
    zero: datetime | None = None

    def wrong(self, reason: str) -> InvalidFile:
        return InvalidFile(self.file, self.path, reason)

    def fields(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Value]:
        """The fields of an object. Those that are null count as absent. Refuses names it does not know."""
        if not isinstance(self.held, dict):
            raise self.wrong(f"expected an object, found {_shown(self.held)}")
        for name in self.held:
            if name not in required and name not in optional:
                known = ", ".join((*required, *optional))
                raise self.wrong(f"unknown field {name!r}; known are {known}")
        for name in required:
            if self.held.get(name) is None:
                raise self.wrong(f"the field {name!r} is missing")
        return {name: self._below(name, held) for name, held in self.held.items() if held is not None}

    def entries(self) -> Iterator[tuple[str, Value]]:
        """Names and values of an object that may have any names."""
        if not isinstance(self.held, dict):
            raise self.wrong(f"expected an object, found {_shown(self.held)}")
        for name, held in self.held.items():
            yield name, self._below(name, held)

    def items(self) -> list[Value]:
        if not isinstance(self.held, list):
            raise self.wrong(f"expected a list, found {_shown(self.held)}")
        return [Value(self.file, f"{self.path}[{number}]", held, self.zero) for number, held in enumerate(self.held)]

    def text(self) -> str:
        if not isinstance(self.held, str) or not self.held:
            raise self.wrong(f"expected a text, found {_shown(self.held)}")
        return self.held

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def whole(self, least: int = 0) -> int:
        if not isinstance(self.held, int) or isinstance(self.held, bool) or self.held < least:
            raise self.wrong(f"expected a whole number, {least} or more, found {_shown(self.held)}")
        return self.held

    def moment(self) -> datetime:
        """An aware moment on a whole minute."""
        try:
            moment = datetime.fromisoformat(self.text())
        except ValueError:
            raise self.wrong(f"expected a moment such as 2027-05-04T09:00+02:00, found {_shown(self.held)}") from None
        if moment.utcoffset() is None:
            raise self.wrong(f"the moment {self.held} has no offset from UTC, as in 2027-05-04T09:00+02:00")
        if moment.second or moment.microsecond:
            raise self.wrong(f"the moment {self.held} is not on a whole minute")
        return moment

    def minute(self) -> Minute:
        """Minutes after minute 0, or a moment where minute 0 has one."""
        if isinstance(self.held, str) and self.zero is not None:
            return minutes_between(self.zero, self.moment())
        if isinstance(self.held, str):
            self.moment()
            raise self.wrong("moments need `zero` in the problem, or a first day that is written as moments")
        if not isinstance(self.held, int) or isinstance(self.held, bool):
            raise self.wrong(f"expected minutes or a moment, found {_shown(self.held)}")
        return self.held

    def _below(self, name: str, held: object) -> Value:
        return Value(self.file, f"{self.path}.{name}" if self.path else name, held, self.zero)


def read_json(path: Path) -> Value:
    """Raises InvalidFile if the file cannot be read or is not JSON."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise InvalidFile(str(path), "", error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise InvalidFile(str(path), "", "is not text in UTF-8") from None
    try:
        return Value(str(path), "", json.loads(text, object_pairs_hook=_without_twins))
    except json.JSONDecodeError as error:
        raise InvalidFile(str(path), "", f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except (_TwinError, RecursionError) as error:
        raise InvalidFile(str(path), "", str(error)) from None


class _TwinError(ValueError):
    pass


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise _TwinError(f"the name {twin!r} occurs twice in one object")
    return held


def _shown(held: object) -> str:
    text = json.dumps(held, ensure_ascii=False)
    return text if len(text) <= 40 else text[:37] + "..."
