"""The verdict at the door for a ticket whose code was good, or that was found by name. Pure.

The same rule runs on every phone in JavaScript; tests/vectors/judge.json binds the two. Whom a gate admits the server
works out once and ships; here it is looked up.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class KnownTicket:
    """What the door knows of a ticket number."""

    generation: int
    is_revoked: bool
    category: int


@dataclass(frozen=True)
class GateRule:
    """Category indexes that may enter, and the moments between which they may (opens <= at < closes)."""

    categories: frozenset[int]
    opens_ms: int
    closes_ms: int


@dataclass(frozen=True)
class Verdict:
    """verdict: welcome, again or refused. reason: '' or why; 'not_listed' on a welcome that no list confirms."""

    verdict: str
    reason: str = ""


def judge(
    known: KnownTicket | None, gate: GateRule, *, generation: int, category: int, is_in: bool, at_ms: int
) -> Verdict:
    """The verdict for one reading.

    known: None if the number is on no list yet (sold a moment ago, or this device is behind).
    generation, category: as the code says; the list's category goes first where there is one.
    is_in: whether an entry of this number is known.
    """
    if known and generation < known.generation:
        return Verdict("refused", "replaced")
    if known and known.is_revoked:
        return Verdict("refused", "revoked")
    if (known.category if known else category) not in gate.categories:
        return Verdict("refused", "wrong_category")
    if not gate.opens_ms <= at_ms < gate.closes_ms:
        return Verdict("refused", "gate_closed")
    if is_in:
        return Verdict("again")
    return Verdict("welcome", "" if known else "not_listed")
