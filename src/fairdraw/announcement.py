"""What is published before the public value can be known: the commitment, and the one form that the value will have.

The texts are described in docs/lottery.md under "Announcement".
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, TypeGuard

from fairdraw import drand
from fairdraw.canonical import canonical, parse
from fairdraw.errors import BadInput
from fairdraw.texts import LONGEST_CODE, problem_of, shown

FORMAT = "fairdraw announcement 2"
DRAND, NUMBERS = "drand", "numbers"
AS_PUBLISHED, ASCENDING, AS_THROWN = "as published", "ascending", "as thrown"
# The randomness of round 1000 of drand's quicknet.
ROUND_EXAMPLE = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
MOST_NUMBERS, HIGHEST = 100, 10**6
# With fewer possible values an organiser could work all outcomes out and look for a bundle of which they suit.
LEAST_VALUES = 1_000_000
LONGEST_VALUE = 500
HEX_64 = re.compile("[0-9a-f]{64}")
NUMBER = "(0|[1-9][0-9]*)"
# What people put between numbers.
BETWEEN = re.compile(r"[\s,;/|·+\-–—]+")
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
KEYS = {"commitment", "draw", "event", "format", "number", "outcome_at", "replaces", "trail", "value"}
VALUE_KEYS = {"at", "chain", "count", "example", "form", "high", "low", "order", "pattern", "round", "source"}


@dataclass(frozen=True, slots=True)
class ValueForm:
    """The one form of a public value. Make it by `drand_form` or `numbers_form`; everything else is refused.

    form: "drand" or "numbers".  source: where the value will come from, in words.  at: when it will be known.
    round: of drand.  count, low, high: so many whole numbers from low to high.
    order: "ascending" (each number once) or "as thrown" (any order, the same number several times).
    """

    form: str
    source: str
    at: datetime
    round: int | None = None
    count: int | None = None
    low: int | None = None
    high: int | None = None
    order: str = AS_PUBLISHED

    def __post_init__(self) -> None:
        if problem := problem_of(self.source, LONGEST_CODE):
            raise BadInput(f"The source of the value {problem}.")
        _check_moment(self.at)
        if self.form == DRAND:
            self._check_round()
        elif self.form == NUMBERS:
            self._check_numbers()
        else:
            raise BadInput(f"The form of a value is “{DRAND}” or “{NUMBERS}”.")

    @property
    def chain(self) -> str | None:
        """The hash of the drand chain."""
        return drand.CHAIN if self.form == DRAND else None

    @property
    def pattern(self) -> str:
        """A regular expression that the whole value matches."""
        if self.count is None:
            return HEX_64.pattern
        return NUMBER if self.count == 1 else f"{NUMBER}( {NUMBER}){{{self.count - 1}}}"

    @property
    def example(self) -> str:
        """One possible value: for numbers from the lowest to the highest in even steps, backwards if any order may come."""
        if (announced := self._announced_numbers()) is None:
            return ROUND_EXAMPLE
        count, low, high = announced
        numbers = [low + (high - low) * place // max(count - 1, 1) for place in range(count)]
        return " ".join(map(str, numbers if self.order == ASCENDING else reversed(numbers)))

    @property
    def values(self) -> int:
        """How many different values are possible."""
        if (announced := self._announced_numbers()) is None:
            return 2**256
        count, low, high = announced
        numbers = high - low + 1
        return math.comb(numbers, count) if self.order == ASCENDING else numbers**count

    def canonical(self, typed: str) -> str:
        """The value in its one form, from what people usually type. Raises BadInput and says what is wrong."""
        if len(typed) > 10 * LONGEST_VALUE:
            raise BadInput(f"The public value has {len(typed)} characters; it is much shorter.")
        typed = unicodedata.normalize("NFKC", typed).strip()
        if not typed:
            raise BadInput("The public value is empty.")
        announced = self._announced_numbers()
        return _typed_round(typed) if announced is None else self._typed_numbers(typed, *announced)

    def is_canonical(self, value: str) -> bool:
        """Whether the value has this form to the letter."""
        try:
            return self.canonical(value) == value
        except BadInput:
            return False

    def _announced_numbers(self) -> tuple[int, int, int] | None:
        """How many, from, to; None for a round of drand."""
        if self.count is None or self.low is None or self.high is None:
            return None
        return self.count, self.low, self.high

    def _check_round(self) -> None:
        if (self.count, self.low, self.high, self.order) != (None, None, None, AS_PUBLISHED):
            raise BadInput("A round of drand has no numbers and no order.")
        if not _is_whole(self.round, 1, 2**53 - 1):
            raise BadInput(f"The round of drand is {shown(str(self.round))}; it is a whole number from 1.")
        if self.at != _time_of(self.round):
            raise BadInput(f"The round {self.round} of drand is not that of the announced moment.")

    def _check_numbers(self) -> None:
        if self.round is not None:
            raise BadInput("Numbers have no round of drand.")
        if not _is_whole(self.count, 1, MOST_NUMBERS):
            raise BadInput(f"A value has 1 to {MOST_NUMBERS} numbers.")
        if not (_is_whole(self.low, 0, HIGHEST) and _is_whole(self.high, self.low + 1, HIGHEST)):
            raise BadInput(f"The numbers of a value go from a lowest, 0 or more, to a higher one, at most {HIGHEST}.")
        if self.order not in (ASCENDING, AS_THROWN):
            raise BadInput(f"The order of numbers is “{ASCENDING}” or “{AS_THROWN}”.")
        if (len(str(self.high)) + 1) * self.count - 1 > LONGEST_VALUE:
            raise BadInput(f"{self.count} numbers up to {self.high} are longer than {LONGEST_VALUE} characters.")
        if self.values < LEAST_VALUES:
            raise BadInput(
                f"Only {self.values:,} different values are possible. At least {LEAST_VALUES:,} must be, or all outcomes"
                " could be tried in advance: take more numbers, or a round of drand."
            )

    def _typed_numbers(self, typed: str, count: int, low: int, high: int) -> str:
        parts = [part for part in BETWEEN.split(typed) if part]
        wrong = next((part for part in parts if not re.fullmatch("[0-9]+", part)), None)
        if wrong is not None:
            raise BadInput(f"{shown(wrong)} is not a number; the value is like “{self.example}”.")
        if len(parts) != count:
            raise BadInput(f"The announcement asks for {count} numbers, and these are {len(parts)}.")
        short = [part.lstrip("0") or "0" for part in parts]
        beyond = next((part for part in short if len(part) > 7 or not low <= int(part) <= high), None)
        if beyond is not None:
            raise BadInput(f"The number {shown(beyond)} is not one from {low} to {high}, as was announced.")
        numbers = [int(part) for part in short]
        if self.order == ASCENDING:
            numbers.sort()
            twice = next((one for one, after in pairwise(numbers) if one == after), None)
            if twice is not None:
                raise BadInput(f"The number {twice} comes twice; each was announced to come once.")
        return " ".join(map(str, numbers))

    def _document(self) -> dict[str, Any]:
        names = ("chain", "count", "example", "form", "high", "low", "order", "pattern", "round", "source")
        return {name: getattr(self, name) for name in names} | {"at": moment(self.at)}


def drand_form(round: int, at: datetime | None = None, source: str | None = None) -> ValueForm:
    """The randomness of one round of drand's quicknet. at: its moment, worked out if left out. Raises BadInput."""
    if not _is_whole(round, 1, 2**53 - 1):
        raise BadInput(f"The round of drand is {shown(str(round))}; it is a whole number from 1.")
    return ValueForm(DRAND, source or f"drand quicknet, round {round}", at or _time_of(round), round=round)


