"""What every verifier must say about the vectors; the tool that mutates the verifier asks each mutant the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from tests.fairdraw.cheats.vectors import VECTORS

Check = Callable[..., Any]
Texts = dict[str, list[str]]


def differences(check: Check, vectors: dict[str, Any]) -> Iterator[str]:
    """The names of vectors about which a verifier is wrong, one after the other.

    check: takes texts in any order and returns a verdict with `holds`, `problems` and `unchecked`.
    """
    for case in (*vectors["honest"], *vectors["signatures"]):
        verdict = check(*case["texts"])
        said = [verdict.facts, verdict.sentence, verdict.unchecked]
        if not verdict.holds or said != [case["facts"], case["sentence"], case["unchecked"]]:
            yield case["name"]
    for case in vectors["cheats"]:
        if [*check(*case["texts"]).problems] != [(case["step"], case["words"])]:
            yield case["name"]
    texts = {case["name"]: case["texts"] for case in vectors["honest"]}
    yield from (name for name, holds in PYTHON_ONLY.items() if not holds(check, texts))


def _refuses(step: str, check: Check, *texts: str, **options: Any) -> bool:
    return [problem.step for problem in check(*texts, **options).problems] == [step]


def _has_sizes(check: Check, _: Texts) -> bool:
    """The limits of size are those that docs/lottery.md names; to reach them would take too long here."""
    names = ("LEAVES", "DEEPEST", "LEAVES_BY_TYPES", "RULES_BY_TYPES", "PANELS_BY_TYPES")
    return [check.__globals__[name] for name in names] == [20_000, 200, 10**7, 10**7, 2 * 10**8]


def _has_limit(check: Check, texts: list[str], name: str, size: int, step: str) -> bool:
    """With a smaller limit the same lottery is just small enough, and then just too large."""
    before = check.__globals__[name]
    try:
        check.__globals__[name] = size
        holds = check(*texts).holds
        check.__globals__[name] = size - 1
        return bool(holds and _refuses(step, check, *texts))
    finally:
        check.__globals__[name] = before


def _passes_over(check: Check, texts: Texts) -> bool:
    """A number at the last multiple of the panels is passed over; that happens in one of 10^14 draws, so it is brought about."""
    names = [name for name in texts if name.startswith("a draw of seven panels")]
    case = next(texts[name] for name in names if '"panel":7,' in texts[name][1])
    limit, sha256 = 2**64 - 2**64 % 7, check.__globals__["sha256"]
    numbers = {0: limit, 1: limit - 1}

    def brought_about(*parts: bytes) -> str:
        if parts[1:2] == (b"panel",):
            return f"{numbers.get(int.from_bytes(parts[2], 'big'), 0):016x}" + "0" * 48
        return str(sha256(*parts))

    try:
        check.__globals__["sha256"] = brought_about
        return bool(check(*case).holds)
    finally:
        check.__globals__["sha256"] = sha256


# What vectors cannot say, because other languages read no such texts or call otherwise.
PYTHON_ONLY: dict[str, Callable[[Check, Texts], bool]] = {
    "a text that is not UTF-8": lambda check, _: check("\udcff").problems[0].words == "A file is not UTF-8.",
    "rubbish": lambda check, _: check("{").sentence.startswith("Does not hold: A file is damaged (JSONDecodeError("),
    "None is no file": lambda check, texts: check(*texts["conference"], None).holds,
    "a twentieth may be lost": lambda check, texts: check(*texts["20 of 400 appearances taken away"]).holds,
    "less than a twentieth": lambda check, texts: _refuses(
        "closeness", check, *texts["20 of 400 appearances taken away"], most_loss=Fraction(499, 10_000)
    ),
    "sizes": _has_sizes,
    "numbers that are passed over": _passes_over,
    "leaves": lambda check, texts: _has_limit(check, texts["conference"], "LEAVES", 2, "levels"),
    "leaves and types": lambda check, texts: _has_limit(check, texts["conference"], "LEAVES_BY_TYPES", 14, "levels"),
    "rules and types": lambda check, texts: _has_limit(check, texts["conference"], "RULES_BY_TYPES", 21, "text"),
    "panels and types": lambda check, texts: _has_limit(check, texts["conference"], "PANELS_BY_TYPES", 756, "panels"),
    "deep trees": lambda check, texts: _has_limit(check, texts["branches in the low part"], "DEEPEST", 2, "fill"),
    "high trees": lambda check, texts: _has_limit(check, texts["branches in the high part"], "DEEPEST", 2, "fill"),
}


def load() -> dict[str, Any]:
    vectors: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return vectors
