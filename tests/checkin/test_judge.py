import json
from pathlib import Path

import pytest

from einlass.checkin.judge import GateRule, KnownTicket, Verdict, judge

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "judge.json").read_text())


@pytest.mark.parametrize("vector", VECTORS["judge"], ids=lambda vector: vector["name"])
def test_the_verdict_is_the_vectors(vector):
    known = KnownTicket(**vector["known"]) if vector["known"] else None
    gate = GateRule(**{**vector["gate"], "categories": frozenset(vector["gate"]["categories"])})

    verdict = judge(
        known,
        gate,
        generation=vector["generation"],
        category=vector["category"],
        is_in=vector["is_in"],
        at_ms=vector["at_ms"],
    )

    assert verdict == Verdict(vector["verdict"], vector["reason"])
