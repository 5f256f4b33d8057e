"""What every verifier must say about the vectors; the tool that mutates the verifier asks each mutant the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.fairdraw.cheats.vectors import VECTORS

Check = Callable[..., Any]


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
        if [problem.step for problem in check(*case["texts"]).problems] != [case["step"]]:
            yield case["name"]


def load() -> dict[str, Any]:
    vectors: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return vectors
