"""Finding pairs among up to a million people without comparing everybody with everybody. Pure: no database."""

import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from einlass.reviews.duplicates.alike import Person, is_same_mailbox, is_same_person

ADDRESS: Final = "address"
PERSON: Final = "person"
Pair = tuple[int, int, str]
# In a larger block, people are put in order and compared with their neighbours only.
LARGEST_BLOCK: Final = 60
NEIGHBOURS: Final = 12


class KeyCounter:
    """Which of very many people share a key with somebody, in a fixed and small amount of memory.

    Keys are counted in a table by their checksum, so a few people are named who share none; nobody is missed.
    """

    MOST_CELLS: Final = 1 << 26

    def __init__(self, expected: int) -> None:
        cells = 1 << 16
        while cells < expected * 32 and cells < self.MOST_CELLS:
            cells <<= 1
        self.mask = cells - 1
        self.counts = bytearray(cells)
        self.pks, self.cells, self.ends = array("q"), array("I"), array("q")

    def add(self, pk: int, keys: Sequence[str]) -> None:
        for key in keys:
            cell = zlib.crc32(key.encode()) & self.mask
            self.cells.append(cell)
            if self.counts[cell] < 2:
                self.counts[cell] += 1
        self.pks.append(pk)
        self.ends.append(len(self.cells))

    def shared(self) -> Iterator[int]:
        """Who shares a key, in the order added."""
        begin = 0
        for pk, end in zip(self.pks, self.ends, strict=True):
            if any(self.counts[cell] > 1 for cell in self.cells[begin:end]):
                yield pk
            begin = end


def pairs(people: Iterable[Person]) -> dict[tuple[int, int], str]:
    """Everybody who may be the same person: (smaller pk, larger pk) and why. At least one of the two counts."""
    blocks: defaultdict[str, list[Person]] = defaultdict(list)
    for person in people:
        for key in person.keys:
            blocks[key].append(person)
    found: dict[tuple[int, int], str] = {}
    for block in blocks.values():
        for one, other in _to_compare(block):
            pair = (min(one.pk, other.pk), max(one.pk, other.pk))
            if pair in found or not (one.counts or other.counts):
                continue
            if is_same_mailbox(one, other):
                found[pair] = ADDRESS
            elif is_same_person(one, other):
                found[pair] = PERSON
    return found


def _to_compare(block: Sequence[Person]) -> Iterable[tuple[Person, Person]]:
    if len(block) <= LARGEST_BLOCK:
        return combinations(block, 2)
    in_order = sorted(
        block,
        key=lambda person: (
            person.address if person.company is None else person.company_words,
            person.names,
            person.pk,
        ),
    )
    return (
        (one, other)
        for position, one in enumerate(in_order)
        for other in in_order[position + 1 : position + 1 + NEIGHBOURS]
    )
