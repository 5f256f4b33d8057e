"""Panels of few units of many types, dealt all at once."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from fairdraw import Entry, Pool, Quota, Rules, listing, solve, verify
from fairdraw.apportion import panels_for_the_rare
from fairdraw.dealing import can_deal, deal
from fairdraw.finish import finish
from fairdraw.proof import Level
from fairdraw.solver import OutOfTime
from tests.fairdraw.test_tight import problem_of


def wave(seed, *, units=400, seats=6, teams=0.5):
    """Few seats for many who wait, most of them different from each other, in teams of up to four."""
    dice = Random(seed)
    entries = []
    for unit in range(units):
        size = dice.choice([2, 3, 4]) if dice.random() < teams else 1
        entries += [
            Entry(
                f"{unit:03}-{place}",
                {"role": dice.choice("abcd"), "region": dice.choice("wxyz"), "first": dice.choice("jn")},
                f"team {unit}" if size > 1 else None,
            )
            for place in range(size)
        ]
    quotas = (
        Quota("role", "a", 2, 3),
        Quota("role", "b", None, 1),
        Quota("region", "w", 1, 3),
        Quota("first", "j", 2, 4),
    )
    return Pool(tuple(entries)), Rules(seats, quotas)


def random_problem(dice):
    """Bounds that one random choice of units keeps, with room of 0 or 1, and appearances that many such choices make."""
    types, bounds = dice.randint(3, 12), dice.randint(1, 4)
    adds = [[dice.randint(1, 3), *(dice.randint(0, 2) for _ in range(bounds))] for _ in range(types)]
    supply = [dice.randint(1, 3) for _ in range(types)]
    inside = np.array([dice.randint(0, each) for each in supply]) @ np.array(adds)
    least = [int(inside[0]), *(int(each) - dice.randint(0, 1) for each in inside[1:])]
    most = [int(inside[0]), *(int(each) + dice.randint(0, 1) for each in inside[1:])]
    return problem_of(adds, supply, least, most)


def all_panels(problem):
    places = np.indices([each + 1 for each in problem.supply]).reshape(problem.types, -1).T
    sums = places @ problem.adds
    return places[((sums >= problem.least) & (sums <= problem.most)).all(axis=1)]


@pytest.mark.parametrize("seed", range(60))
def test_what_is_dealt_are_panels_and_nobody_comes_too_often(seed):
    # The appearances are those of forty panels by lot, so they can be dealt; whether they are all found is another matter.
    dice = Random(seed)
    problem = random_problem(dice)
    panels = all_panels(problem)
    wanted = panels[[dice.randrange(len(panels)) for _ in range(40)]].sum(axis=0)

    made = deal(problem, wanted, 40)

    known = {tuple(panel) for panel in panels.tolist()}
    assert all(tuple(panel) in known for panel in made.tolist())
    assert (made.sum(axis=0, dtype=np.int64) <= wanted).all()
    assert len(made) < 40 or made.sum(axis=0).tolist() == wanted.tolist()


def test_nearly_all_panels_are_found_where_there_are_many():
    found = []
    for seed in range(60):
        dice = Random(seed)
        problem = random_problem(dice)
        panels = all_panels(problem)
        wanted = panels[[dice.randrange(len(panels)) for _ in range(40)]].sum(axis=0)
        found.append(len(deal(problem, wanted, 40)))

    assert sum(found) > 0.9 * 40 * 60


def test_dealing_is_the_same_every_time():
    problem = problem_of([[1, 0], [1, 1], [2, 1]], [5, 5, 5], [6, 2], [6, 3])
    wanted = np.array([20, 10, 15])

    assert deal(problem, wanted, 10).tolist() == deal(problem, wanted, 10).tolist()


def test_sums_that_are_too_large_to_be_added_up_quickly_are_not_dealt():
    assert can_deal(problem_of([[1, 1]], [100], [10, 0], [10, 90]))
    assert not can_deal(problem_of([[1, 1]], [100_000], [30_000, 0], [30_000, 90]))
    assert not can_deal(problem_of([[200, 1]], [100], [200, 0], [200, 90]))


def test_a_wave_that_is_dealt_holds_and_loses_little(monkeypatch):
    monkeypatch.setattr(listing.ListMaker, "can_mix", lambda *_: False)
    pool, rules = wave(3)

    lottery = solve(pool, rules, panels=200)

    assert verify(lottery).problems == ()
    assert lottery.loss.share < 0.01
    assert lottery.witness is None


def test_where_whole_numbers_are_found_by_rounding_all_up_hardly_any_is_lost():
    # Chances of 1/300 and 2/300: over 300 panels all are whole, over 299 all are rounded up, over 290 too.
    problem = problem_of([[1]] * 3, [1, 1, 1], [1], [1])
    levels = (Level(Fraction(1, 300), (0, 1), (), ()), Level(Fraction(2, 300), (2,), (), ()))

    assert panels_for_the_rare(problem, levels, 200, 290) == 290
    assert panels_for_the_rare(problem, levels, 200, 1000) in {300, 600, 900}


def test_further_panels_come_on_top_until_nobody_is_owed_anything():
    # Three of four are in; who is missing after the panels asked for comes in one more.
    problem = problem_of([[1]] * 4, [1] * 4, [3], [3])
    made = np.array([[1, 1, 1, 0]])

    table = finish(problem, np.array([1, 1, 1, 1]), made, 1, most=5)

    assert len(table) == 2
    assert table[1][3] == 1


def test_where_a_search_is_too_hard_a_known_panel_comes_once_more(monkeypatch):
    def too_hard(*_, **__):
        raise OutOfTime

    monkeypatch.setattr("fairdraw.finish.maximise", too_hard)
    problem = problem_of([[1]] * 4, [1] * 4, [2], [2])
    made = np.array([[1, 1, 0, 0], [0, 0, 1, 1]])

    table = finish(problem, np.array([1, 1, 2, 2]), made, 3)

    assert table.tolist() == [*made.tolist(), [0, 0, 1, 1]]
