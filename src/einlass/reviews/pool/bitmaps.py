"""Bitmaps: sets of applications as whole numbers, whose bits are counted and combined by the processor."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

PIECE: Final = 256
# How each byte is kept: unsigned, eight bytes.
WORD: Final = "Q"

Row = tuple[int, int, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Bitmaps:
    """Applications in the order sent; the one at position n is bit n of each bitmap.

    keys: the application's key at each position.
    sent: the second at which it was sent; never falling.
    bits: by field and value, which positions have that value. A field may have several values for one application.
    """

    keys: "array[int]"
    sent: "array[int]"
    bits: Mapping[str, Mapping[str, int]]

    def everybody(self) -> int:
        return (1 << len(self.keys)) - 1

    def having(self, field: str, value: str) -> int:
        return self.bits.get(field, {}).get(value, 0)

    def matching(self, chosen: Mapping[str, str], *, among: int | None = None) -> int:
        """Those that have every chosen value. `among`: only of these."""
        found = self.everybody() if among is None else among
        for field, value in chosen.items():
            found &= self.having(field, value)
        return found

    def facets(self, chosen: Mapping[str, str], *, among: int | None = None) -> dict[str, dict[str, int]]:
        """For each field and value: how many there would be with that value, the other choices staying as they are."""
        found = self.matching(chosen, among=among)
        return {
            field: self.numbers(
                field, self.matching(_without(chosen, field), among=among) if field in chosen else found
            )
            for field in self.bits
        }

    def numbers(self, field: str, among: int) -> dict[str, int]:
        """How many of `among` have each value of the field."""
        return {value: (bits & among).bit_count() for value, bits in self.bits.get(field, {}).items()}

    def cross(self, first: str, second: str, among: int) -> dict[tuple[str, str], int]:
        """How many of `among` have each pair of values."""
        numbers = {}
        for one, bits in self.bits.get(first, {}).items():
            here = bits & among
            for other, number in self.numbers(second, here).items():
                numbers[one, other] = number
        return numbers

    def per_span(self, ends: Sequence[int], among: int) -> list[int]:
        """How many of `among` were sent before the first of these seconds, then from each up to the next."""
        numbers, start = [], 0
        for end in ends:
            position = bisect_left(self.sent, end)
            numbers.append(((among >> start) & ((1 << (position - start)) - 1)).bit_count())
            start = position
        return numbers

    def of_keys(self, keys_and_seconds: Iterable[tuple[int, int]]) -> int:
        """The bitmap of these applications; those that are not there are left out."""
        bits = bytearray(len(self.keys) // 8 + 1)
        for key, second in keys_and_seconds:
            position = self.position(key, second)
            if position is not None:
                bits[position >> 3] |= 1 << (position & 7)
        return int.from_bytes(bits, "little")

    def position(self, key: int, second: int) -> int | None:
        start = bisect_left(self.sent, second)
        for position in range(start, len(self.keys)):
            if self.keys[position] == key:
                return position
            if self.sent[position] != second:
                return None
        return None

    def keys_of(self, found: int, *, newest_first: bool, start: int = 0, number: int | None = None) -> list[int]:
        """The keys of `number` applications of a bitmap, `start` of them skipped, in the order sent or the other way."""
        keys: list[int] = []
        for base, piece in _pieces(found, newest_first=newest_first):
            count = int.from_bytes(piece, "little").bit_count()
            if start >= count:
                start -= count
                continue
            inside = [base + bit for bit in _bits_of(piece)]
            if newest_first:
                inside.reverse()
            keys += [self.keys[position] for position in inside[start:]]
            start = 0
            if number is not None and len(keys) >= number:
                return keys[:number]
        return keys

    def beside(self, found: int, position: int) -> tuple[int | None, int | None]:
        """The keys of the nearest of `found` sent before and after this position."""
        below = found & ((1 << position) - 1)
        above = found >> (position + 1)
        earlier = self.keys[below.bit_length() - 1] if below else None
        later = self.keys[position + (above & -above).bit_length()] if above else None
        return earlier, later


def build(rows: Iterable[Row]) -> Bitmaps:
    """rows: (key, second, [(field, value), …]), in the order sent."""
    keys, sent = array(WORD), array(WORD)
    grown: defaultdict[tuple[str, str], bytearray] = defaultdict(bytearray)
    for position, (key, second, values) in enumerate(rows):
        keys.append(key)
        sent.append(second)
        place, bit = position >> 3, 1 << (position & 7)
        for pair in values:
            bits = grown[pair]
            if len(bits) <= place:
                bits.extend(bytes(place + 1 - len(bits)))
            bits[place] |= bit
    fields: dict[str, dict[str, int]] = {}
    for (field, value), grown_bits in grown.items():
        fields.setdefault(field, {})[value] = int.from_bytes(grown_bits, "little")
    return Bitmaps(keys, sent, fields)


def _without(chosen: Mapping[str, str], field: str) -> dict[str, str]:
    return {name: value for name, value in chosen.items() if name != field}


def _pieces(found: int, *, newest_first: bool) -> Iterator[tuple[int, bytes]]:
    """The position of each piece's first bit, and its bytes."""
    whole = found.to_bytes(-(-found.bit_length() // 8), "little")
    starts = range(0, len(whole), PIECE)
    for start in reversed(starts) if newest_first else starts:
        yield start * 8, whole[start : start + PIECE]


def _bits_of(piece: bytes) -> Iterator[int]:
    for place, byte in enumerate(piece):
        if byte:
            yield from (place * 8 + bit for bit in range(8) if byte >> bit & 1)
