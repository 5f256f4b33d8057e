"""Write tests/vectors/verify.json, after a change of format: `python -m tests.fairdraw.cheats.vectors`.

The file binds the verifiers to each other: what is honest holds in each, and each cheat is refused by the same step.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from fairdraw import draw
from fairdraw.verify import check
from tests.fairdraw.cheats.forge import result_of, text_of
from tests.fairdraw.cheats.honest import DICE_VALUE, RANDOMNESS, SIGNATURE, honest
from tests.fairdraw.cheats.kinds import KINDS, announcement_of, drand_announcement_of
from tests.fairdraw.cheats.limits import limits

VECTORS = Path(__file__).parents[2] / "vectors" / "verify.json"
# 48 bytes that no drand server ever signed; their SHA-256 can be a value all the same.
MADE_UP = "ab" * 48


def vectors() -> dict[str, Any]:
    lotteries = {each.name: each for each in honest()}
    conference = json.loads(lotteries["conference"].lottery.to_json())
    drawn = {name: draw(each.lottery, DICE_VALUE).to_json() for name, each in lotteries.items()}
    plain = [
        {"name": name, "texts": [each.lottery.to_json(), drawn[name], *each.before]}
        for name, each in lotteries.items()
    ]
    cheats = [
        {
            "name": kind.name,
            "step": kind.step,
            "texts": list(kind.texts(lotteries[kind.base].lottery.to_json(), lotteries[kind.base].before)),
        }
        for kind in KINDS
    ]
    inside, outside = limits()
    dice = {"name": "dice", "texts": [text_of(conference), drawn["conference"], announcement_of(conference)]}
    return {
        "honest": [_told(case) for case in (*plain, dice)]
        + [_told({"name": name, "texts": list(texts)}) for name, texts in inside.items()],
        "cheats": [_refused(case) for case in cheats]
        + [_refused({"name": name, "step": step, "texts": list(texts)}) for name, (step, texts) in outside.items()],
        # These hold but for the signature, which only a verifier with a library for BLS12-381 can tell.
        "signatures": [
            _told({"name": "round 1000", "signed": True, "texts": _by_drand(conference, RANDOMNESS, SIGNATURE)}),
            _told({"name": "made up", "signed": False, "texts": _by_drand(conference, sha256_of(MADE_UP), MADE_UP)}),
        ],
    }


def _told(case: dict[str, Any]) -> dict[str, Any]:
    """The case with what the verifier says about it."""
    verdict = check(*case["texts"])
    if not verdict.holds:
        raise AssertionError(f"{case['name']}: {verdict.sentence}")
    return case | {"facts": verdict.facts, "sentence": verdict.sentence, "unchecked": verdict.unchecked}


def _refused(case: dict[str, Any]) -> dict[str, Any]:
    """The case with the words in which the verifier in Python refuses it; others may have other words."""
    verdict = check(*case["texts"])
    if [problem.step for problem in verdict.problems] != [case["step"]]:
        raise AssertionError(f"{case['name']}: {verdict.sentence}")
    return case | {"words": verdict.problems[0].words}


def _by_drand(document: dict[str, Any], value: str, signature: str) -> list[str]:
    return [text_of(document), text_of(result_of(document, value, signature)), drand_announcement_of(document)]


def sha256_of(hexadecimal: str) -> str:
    return hashlib.sha256(bytes.fromhex(hexadecimal)).hexdigest()


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
