"""The numbers of a draw that pages show: chances with people, what is lost and gained, and what each rule counts."""

from datetime import timedelta
from fractions import Fraction

import pytest

import fairdraw
from einlass.admission.actions import (
    decline_offer,
    give_value,
    make_offers,
    solve_draw,
    start_wave,
)
from einlass.admission.draw_summary import draw_summary
from einlass.admission.models import Draw, DrawEntry, Offer
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    announce,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_quota,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    """Four seats; at least two founders of four, at most three students of eight."""
    event = make_event()
    founder, student = make_category(event, key="founder"), make_category(event, key="student")
    make_contingent(event, size=4)
    for number in range(12):
        make_entrant(event, category=founder if number < 4 else student)
    make_quota(event, "category", "founder", least=2)
    make_quota(event, "category", "student", most=3)
    return event


def test_chances_come_with_how_many_people_have_them(event):
    # Equal chances would give the founders 4/3 of a seat; so they share two, and the students the other two.
    summary = make_solved_draw(event).summary

    assert summary["chances"] == {
        "least": {"chance": 0.25, "entries": 8, "exactly": 8},
        "most": {"chance": 0.5, "entries": 4, "exactly": 4},
    }
    assert summary["loss"] == summary["gain"] == {"most": 0.0, "entries": 0}


def test_each_rule_says_how_many_entries_count_towards_it_and_how_many_were_drawn(event):
    draw = make_drawn_draw(event)

    by_name = [rule["option"] for rule in draw.rules]
    entries = {name: one["entries"] for name, one in zip(by_name, draw.summary["rules"], strict=True)}
    drawn = dict(zip(by_name, draw.summary["outcome"]["rules"], strict=True))
    assert entries == {"founder": 4, "student": 8}
    assert drawn == {"founder": 2, "student": 2}
    assert "rules_with_held" not in draw.summary["outcome"]


def test_a_wave_counts_those_who_are_in_towards_the_rules_as_well(event):
    organiser = make_member(event)
    draw = make_drawn_draw(event, by=organiser)
    make_offers(draw, expires_at=NOON + timedelta(days=7), by=organiser, at=NOON)
    decline_offer(Offer.objects.filter(application__category__key="founder")[0], at=NOON)

    wave = solve_draw(start_wave(event, by=organiser, at=NOON), at=NOON)
    announce(wave, by=organiser)
    give_value(wave, "6 5 4", by=organiser, at=NOON)

    outcome = Draw.objects.get(pk=wave.pk).summary["outcome"]
    by_name = [rule["option"] for rule in wave.rules]
    # Of two founders and two students one founder is gone, and the rule asks for two.
    assert dict(zip(by_name, outcome["rules"], strict=True)) == {"founder": 1, "student": 0}
    assert dict(zip(by_name, outcome["rules_with_held"], strict=True)) == {"founder": 2, "student": 2}


def test_loss_and_gain_are_the_largest_shares_with_the_people_whom_they_concern():
    event = make_event()
    make_contingent(event, size=3)
    for size in (1, 1, 1, 2, 3):
        make_entrant_team(event, size)
    draw = make_solved_draw(event)
    lottery = fairdraw.Lottery.from_json(draw.bundle)

    summary = draw_summary(draw, lottery)

    # Worked out once more, from the chances that the entries have and the values that the levels prove.
    fairest = {number: level.value for level in lottery.levels for number in level.types if level.value}
    shares = {}
    for number, value in fairest.items():
        kind = lottery.types[number]
        entry = DrawEntry.objects.get(draw=draw, code=kind.units[0][0])
        shares[number] = Fraction(entry.chance).limit_denominator(10**6) / (value * kind.weight)
    people = {number: lottery.types[number].size * len(lottery.types[number].units) for number in shares}
    lowest, highest = min(shares.values()), max(shares.values())
    assert summary["loss"]["most"] == pytest.approx(max(0, 1 - lowest), abs=2e-6)
    assert summary["gain"]["most"] == pytest.approx(max(0, highest - 1), abs=2e-6)
    assert summary["gain"]["entries"] == sum(
        people[number] for number, share in shares.items() if share == highest > 1
    )
