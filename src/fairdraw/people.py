"""From a public value to people: which panel, and who within each type.

The same steps, written once more in draw.js, run in a browser. They are described in docs/lottery.md under
"Draw".
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from fairdraw.announcement import LONGEST_VALUE
from fairdraw.bundle_parsing import MOST_PANELS
from fairdraw.canonical import canonical, parse
from fairdraw.errors import BadInput
from fairdraw.lottery import Lottery, commit, unpack
from fairdraw.shapes import HEX_64, HEX_96, codes, exactly, fit, matching, whole

FORMAT = "fairdraw result 2"
# The code points with the Unicode property White_Space, written out because languages differ about them.
WHITE_SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")

# Half of a character of two halves: no UTF-8 holds it.
HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def _value(value: object) -> str | None:
    if not isinstance(value, str):
        return "must be a text"
    try:
        return None if normalise(value) == value else "is not in its normal form"
    except BadInput as error:
        return f"is none: {error.problem.rstrip('.')}"


_RESULT = {
    "admitted": codes,
    "commitment": matching(HEX_64),
    "format": exactly(FORMAT),
    "panel": whole(1, MOST_PANELS),
    "seed": matching(HEX_64),
    "signature": (matching(HEX_96),),
    "value": _value,
    "waiting": codes,
}


@dataclass(frozen=True, slots=True)
class Result:
    """What the draw gave.

    commitment: of the lottery.  value: the public value, normalised.  seed: hexadecimal.  panel: counts from
    1.
    admitted, waiting: codes in drawn order; a team stays together.
    signature: of the drand round, 96 hexadecimal digits, whose SHA-256 is the value; None for other values.
    """

    commitment: str
    value: str
    seed: str
    panel: int
    admitted: tuple[str, ...]
    waiting: tuple[str, ...]
    signature: str | None = None

    def to_json(self) -> str:
        """One line of JSON with sorted keys, ending with a line feed."""
        return (
            canonical(
                {
                    "format": FORMAT,
                    "commitment": self.commitment,
                    "value": self.value,
                    "seed": self.seed,
                    "panel": self.panel,
                    "admitted": list(self.admitted),
                    "waiting": list(self.waiting),
                    "signature": self.signature,
                }
            )
            + "\n"
        )

    @staticmethod
    def from_json(text: str) -> Result:
        """Raises BadInput if the text is not a result."""
        document = parse(text, FORMAT)
        fit(document, _RESULT, "The result")
        listed = document["admitted"] + document["waiting"]
        if len(set(listed)) != len(listed):
            raise BadInput("The result is damaged: a code occurs twice.", line=1, column=1)
        return Result(
            document["commitment"],
            document["value"],
            document["seed"],
            document["panel"],
            tuple(document["admitted"]),
            tuple(document["waiting"]),
            document["signature"],
        )


def draw(lottery: Lottery, value: str, signature: str | None = None) -> Result:
    """Turn a public value into the admitted and the waiting.

    value: from a public source, known only after the commitment was published; same value, same result.
    signature: of the drand round, if the value is its randomness: the SHA-256 of the signature, both in hexadecimal.
    Every unit has the key SHA-256(seed ‖ "unit" ‖ its first code). The panel says how many units of each type are in:
    those with the smallest keys. Who waits comes in the order in which further panels, in an order that the seed picks,
    would take them in. Among those who are in, and among those whom one further panel takes in, a second key decides:
    by the first one, units of rare types would come late, because the smallest keys of their type are in already.
    Raises BadInput if the value is empty or not that of the signature. Cost: O(n log n) for n entries.
    """
    value = normalise(value)
    if signature is not None:
        _check_signature(signature, value)
    commitment = commit(lottery)
    seed = seed_of(commitment, value)
    panel = number_below(seed, lottery.panels)
    order = further_panels(seed, panel, lottery.panels)
    admitted: list[tuple[bytes, tuple[str, ...]]] = []
    waiting: list[tuple[float, bytes, tuple[str, ...]]] = []
    for kind, appearances in zip(lottery.types, lottery.appearances, strict=True):
        ranked = sorted((unit_key(seed, unit[0]), unit) for unit in kind.units)
        counts = unpack(appearances, lottery.panels)
        inside = counts[panel]
        admitted += [(place_key(seed, unit[0]), unit) for _, unit in ranked[:inside]]
        rounds = _rounds([counts[number] for number in order], len(ranked) - inside)
        waiting += [
            (after, place_key(seed, unit[0]), unit) for after, (_, unit) in zip(rounds, ranked[inside:], strict=True)
        ]
    return Result(
        commitment,
        value,
        seed.hex(),
        panel + 1,
        tuple(code for _, unit in sorted(admitted) for code in unit),
        tuple(code for _, _, unit in sorted(waiting) for code in unit),
        signature,
    )


def _check_signature(signature: str, value: str) -> None:
    """Only that both belong together; whether drand signed it, drand.randomness says."""
    if not re.fullmatch("[0-9a-f]{96}", signature):
        raise BadInput("The signature is not one of 96 small hexadecimal digits.")
    if hashlib.sha256(bytes.fromhex(signature)).hexdigest() != value:
        raise BadInput("The public value is not the SHA-256 of the signature.")


def normalise(value: str) -> str:
    """Unicode NFC, runs of white space to one blank, none outside. Raises BadInput if nothing is left, or too much."""
    if len(value) > 10 * LONGEST_VALUE:
        raise BadInput(f"The public value has {len(value)} characters; at most {LONGEST_VALUE} are allowed.")
    value = WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", value)).strip(" ")
    if not value:
        raise BadInput("The public value is empty.")
    if len(value) > LONGEST_VALUE:
        raise BadInput(f"The public value has {len(value)} characters; at most {LONGEST_VALUE} are allowed.")
    if half := HALF_CHARACTER.search(value):
        raise BadInput(f"The public value has half a character in it, U+{ord(half[0]):04X}.")
    return value


def seed_of(commitment: str, value: str) -> bytes:
    """SHA-256 of the 32 bytes of the commitment and the value in UTF-8."""
    return hashlib.sha256(bytes.fromhex(commitment) + value.encode()).digest()


def number_below(seed: bytes, end: int) -> int:
    """0 to end − 1, each as likely: SHA-256 in counter mode, what lies above the last multiple is
    rejected."""
    limit = 2**64 - 2**64 % end
    counter = 0
    while True:
        block = hashlib.sha256(seed + b"panel" + counter.to_bytes(8, "big")).digest()
        number = int.from_bytes(block[:8], "big")
        if number < limit:
            return number % end
        counter += 1


def further_panels(seed: bytes, panel: int, panels: int) -> list[int]:
    """All panels but the drawn one, by SHA-256(seed ‖ "panel order" ‖ number), and the drawn one last; they count from 0.

    In the order of the list an organiser could put the panels of some people side by side, so that they seldom move up.
    """
    others = [number for number in range(panels) if number != panel]
    keys = keys_of(seed, b"panel order", (number.to_bytes(8, "big") for number in range(panels)))
    others.sort(key=keys.__getitem__)
    return [*others, panel]


def keys_of(seed: bytes, name: bytes, codes: Iterable[bytes]) -> list[bytes]:
    """SHA-256(seed ‖ name ‖ code) of many codes: the beginning is hashed once, which saves a quarter of the time."""
    begin, keys = hashlib.sha256(seed + name).copy, []
    for code in codes:
        key = begin()
        key.update(code)
        keys.append(key.digest())
    return keys


def unit_key(seed: bytes, code: str) -> bytes:
    """Decides who of a type comes first."""
    return hashlib.sha256(seed + b"unit" + code.encode()).digest()


def place_key(seed: bytes, code: str) -> bytes:
    """Decides the order of units of all types that come in together."""
    return hashlib.sha256(seed + b"place" + code.encode()).digest()


def _rounds(further: list[int], waiting: int) -> list[float]:
    """For each of the waiting of one type, after how many further panels it would be in; never is infinity.

    further: how many units of the type each further panel takes; after the last one the first comes again.
    """
    sums = list(accumulate(further))
    total = sums[-1]
    if total == 0:
        return [float("inf")] * waiting
    return [(rank // total) * len(sums) + bisect_left(sums, rank % total + 1) + 1 for rank in range(waiting)]