def numbers_form(count: int, low: int, high: int, order: str, *, source: str, at: datetime) -> ValueForm:
    """So many whole numbers from low to high, such as dice ("as thrown") or lottery numbers ("ascending").

    Raises BadInput, among others if so few values are possible that all outcomes could be tried.
    """
    return ValueForm(NUMBERS, source, at, count=count, low=low, high=high, order=order)


@dataclass(frozen=True, slots=True)
class Announcement:
    """commitment: of the lottery.  draw, event: their codes.  number: of this announcement among all of the event, from 1.

    outcome_at: until when the outcome is held; None if it is public as soon as it is drawn.
    replaces: the commitment of the annulled draw whose place this one takes.  trail: the audit trail's head, if there is one.
    """

    commitment: str
    draw: str
    event: str
    number: int
    value: ValueForm
    outcome_at: datetime | None = None
    replaces: str | None = None
    trail: str | None = None

    def __post_init__(self) -> None:
        for name, text in (("commitment", self.commitment), ("replaces", self.replaces), ("trail", self.trail)):
            if (text is not None or name == "commitment") and not _is_hash(text):
                raise BadInput(f"“{name}” of the announcement must be 64 hexadecimal digits.")
        for name, text in (("draw", self.draw), ("event", self.event)):
            if problem := problem_of(text, LONGEST_CODE):
                raise BadInput(f"“{name}” of the announcement {problem}.")
        if not _is_whole(self.number, 1, 2**53 - 1):
            raise BadInput("“number” of the announcement must be a whole number from 1.")
        if self.outcome_at is not None:
            _check_moment(self.outcome_at)

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal, as `sha256sum announcement.json` prints it."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """The one text: a line of JSON with sorted keys, without a line feed at its end."""
        return canonical(
            {
                "commitment": self.commitment,
                "draw": self.draw,
                "event": self.event,
                "format": FORMAT,
                "number": self.number,
                "outcome_at": self.outcome_at and moment(self.outcome_at),
                "replaces": self.replaces,
                "trail": self.trail,
                "value": self.value._document(),
            }
        )

    @staticmethod
    def from_json(text: str) -> Announcement:
        """Raises BadInput if the text is not that of an announcement."""
        document = parse(text, FORMAT, ending="")
        if document.keys() != KEYS:
            raise BadInput("The announcement has not the keys that it must have.")
        outcome_at = document["outcome_at"]
        found = Announcement(
            document["commitment"],
            document["draw"],
            document["event"],
            document["number"],
            _value_form(document["value"]),
            None if outcome_at is None else _moment_of(outcome_at),
            document["replaces"],
            document["trail"],
        )
        if found.to_json() != text:
            raise BadInput("Chain, pattern or example of the announcement do not follow from the rest.")
        return found


def moment(at: datetime) -> str:
    """Such as 2026-09-02T18:00:00Z."""
    return at.astimezone(UTC).strftime(MOMENT)


def _value_form(document: Any) -> ValueForm:
    if not isinstance(document, Mapping) or document.keys() != VALUE_KEYS:
        raise BadInput("“value” of the announcement has not the keys that it must have.")
    names = ("form", "source", "round", "count", "low", "high", "order")
    return ValueForm(at=_moment_of(document["at"]), **{name: document[name] for name in names})


def _moment_of(text: object) -> datetime:
    try:
        at = datetime.strptime(str(text), MOMENT).replace(tzinfo=UTC)
    except ValueError:
        at = None
    if at is None or moment(at) != text:
        raise BadInput("A moment of the announcement is not like 2026-09-02T18:00:00Z.")
    return at


def _check_moment(at: object) -> None:
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise BadInput("A moment of the announcement has no time zone.")
    if at.microsecond or at.year < 1000:
        raise BadInput("A moment of the announcement is not a whole second of our time.")


def _time_of(number: int) -> datetime:
    try:
        return drand.time_of(number)
    except OverflowError as error:
        raise BadInput(f"The round {number} of drand lies too far ahead.") from error


def _typed_round(typed: str) -> str:
    value = typed.lower()
    if not HEX_64.fullmatch(value):
        raise BadInput(f"The value of a round of drand has 64 hexadecimal digits, like “{ROUND_EXAMPLE}”.")
    return value


def _is_hash(text: object) -> bool:
    return isinstance(text, str) and bool(HEX_64.fullmatch(text))


def _is_whole(number: object, least: int, most: int) -> TypeGuard[int]:
    return type(number) is int and least <= number <= most
