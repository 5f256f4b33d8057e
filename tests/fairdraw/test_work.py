"""Progress, cancellation, time, and the same bytes on every run."""

import hashlib
import random
import subprocess
import sys

import pytest

from fairdraw import Cancelled, Entry, Pool, Quota, Rules, TooLittleTime, draw, solve, verify

MAKE = """
import hashlib
from tests.fairdraw.test_work import LOTTERY_RULES, make_mixed_pool
from fairdraw import solve
print(hashlib.sha256(solve(make_mixed_pool(), LOTTERY_RULES, panels=200).to_json().encode()).hexdigest())
"""
LOTTERY_RULES = Rules(
    60,
    (
        Quota("role", "founder", 20, 24),
        Quota("role", "student", None, 15),
        Quota("gender", "w", 28, None),
        Quota("region", "abroad", 12, 14),
        Quota("role & region", "founder & abroad", None, 6),
    ),
)


def make_mixed_pool(entries=400, team_every=9):
    """Entries of 3 × 2 × 2 kinds; every ninth starts a team of two or three."""
    dice = random.Random(5)
    made, team = [], 0
    while len(made) < entries:
        size = 1
        if len(made) % team_every == 0:
            size, team = dice.choice([2, 3]), team + 1
        for _ in range(size):
            answers = {
                "role": dice.choices(["founder", "student", "press"], [3, 5, 2])[0],
                "gender": dice.choices(["w", "m"], [1, 2])[0],
                "region": dice.choices(["near", "abroad"], [5, 1])[0],
            }
            made.append(Entry(f"c{len(made):04}", answers, f"t{team}" if size > 1 else None))
    return Pool(tuple(made))


def test_progress_names_each_step_in_its_order():
    steps = []

    solve(make_mixed_pool(), LOTTERY_RULES, panels=100, progress=lambda each: steps.append(each))

    names = list(dict.fromkeys(each.step for each in steps))
    assert names == ["types", "feasible", "chances", "panels"]
    assert all(0 < each.done <= each.of for each in steps)
    assert (steps[-1].done, steps[-1].of) == (steps[-1].of, steps[-1].of)


@pytest.mark.parametrize("step", ["types", "feasible", "chances", "panels"])
def test_the_work_stops_when_the_callback_says_false(step):
    with pytest.raises(Cancelled, match=step):
        solve(make_mixed_pool(), LOTTERY_RULES, progress=lambda each: each.step != step)


def test_without_time_there_is_no_lottery():
    with pytest.raises(TooLittleTime, match="not even one outcome that keeps the rules was found"):
        solve(make_mixed_pool(), LOTTERY_RULES, seconds=0)


def test_large_pools_with_teams_hold_and_come_close_to_the_bound():
    lottery = solve(make_mixed_pool(), LOTTERY_RULES)

    assert verify(lottery, draw(lottery, "x")).problems == ()
    assert lottery.gap < 0.002


def test_another_process_with_another_hash_seed_makes_the_same_bytes():
    here = hashlib.sha256(solve(make_mixed_pool(), LOTTERY_RULES, panels=200).to_json().encode()).hexdigest()

    there = [
        subprocess.run(
            [sys.executable, "-c", MAKE], env={"PYTHONHASHSEED": seed, "PYTHONPATH": "src:."},
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]  # fmt: skip

    assert there == [here, here]
