"""What goes into a draw: entries in a pool, quotas in rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TypeGuard

from fairdraw.errors import BadInput
from fairdraw.texts import LONGEST_CODE, LONGEST_NAME, number_shown, problem_of, shown
from fairdraw.weights import check_weights

# One answer to a question, or several.
Answer = str | tuple[str, ...]
NOTHING: Mapping[str, Answer] = MappingProxyType({})
COMBINE = " & "
# Whole numbers beyond this are rounded by browsers, which read the bundle too.
LARGEST = 2**53 - 1
AT_MOST = f"at most {LARGEST:,} is allowed"
# With more of them than that nobody reads the rules, and hardly any solver ends.
MOST_QUOTAS = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One person who wants a seat.

    code: unique within the pool; it is published, so it should say nothing about the person.
    attributes: what quotas may ask about; a missing attribute is the empty answer, a tuple is several answers at once.
    team: entries with the same team are drawn together or not at all.
    weight: an entry of weight 2 has twice the claim of one of weight 1; a team has the mean of its members.
    """

    code: str
    attributes: Mapping[str, Answer] = field(default_factory=lambda: NOTHING)
    team: str | None = None
    weight: Fraction | int = 1


@dataclass(frozen=True, slots=True)
class Pool:
    """All entries of one draw; their order makes no difference. Raises BadInput. Cost: O(entries)."""

    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        if not self.entries:
            raise BadInput("There are no entries to draw from.")
        seen: set[str] = set()
        for entry in self.entries:
            if problem := problem_of(entry.code, LONGEST_CODE):
                raise BadInput(f"The code {shown(str(entry.code))} {problem}.", code=entry.code)
            if entry.code in seen:
                raise BadInput(f"The code {shown(entry.code)} occurs twice.", code=entry.code)
            seen.add(entry.code)
        for entry in {id(entry.attributes): entry for entry in self.entries}.values():
            _check_answers(entry)
        check_weights(self.entries)


def _check_answers(entry: Entry) -> None:
    if not isinstance(entry.attributes, Mapping):
        raise BadInput(f"The attributes of {shown(entry.code)} are no mapping of names to answers.", code=entry.code)
    for name, answer in entry.attributes.items():
        several = answer if isinstance(answer, tuple) else (answer,)
        if not all(isinstance(text, str) for text in (name, *several)):
            raise BadInput(f"An answer of {shown(entry.code)} is neither a text nor several.", code=entry.code)


@dataclass(frozen=True, slots=True)
class Quota:
    """Least and most seats for everyone with one value of one attribute.

    Several attributes, joined by " & " in `attribute` and `value` alike, count only those with all the
    values.
    None means no bound on that side.
    """

    attribute: str
    value: str
    least: int | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        if problem := problem_of(self.attribute, LONGEST_NAME):
            raise BadInput(f"The attribute {shown(str(self.attribute))} of a quota {problem}.")
        if problem := problem_of(self.value, LONGEST_NAME, may_be_empty=True):
            raise BadInput(f"The value {shown(str(self.value))} of a quota for {self.attribute!r} {problem}.")
        if len(self.attributes) != len(self.values):
            raise BadInput(f"{self.name} combines {len(self.attributes)} attributes with {len(self.values)} values.")
        for bound in (self.least, self.most):
            if bound is not None and not is_whole(bound, 0):
                raise BadInput(f"{self.name} has the bound {number_shown(bound)}; a bound is a whole number from 0.")
            if bound is not None and bound > LARGEST:
                raise BadInput(f"{self.name} has the bound {number_shown(bound)}; {AT_MOST}.")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise BadInput(f"{self.name} asks for at least {self.least} and at most {self.most} seats.")

    @property
    def name(self) -> str:
        return f"{self.attribute} = {self.value}"

    @property
    def bounds(self) -> str:
        """Such as "at least 3, at most 5", or "no bound"."""
        sides = (("at least", self.least), ("at most", self.most))
        return ", ".join(f"{side} {bound:,}" for side, bound in sides if bound is not None) or "no bound"

    @property
    def attributes(self) -> tuple[str, ...]:
        return tuple(self.attribute.split(COMBINE))

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self.value.split(COMBINE))


@dataclass(frozen=True, slots=True)
class Rules:
    """How many seats there are and who must get how many of them. Raises BadInput.

    places: where each quota stands in its file, for messages: (attribute, value) → (file, line, column).
    """

    seats: int
    quotas: tuple[Quota, ...] = ()
    places: Mapping[tuple[str, str], tuple[str, int, int]] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )

    def __post_init__(self) -> None:
        if not is_whole(self.seats, 1):
            raise BadInput(f"The number of seats is {number_shown(self.seats)}; it must be a whole number from 1.")
        if self.seats > LARGEST:
            raise BadInput(f"The number of seats is {number_shown(self.seats)}; {AT_MOST}.")
        if len(self.quotas) > MOST_QUOTAS:
            raise BadInput(f"There are {len(self.quotas):,} quotas; at most {MOST_QUOTAS:,} are allowed.")
        seen: set[tuple[str, str]] = set()
        for quota in self.quotas:
            if (quota.attribute, quota.value) in seen:
                raise BadInput(f"There are two quotas for {quota.name}.")
            seen.add((quota.attribute, quota.value))


def is_whole(number: object, least: int) -> TypeGuard[int]:
    """Whether this is a whole number, no truth value, and not below the least."""
    return type(number) is int and number >= least
