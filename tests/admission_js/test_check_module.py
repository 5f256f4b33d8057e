"""The check in the browser agrees with the verifier: on what holds, and on what was tampered with."""

import json
import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import fairdraw
from fairdraw import Entry, Pool, Quota, Rules
from fairdraw.verify import problems_of
from tests.checkin_js.node import node_binary

HERE = Path(__file__).parent


@pytest.mark.parametrize("module", sorted(path.name for path in HERE.glob("*.test.mjs")))
def test_the_module_does_what_its_own_tests_say(module):
    run = subprocess.run(
        [node_binary(), "--test", str(HERE / module)], capture_output=True, text=True, timeout=120, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr


def a_draw() -> tuple[str, str]:
    """lottery.json and result.json of a draw with a quota and teams."""
    people = [Entry(f"p{number:03}", {"kind": "ab"[number % 3 == 0]}) for number in range(60)]
    teams = [Entry(f"t{number:02}{one}", {"kind": "a"}, team=f"T{number}") for number in range(5) for one in "xyz"]
    lottery = fairdraw.solve(Pool((*people, *teams)), Rules(20, (Quota("kind", "b", 8, 12),)), panels=100)
    return lottery.to_json(), fairdraw.draw(lottery, "4 1 6").to_json()


def checked(lottery: str, result: str, fingerprint: str) -> dict[str, bool]:
    run = subprocess.run(
        [node_binary(), str(HERE / "check.mjs"), str(files("fairdraw").joinpath("draw.js"))],
        input=json.dumps({"lottery": lottery, "result": result, "fingerprint": fingerprint}),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(run.stdout))


def in_lottery(change: Callable[[Any], None]) -> Callable[[Any, Any], None]:
    return lambda lottery, result: change(lottery)


def in_result(change: Callable[[Any], None]) -> Callable[[Any, Any], None]:
    return lambda lottery, result: change(result)


def swap(codes: list[str], one: int, other: int) -> None:
    codes[one], codes[other] = codes[other], codes[one]


TAMPERED = {
    "a seat more": in_lottery(lambda lottery: lottery.update(filled=21)),
    "a rule made stricter": in_lottery(lambda lottery: lottery["rules"][0].update(least=12)),
    "an entry renamed": in_lottery(lambda lottery: lottery["types"][0]["codes"].__setitem__(0, "zzz")),
    "another value": in_result(lambda result: result.update(value="4 1 5")),
    "another outcome": in_result(lambda result: result.update(panel=result["panel"] % 100 + 1)),
    "another seed": in_result(lambda result: result.update(seed="00" * 32)),
    "two drawn in another order": in_result(lambda result: swap(result["admitted"], 0, -1)),
    "two waiting in another order": in_result(lambda result: swap(result["waiting"], 0, -1)),
    "somebody drawn twice": in_result(lambda result: result["admitted"].append(result["admitted"][0])),
    "another commitment": in_result(lambda result: result.update(commitment="00" * 32)),
}


def test_a_draw_that_holds_for_the_verifier_holds_in_the_browser():
    lottery, result = a_draw()
    fingerprint = fairdraw.commit(fairdraw.Lottery.from_json(lottery))

    steps = checked(lottery, result, fingerprint)

    assert problems_of(lottery, result) == []
    assert steps == dict.fromkeys(["fingerprint", "outcomes", "value", "seed", "number", "people"], True) | {
        "announcement": None,
        "own": None,
    }


@pytest.mark.parametrize("change", TAMPERED)
def test_what_was_tampered_with_holds_for_neither(change):
    lottery, result = a_draw()
    fingerprint = fairdraw.commit(fairdraw.Lottery.from_json(lottery))
    documents = json.loads(lottery), json.loads(result)
    TAMPERED[change](*documents)
    forged = [json.dumps(document) for document in documents]

    steps = checked(*forged, fingerprint)

    assert problems_of(*forged) != []
    assert False in steps.values()


def test_a_wave_holds_in_the_browser_too():
    lottery, result = (
        fairdraw.Lottery.from_json(a_draw()[0]),
        fairdraw.Result.from_json(a_draw()[1]),
    )
    wave = fairdraw.follow_up(lottery, result, gone=result.admitted[:3])
    drawn = fairdraw.draw(wave, "6 5 4")

    steps = checked(wave.to_json(), drawn.to_json(), fairdraw.commit(wave))

    assert problems_of(wave.to_json(), drawn.to_json(), lottery.to_json(), result.to_json()) == []
    assert [step for step, holds in steps.items() if holds is False] == []
    assert steps["outcomes"] is steps["people"] is True
