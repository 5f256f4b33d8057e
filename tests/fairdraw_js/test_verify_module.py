"""The verifier in the browser agrees with that in Python: what holds, and which step refuses what does not."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from fairdraw.verify import check
from tests.checkin_js.node import node_binary
from tests.fairdraw_js.builders import changed_draws, honest_draws

HERE = Path(__file__).parent


@pytest.mark.parametrize("module", sorted(path.name for path in HERE.glob("*.test.mjs")))
def test_the_module_does_what_its_own_tests_say(module):
    run = subprocess.run(
        [node_binary(), "--test", str(HERE / module)], capture_output=True, text=True, timeout=120, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr


def refused_in_javascript(draws: list[list[str]]) -> list[str | None]:
    run = subprocess.run(
        [node_binary(), str(HERE / "verdicts.mjs")],
        input=json.dumps(draws),
        capture_output=True,
        text=True,
        check=True,
    )
    return [verdict["step"] for verdict in json.loads(run.stdout)]


def refused_in_python(files: list[str]) -> str | None:
    return next((problem.step for problem in check(*files).problems), None)


def test_honest_draws_hold_for_both():
    draws = list(honest_draws().values())

    assert [refused_in_python(files) for files in draws] == [None] * len(draws)
    assert refused_in_javascript(draws) == [None] * len(draws)


def test_the_same_step_refuses_a_changed_draw_in_both():
    draws = list(changed_draws(honest_draws(), 500, Random(13)))

    ours = [refused_in_python(files) for files in draws]

    assert refused_in_javascript(draws) == ours
    # Else the changes would say little: nearly every step has refused some of them.
    assert len(Counter(ours)) > 10
