"""What rules would do to a pool of which only numbers are known."""

import random
from collections import Counter

import pytest

from fairdraw import BadInput, Entry, Group, Pool, Quota, Rules, explain, forecast

WOMEN = Quota("gender", "woman", least=2)


def test_the_example_of_the_mathematics_has_its_chances():
    # docs/lottery.md: four women, one man, a team of two men; 4 seats, at least 2 women.
    groups = [Group(((0,),), 4), Group(((),), 1), Group(((), ()), 1)]

    found = forecast(groups, Rules(4, (WOMEN,)))

    assert found.chances == (0.625, 0.5, 0.5)
    assert found.explanation.feasible


def test_it_says_the_same_as_explain_does_with_codes():
    dice = random.Random(7)
    quotas = (Quota("role", "founder", least=30), Quota("region", "abroad", most=8), Quota("role", "press", least=3))
    entries = []
    for number in range(300):
        role = dice.choice(["founder", "student", "student", "press"])
        region = dice.choice(["here", "here", "abroad"])
        team = f"team {dice.randrange(40)}" if dice.random() < 0.3 else None
        entries.append(Entry(str(number), {"role": role, "region": region}, team=team))
    units: dict[str, list[tuple[int, ...]]] = {}
    for entry in entries:
        counted = tuple(number for number, one in enumerate(quotas) if entry.attributes[one.attribute] == one.value)
        units.setdefault(entry.team or entry.code, []).append(counted)
    groups = [Group(members, number) for members, number in Counter(map(tuple, units.values())).items()]

    found = forecast(groups, Rules(60, quotas)).explanation
    expected = explain(Pool(tuple(entries)), Rules(60, quotas))

    assert (found.bound, found.filled) == (expected.bound, expected.filled)
    assert {cost.quota: cost.without for cost in found.costs} == {cost.quota: cost.without for cost in expected.costs}


def test_a_least_number_above_the_supply_is_explained():
    found = forecast([Group(((0,),), 1), Group(((),), 9)], Rules(4, (WOMEN,)))

    assert (found.explanation.feasible, found.chances) == (False, ())
    assert [(change.side, change.then) for change in found.explanation.changes] == [("least", 1)]


def test_nobody_is_bad_input():
    with pytest.raises(BadInput):
        forecast([], Rules(4, ()))
