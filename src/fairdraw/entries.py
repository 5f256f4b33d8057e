"""What goes into a draw: entries in a pool, quotas in rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from fairdraw.errors import BadInput

# One answer to a question, or several.
Answer = str | tuple[str, ...]
NOTHING: Mapping[str, Answer] = MappingProxyType({})
COMBINE = " & "


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
            if not entry.code:
                raise BadInput("An entry has no code.")
            if entry.code in seen:
                raise BadInput(f"The code {entry.code!r} occurs twice.")
            if not isinstance(entry.weight, int | Fraction) or entry.weight <= 0:
                must = "it must be a whole number or a fraction above zero"
                raise BadInput(f"The weight of {entry.code!r} is {entry.weight}; {must}.")
            seen.add(entry.code)


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
        if len(self.attributes) != len(self.values):
            raise BadInput(f"{self.name} combines {len(self.attributes)} attributes with {len(self.values)} values.")
        for bound in (self.least, self.most):
            if bound is not None and (isinstance(bound, bool) or not isinstance(bound, int) or bound < 0):
                raise BadInput(f"{self.name} has the bound {bound!r}; a bound is a whole number from 0.")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise BadInput(f"{self.name} asks for at least {self.least} and at most {self.most} seats.")

    @property
    def name(self) -> str:
        return f"{self.attribute} = {self.value}"

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
        if isinstance(self.seats, bool) or not isinstance(self.seats, int) or self.seats < 1:
            raise BadInput(f"The number of seats is {self.seats!r}; it must be a whole number from 1.")
        seen: set[tuple[str, str]] = set()
        for quota in self.quotas:
            if (quota.attribute, quota.value) in seen:
                raise BadInput(f"There are two quotas for {quota.name}.")
            seen.add((quota.attribute, quota.value))
