"""The published bundle: what is drawn from, and its one canonical form as text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from fairdraw.canonical import canonical
from fairdraw.closeness import Closeness, Deviation, is_close_enough
from fairdraw.entries import Quota
from fairdraw.filling import Fill, is_full_enough
from fairdraw.proof import Level
from fairdraw.types import Counts, Ints, Type, supply_of_quotas
from fairdraw.witness import Witness


@dataclass(frozen=True, slots=True)
class Appearances:
    """How many units of one type each panel takes: `least`, plus 1, 2, 4 … where a bit of a plane is set.

    planes: hexadecimal, the first panel is the highest bit of the first digit.
    """

    least: int
    planes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Previous:
    """The draw that this one follows.

    lottery: its commitment.  result: the digest of its result.  held: the codes that are in already.
    gone: the codes that want no seat any more.  counts: for each quota, how many seats the held codes take.
    """

    lottery: str
    result: str
    held: tuple[str, ...]
    gone: tuple[str, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lottery:
    """A numbered list of complete outcomes, each as likely as any other, with the proof that it is fair.

    seats: asked for.  filled: in every panel.  panels: how many there are.
    appearances: one per type.  levels: the proof; its types count from 0.
    witness: whole panels that have the chances of the proof together, where it is one over whole panels.
    fill: the proof that no panel fills more seats; None if all are filled.
    closeness: how near the panels come to the chances of the proof.
    """

    seats: int
    filled: int
    quotas: tuple[Quota, ...]
    types: tuple[Type, ...]
    panels: int
    appearances: tuple[Appearances, ...]
    levels: tuple[Level, ...]
    witness: Witness | None
    fill: Fill | None
    closeness: Closeness
    previous: Previous | None = None

    @property
    def min_chance(self) -> Fraction:
        """The smallest chance per weight of all entries that any outcome can contain."""
        return self.closeness.min_chance

    @property
    def bound(self) -> Fraction:
        """No lottery that meets the quotas gives everyone more than this per weight."""
        return self.closeness.bound

    @property
    def loss(self) -> Deviation:
        """The most that anybody's chance lies below what the proof shows for them."""
        return self.closeness.loss

    @property
    def gain(self) -> Deviation:
        """The most that anybody's chance lies above what the proof shows for them."""
        return self.closeness.gain

    @property
    def gap(self) -> float:
        """How far the smallest chance lies below the bound, as a share of the bound."""
        return float(1 - self.min_chance / self.bound) if self.bound else 0.0

    def is_accepted(self) -> bool:
        """Whether its list is close enough and full enough for the verifier, at the share that it takes unless it is told otherwise.

        A solver's lottery keeps all else by the way it is made. Cost: O(panels · T).
        """
        times = [sum(unpack(each, self.panels)) for each in self.appearances]
        full = is_full_enough(self.fill, self.seats, self.filled)
        return full and is_close_enough(self.types, times, self.panels, self.levels)

    @property
    def entries(self) -> int:
        return sum(kind.size * len(kind.units) for kind in self.types)

    def counts(self) -> tuple[int, ...]:
        """How many entries count towards each quota, whether it can bind or not. Cost: O(T · Q), O(entries) of teams."""
        return tuple(supply_of_quotas(self.types, len(self.quotas)))

    def hits(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Each code with the numbers of the quotas that count it."""
        for kind in self.types:
            for number, unit in enumerate(kind.units):
                yield from zip(unit, kind.hits(number), strict=True)

    def hits_of(self, code: str) -> tuple[int, ...] | None:
        """The numbers of the quotas that count this entry, None if it is not there. Cost: O(entries), without a table."""
        return next((hits for each, hits in self.hits() if each == code), None)

    def table(self) -> Ints:
        """(panels, T) how many units of each type each panel takes. Cost: O(panels · T)."""
        return np.array([unpack(each, self.panels) for each in self.appearances], dtype=np.int64).T

    def type_chances(self) -> tuple[Fraction, ...]:
        """The chance of each type, as the panels give it, exactly."""
        return tuple(
            Fraction(sum(unpack(each, self.panels)), self.panels * len(kind.units))
            for each, kind in zip(self.appearances, self.types, strict=True)
        )

    def chances(self) -> dict[str, Fraction]:
        """The chance of each entry by its code. Cost: O(entries + panels · T)."""
        return {
            code: chance
            for chance, kind in zip(self.type_chances(), self.types, strict=True)
            for unit in kind.units
            for code in unit
        }

    def to_json(self) -> str:
        """The canonical form: one line of JSON with sorted keys, ending with a line feed."""
        return canonical(_document(self)) + "\n"

    @staticmethod
    def from_json(text: str) -> Lottery:
        """Raises BadInput if the text is not the one text of a lottery in this format, to the last character.

        Whether what it says is true, that the panels keep the quotas and the proof proves, verify says.
        """
        from fairdraw.bundle_parsing import read_bundle

        return read_bundle(text)


def commit(lottery: Lottery) -> str:
    """The SHA-256 over the canonical form, in hexadecimal. Publish it before the public value can be
    known."""
    return hashlib.sha256(canonical(_document(lottery)).encode()).hexdigest()


def pack(counts: Counts) -> Appearances:
    """counts: (panels,) of one type."""
    least = int(counts.min())
    above = counts - least
    planes = []
    for plane in range(int(above.max()).bit_length()):
        bits = ((above >> plane) & 1).astype(np.uint8)
        planes.append(np.packbits(bits).tobytes().hex()[: (len(counts) + 3) // 4])
    return Appearances(least, tuple(planes))


def unpack(appearances: Appearances, panels: int) -> list[int]:
    """How many units each panel takes."""
    counts = np.full(panels, appearances.least, dtype=np.int64)
    for place, plane in enumerate(appearances.planes):
        padded = plane + "0" * (len(plane) % 2)
        bits = np.unpackbits(np.frombuffer(bytes.fromhex(padded), dtype=np.uint8))[:panels]
        counts += bits.astype(np.int64) << place
    found: list[int] = counts.tolist()
    return found


def _document(lottery: Lottery) -> dict[str, Any]:
    # Those files make lotteries, so they can be loaded only after this one.
    from fairdraw.bundle import document_of

    return document_of(lottery)
