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
from fairdraw.people import further_panels, keys_of, normalise, number_below, seed_of
from fairdraw.types import Ints

# Nearly all of the waiting are taken in by so many further panels; those after them are looked at for the others only.
FIRST_PANELS = 64


@dataclass(frozen=True, slots=True)
class Outcome:
    """panel: counts from 0.  order: of the further panels, the drawn one last.  admitted, waiting: numbers of units in drawn
    order; units count through all types."""

    panel: int
    order: Ints
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
        self._first_bytes = [code.encode() for code in self.first_codes]
        self._appearances = self.table.sum(axis=0)

    @property
    def units(self) -> int:
        return len(self.type_of)

    def seed(self, value: str) -> bytes:
        return seed_of(self.commitment, normalise(value))

    def panel(self, seed: bytes) -> int:
        return number_below(seed, self.panels)

    def keys(self, seed: bytes) -> list[bytes]:
        return keys_of(seed, b"unit", self._first_bytes)

    def places(self, seed: bytes) -> list[bytes]:
        return keys_of(seed, b"place", self._first_bytes)

    def order(self, seed: bytes, panel: int) -> Ints:
        """(m,) the further panels, the drawn one last."""
        return np.array(further_panels(seed, panel, self.panels))

    def outcome(self, seed: bytes) -> Outcome:
        """Who is in and who waits. Cost: two hashes for each unit, one for each panel, and O(U log U)."""
        panel = self.panel(seed)
        order = self.order(seed, panel)
        ranked = self.type_by_type(_ascending(self.keys(seed)))
        place = np.empty_like(ranked)
        place[_ascending(self.places(seed))] = np.arange(self.units)
        is_in = self.rank < self.table[panel][self.type_of]
        admitted, waiting = ranked[is_in], ranked[~is_in]
        by_panel_and_place = self.rounds(order)[~is_in] * self.units + place[waiting]
        return Outcome(panel, order, admitted[np.argsort(place[admitted])], waiting[np.argsort(by_panel_and_place)])

    def type_by_type(self, units: Ints) -> Ints:
        """The same units, those of the first type first, in the order in which they were."""
        return units[np.argsort(self._short_type_of[units], kind="stable")]

    def rounds(self, order: Ints) -> Ints:
        """(U,) after how many further panels a place of a type is taken in, the first place first; 0: it is in already.

        order: of the further panels. A type that is in no panel comes after everybody else. The same as people._rounds, for
        all types at once.
        """
        behind = self.rank - self.table[order[-1]][self.type_of]
        total = self._appearances[self.type_of]
        cycles, rest = np.divmod(np.maximum(behind, 0), np.maximum(total, 1))
        further = cycles * self.panels
        taken = np.flatnonzero((behind >= 0) & (total > 0))
        further[taken] += self._until(order, taken, rest[taken] + 1)
        never = self.panels * (self.units + 1)
        return np.where(behind < 0, 0, np.where(total == 0, never, further))

    def _until(self, order: Ints, units: Ints, wanted: Ints) -> Ints:
        """For each unit, how many panels of the order take in as many of its type as are wanted.

        Blocks of panels, each twice as long as the one before, for those types only that are not done yet.
        """
        found = np.zeros(len(units), dtype=np.int64)
        reached = np.zeros_like(self.supply)
        still, begin, length = np.arange(len(units)), 0, FIRST_PANELS
        while len(still):
            kinds, which = np.unique(self.type_of[units[still]], return_inverse=True)
            sums = reached[kinds] + np.cumsum(self.table[np.ix_(order[begin : begin + length], kinds)], axis=0)
            at = _first_to_reach(sums, which, wanted[still])
            inside = at < len(sums)
            found[still[inside]] = begin + at[inside] + 1
            reached[kinds] = sums[-1]
            still, begin, length = still[~inside], begin + length, 2 * length
        return found


def _first_to_reach(sums: Ints, columns: Ints, wanted: Ints) -> Ints:
    """For each wanted sum the first row in which its column has it, or the number of rows. Columns never fall."""
    # One sorted line of all columns, one after the other, so that one search serves all.
    step = int(max(sums[-1].max(), wanted.max())) + 1
    line = (sums + np.arange(sums.shape[1]) * step).T.ravel()
    found: Ints = np.searchsorted(line, wanted + columns * step) - columns * len(sums)
    return found


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
