"""Finding pairs among up to a million people without comparing everybody with everybody. Pure: no database."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import combinations, groupby
from typing import Final

from einlass.reviews.duplicates.alike import Person, is_same_mailbox, is_same_person

ADDRESS: Final = "address"
PERSON: Final = "person"
# In a larger block, people are put in order and compared with their neighbours only.
LARGEST_BLOCK: Final = 60
NEIGHBOURS: Final = 12


class Blocks:
    """The blocks of very many people who share a key, in eight bytes for each person and each key.

    A key is kept as 48 bits of its digest, so once in a while a block holds people who share none; nobody is missed.
    """

    PLACE_BITS: Final = 24
    MOST: Final = 1 << PLACE_BITS

    def __init__(self) -> None:
        self.pks = array("q")
        # By the first byte of the digest, so that few have to be sorted at once; then 40 bits of it and the place.
        self.parts = [array("Q") for _ in range(256)]

    def __len__(self) -> int:
        return len(self.pks)

    def add(self, pk: int, keys: Sequence[str]) -> None:
        """Raises OverflowError for more than MOST people."""
        place = len(self.pks)
        if place == self.MOST:
            raise OverflowError(place)
        self.pks.append(pk)
        for key in keys:
            digest = blake2b(key.encode(), digest_size=6).digest()
            self.parts[digest[0]].append(int.from_bytes(digest[1:], "big") << self.PLACE_BITS | place)

    def shared(self) -> Iterator[list[int]]:
        """The keys of those who share something: one list for each block, in the order added. Always the same order."""
        for part in self.parts:
            for _digest, block in groupby(sorted(part), key=lambda packed: packed >> self.PLACE_BITS):
                members = [self.pks[packed & self.MOST - 1] for packed in block]
                if len(members) > 1:
                    yield members


def pairs(people: Iterable[Person]) -> dict[tuple[int, int], str]:
    """Everybody who may be the same person: (smaller pk, larger pk) and why. At least one of the two counts."""
    by_pk: dict[int, Person] = {}
    blocks = Blocks()
    for person in people:
        by_pk[person.pk] = person
        blocks.add(person.pk, person.keys)
    found: dict[tuple[int, int], str] = {}
    for block in blocks.shared():
        found.update(pairs_in([by_pk[pk] for pk in block], known=found))
    return found


def pairs_in(
    block: Sequence[Person], *, known: Mapping[tuple[int, int], object]
) -> Iterator[tuple[tuple[int, int], str]]:
    """Those of one block who may be the same person, beyond what is known."""
    for one, other in _to_compare(block):
        pair = (min(one.pk, other.pk), max(one.pk, other.pk))
        if pair not in known and (reason := reason_of(one, other)):
            yield pair, reason


def reason_of(one: Person, other: Person) -> str:
    """Why the two may be the same person; empty if they are not, or if neither counts."""
    if not (one.counts or other.counts):
        return ""
    if is_same_mailbox(one, other):
        return ADDRESS
    return PERSON if is_same_person(one, other) else ""


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
