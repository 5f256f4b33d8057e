"""Quotas that leave no room: a list of whole panels is found all the same, and nobody who can be in is left out of it."""

from random import Random

import numpy as np
import pytest

from fairdraw import Entry, Pool, Quota, Rules, draw, listing, solve, verify
from fairdraw.finish import finish
from fairdraw.schedule import schedule
from fairdraw.tighten import tightened
from fairdraw.types import Problem


def problem_of(adds, supply, least, most):
    adds, supply = np.array(adds, dtype=np.int64), np.array(supply, dtype=np.int64)
    return Problem(adds, np.array(least), np.array(most), supply, supply, np.ones_like(supply))


def tight_pool(seed, units, *, teams):
    """A pool and rules that one of its random outcomes keeps, most of them without any room.

    teams: the share of units with two to five members.
    """
    dice = Random(seed)
    sizes = [dice.randint(2, 5) if dice.random() < teams else 1 for _ in range(units)]
    people = [[{"role": dice.choice("abc"), "region": dice.choice("xyz")} for _ in range(size)] for size in sizes]
    inside = [person for unit in dice.sample(people, units // 8) for person in unit]
    quotas = []
    for attribute, value in (("role", "a"), ("role", "b"), ("region", "x"), ("region", "y")):
        count = sum(person[attribute] == value for person in inside)
        quotas.append(Quota(attribute, value, *dice.choice([(count, None), (None, count), (count, count)])))
    entries = [
        Entry(f"{number:03}-{place}", person, team=f"team {number}")
        for number, unit in enumerate(people)
        for place, person in enumerate(unit)
    ]
    return Pool(tuple(entries)), Rules(len(inside), tuple(quotas))


@pytest.mark.parametrize("seed", range(3))
def test_quotas_without_room_have_a_lottery_that_holds(seed):
    pool, rules = tight_pool(seed, units=44 + 4 * seed, teams=(0.2, 0.6, 0.8)[seed])

    lottery = solve(pool, rules, panels=40)

    assert verify(lottery, draw(lottery, "2 4 6")).problems == ()
    assert lottery.gap <= 0.1


def test_a_team_that_goes_beyond_a_least_number_keeps_its_chance():
    # A panel with the team of four from abroad has one too many of them; at three for each panel it could never be in.
    team = [Entry(f"team {number}", {"from": "abroad"}, team="team") for number in range(4)]
    alone = [
        Entry(f"{where} {number}", {"from": where})
        for where, many in (("abroad", 10), ("here", 60))
        for number in range(many)
    ]

    lottery = solve(Pool((*team, *alone)), Rules(8, (Quota("from", "abroad", 3),)))

    chances = lottery.chances()
    assert chances["team 0"] > 0.08
    assert lottery.witness is None  # Tightened bounds are enough; no whole panels had to be searched.
    assert lottery.gap < 0.02
    assert verify(lottery, draw(lottery, "2 4 6")).problems == ()


def test_a_bound_that_no_single_unit_goes_beyond_is_tight_already():
    problem = problem_of([[1, 1], [2, 2]], [9, 9], [6, 2], [6, 18])

    assert tightened(problem) is problem


def test_a_unit_that_goes_beyond_a_least_number_counts_for_that_number_at_most():
    problem = problem_of([[1, 1], [4, 4]], [9, 9], [6, 3], [6, 45])

    tight = tightened(problem)

    assert tight.adds.tolist() == [[1, 1, 1], [4, 4, 3]]
    assert (tight.least.tolist(), tight.most.tolist()) == ([6, 3, 3], [6, 45, 36])


def test_a_list_is_filled_up_with_whoever_misses_most():
    # Two teams of two fill a panel of four, three singles cannot; the appearances cannot be split evenly.
    problem = problem_of([[2], [1]], [2, 3], [4], [4])
    wanted = np.array([6, 8])
    made = schedule(problem, wanted, 5)

    table = finish(problem, wanted, made, 5)

    assert (table @ problem.adds == 4).all()
    assert (table <= problem.supply).all()
    assert np.abs(table.sum(axis=0) - wanted).max() <= 2


def test_a_list_is_made_from_nothing_where_rounding_finds_no_appearances(monkeypatch):
    monkeypatch.setattr(listing, "apportion", lambda *_, **__: None)
    pool, rules = tight_pool(1, units=60, teams=0.3)

    lottery = solve(pool, rules, panels=120)

    assert verify(lottery, draw(lottery, "2 4 6")).problems == ()
    assert lottery.min_chance > 0
