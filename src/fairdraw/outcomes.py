"""Outcomes of many made-up values: the draw step of people.py, without texts and fast.

Seeds, panel numbers and keys come from the very functions of people.py. Ranks within a type and the waiting order are
worked out with arrays; tests hold them equal to people.draw.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from fairdraw.errors import BadInput
from fairdraw.lottery import Lottery, commit
from fairdraw.people import normalise, number_below, seed_of, unit_key
from fairdraw.types import Ints


@dataclass(frozen=True, slots=True)
class Outcome:
    """panel: counts from 0.  admitted, waiting: numbers of units in drawn order; units count through all types."""

    panel: int
    admitted: Ints
    waiting: Ints


class DrawStep:
    """The draw step of one lottery.

    table: (m, T) units of each type in each panel.  supply: (T,).  type_of: (U,) of each unit.  rank: (U,) how many
    units of the same type come before, in the order of numbers.
    """

    def __init__(self, lottery: Lottery) -> None:
        """Raises BadInput if the lottery is damaged."""
        self.table, self.commitment = _checked(lottery)
        self.panels = lottery.panels
        self.supply = np.array([len(kind.units) for kind in lottery.types], dtype=np.int64)
        self.start = np.cumsum(self.supply) - self.supply
        self.type_of = np.repeat(np.arange(len(self.supply)), self.supply)
        self.rank = np.arange(len(self.type_of)) - self.start[self.type_of]
        # Sixteen bits are sorted digit by digit, which takes a fifth of the time.
        self._short_type_of = self.type_of.astype(np.uint16) if len(self.supply) < 2**16 else self.type_of
        self.first_codes = [unit[0] for kind in lottery.types for unit in kind.units]
        self._appeared = np.vstack([np.zeros_like(self.table[:1]), np.cumsum(self.table, axis=0)])
        # One sorted line of all types, one after the other, so that one search serves all units.
        self._line_step = int(self._appeared[-1].max(initial=0)) + 1
        self._line = (self._appeared + np.arange(len(self.supply)) * self._line_step).T.ravel()

    @property
    def units(self) -> int:
        return len(self.type_of)

    def seed(self, value: str) -> bytes:
        return seed_of(self.commitment, normalise(value))

    def panel(self, seed: bytes) -> int:
        return number_below(seed, self.panels)

    def keys(self, seed: bytes) -> list[bytes]:
        return [unit_key(seed, code) for code in self.first_codes]

    def outcome(self, seed: bytes) -> Outcome:
        """Who is in and who waits. Cost: a hash for each unit, and O(U log U)."""
        panel = self.panel(seed)
        by_key = _ascending(self.keys(seed))
        place = np.empty_like(by_key)
        place[by_key] = np.arange(self.units)
        ranked = self.type_by_type(by_key)
        is_in = self.rank < self.table[panel][self.type_of]
        admitted, waiting = ranked[is_in], ranked[~is_in]
        by_panel_and_key = self.rounds(panel)[~is_in] * self.units + place[waiting]
        return Outcome(panel, admitted[np.argsort(place[admitted])], waiting[np.argsort(by_panel_and_key)])

    def type_by_type(self, units: Ints) -> Ints:
        """The same units, those of the first type first, in the order in which they were."""
        return units[np.argsort(self._short_type_of[units], kind="stable")]

    def rounds(self, panel: int) -> Ints:
        """(U,) after how many further panels a place of a type is taken in, the first place first; 0: it is in already.

        A type that is in no panel comes after everybody else. The same as people._rounds, for all types at once.
        """
        behind = self.rank - self.table[panel][self.type_of]
        total = self._appeared[-1][self.type_of]
        cycles, rest = np.divmod(np.maximum(behind, 0), np.maximum(total, 1))
        begun = self._appeared[panel + 1][self.type_of]
        wanted = begun + rest + 1
        wraps = wanted > total
        found = np.searchsorted(self._line, wanted - wraps * total + self.type_of * self._line_step)
        further = found - self.type_of * (self.panels + 1) - (panel + 1) + (wraps + cycles) * self.panels
        never = self.panels * (self.units + 1)
        return np.where(behind < 0, 0, np.where(total == 0, never, further))


def _ascending(keys: list[bytes]) -> Ints:
    words = np.frombuffer(b"".join(keys), dtype=">u8").reshape(len(keys), 4).astype(np.uint64)
    order = np.argsort(words[:, 0])
    first = words[order, 0]
    if (first[1:] == first[:-1]).any():
        return np.lexsort(words.T[::-1])
    return order


def _checked(lottery: Lottery) -> tuple[Ints, str]:
    """Lottery.table() and the commitment, if it can be drawn from."""
    try:
        _check_types(lottery)
        table, commitment = lottery.table(), commit(lottery)
    except (ValueError, TypeError, OverflowError, AttributeError) as error:
        raise BadInput(f"The lottery is damaged: {error}.") from error
    supply = np.array([len(kind.units) for kind in lottery.types])
    if (table < 0).any() or (table > supply).any():
        raise BadInput(
            "The lottery is damaged: a panel takes more units of a type than there are, or fewer than none."
        )
    return table, commitment


def _check_types(lottery: Lottery) -> None:
    if lottery.panels < 1 or not lottery.types or len(lottery.types) != len(lottery.appearances):
        raise ValueError("types and panels are missing")
    if any(not kind.units or {len(unit) for unit in kind.units} != {kind.size} for kind in lottery.types):
        raise ValueError("a type is not made of units of its size")
    codes = [code for kind in lottery.types for unit in kind.units for code in unit]
    if len(set(codes)) < len(codes):
        raise ValueError("a code is there twice")
    if sorted(kind for level in lottery.levels for kind in level.types) != list(range(len(lottery.types))):
        raise ValueError("the levels do not say what each type is promised")
    plane = re.compile(f"[0-9a-f]{{{(lottery.panels + 3) // 4}}}")
    if not all(plane.fullmatch(each) for appearances in lottery.appearances for each in appearances.planes):
        raise ValueError("a list of panels is not of the right length")
