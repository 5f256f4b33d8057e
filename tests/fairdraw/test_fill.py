"""With very many types the frequent ones are tried first; that must never change how full an outcome is."""

import random

import pytest

from fairdraw import Entry, Group, Pool, Quota, Rules, feasible, filling, forecast, solve
from fairdraw.verify import check

RULES = Rules(6, (Quota("rare", "yes", least=2), Quota("frequent", "yes", most=5)))


@pytest.fixture
def tried(monkeypatch):
    """The numbers of types that were tried."""
    tried = []
    whole = feasible._fullest

    def fullest(problem, types, **options):
        tried.append(len(types))
        return whole(problem, types, **options)

    monkeypatch.setattr(feasible, "FREQUENT", (2,))
    monkeypatch.setattr(feasible, "_fullest", fullest)
    return tried


def test_rare_types_are_used_where_the_frequent_ones_are_not_enough(tried):
    frequent = [Group(((1,),), 50), Group(((1,), (1,)), 40)]
    rare = [Group(((0,),), 2), Group(((0,), ()), 2), Group(((), (), ()), 2)]

    found = forecast([*frequent, *rare], RULES).explanation

    assert (found.feasible, found.filled, tried) == (True, 6, [2, 5, 5])


def test_frequent_types_that_fill_every_seat_are_enough(tried):
    frequent = [Group(((),), 50), Group(((0,),), 40)]
    rare = [Group(((1,),), 6), Group(((0,), ()), 2), Group(((), (), ()), 2)]

    found = forecast([*frequent, *rare], RULES).explanation

    assert (found.feasible, found.filled, tried) == (True, 6, [2])


def test_the_smallest_change_is_the_same_however_many_types_there_are(monkeypatch):
    dice = random.Random(3)
    quotas = [Quota(str(number), "yes", least=dice.randint(10, 40)) for number in range(4)]
    groups = [
        Group(
            tuple(
                tuple(number for number in range(4) if dice.random() < 0.2) for _member in range(dice.randint(1, 3))
            ),
            dice.randint(1, 4),
        )
        for _ in range(60)
    ]
    rules = Rules(30, tuple(quotas))
    expected = forecast(groups, rules).explanation

    monkeypatch.setattr(feasible, "FREQUENT", (5,))
    found = forecast(groups, rules).explanation

    assert not expected.feasible
    assert found.moved == expected.moved
    assert [(one.quota, one.side, one.then) for one in found.alternatives] == [
        (one.quota, one.side, one.then) for one in expected.alternatives
    ]


def test_where_a_seat_is_in_doubt_chances_are_those_of_as_many_seats_as_might_be_filled(monkeypatch):
    """Without a tree the prices of fractions do not show that teams of three and six leave a seat empty."""
    dice = random.Random(5)
    sizes = [dice.choice([3, 3, 6]) for _ in range(150)]
    people = [
        Entry(f"{team:03}-{place}", {"from": dice.choice(["here", "abroad"])}, f"team {team}")
        for team, size in enumerate(sizes)
        for place in range(size)
    ]
    monkeypatch.setattr(filling, "prove_worth", lambda *_, **__: None)

    lottery = solve(Pool(tuple(people)), Rules(205, (Quota("from", "abroad", 90),)), panels=100)

    assert (lottery.filled, lottery.fill.most) == (204, 205)
    assert sum(
        level.value * lottery.types[kind].size * len(lottery.types[kind].units)
        for level in lottery.levels
        for kind in level.types
    ) == pytest.approx(205, rel=1e-9)
    assert check(lottery.to_json()).holds
