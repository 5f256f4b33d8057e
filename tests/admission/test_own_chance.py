"""The own page: which quotas count an entry, what they do to its chance, and what a wave is told apart by."""

from datetime import timedelta

import pytest
from django.urls import reverse

import fairdraw
from einlass.admission.actions import (
    annul_draw,
    change_offer_plan,
    decline_offer,
    give_value,
    make_offers,
    solve_draw,
    start_wave,
)
from einlass.admission.chance_spread import SAME, _together, chance_spread
from einlass.admission.models import Draw, DrawEntry, Offer
from einlass.admission.own_chance import own_chance
from einlass.admission.rule_influence import influence_of
from einlass.admission.templatetags.admission_chances import chance, hair, precise
from einlass.events.links import link_token
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    announce,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_quota,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db
END = NOON + timedelta(days=7)


@pytest.fixture
def event(time_machine):
    """Four seats for twelve people: at least two of four founders; eight students."""
    time_machine.move_to(NOON - timedelta(minutes=5), tick=False)
    event = make_event()
    founder = make_category(event, key="founder", name={"en": "Founder", "de": "Gründerin"})
    student = make_category(event, key="student", name={"en": "Student", "de": "Studentin"})
    make_contingent(event, size=4)
    for number in range(12):
        make_entrant(event, category=founder if number < 4 else student)
    make_quota(event, "category", "founder", least=2)
    return event


def entry_of(draw, kind: str) -> DrawEntry:
    return draw.entries.filter(application__category__key=kind).order_by("pk")[0]


def own_page(client, entry) -> str:
    application = entry.application
    token = link_token("application", application.code, application.link_version)
    page = client.get(reverse("admission:applicant", args=[application.event.slug, token])).text
    return " ".join(page.split())


def offered(event, by):
    draw = make_drawn_draw(event, by=by)
    make_offers(draw, expires_at=END, by=by, at=NOON)
    return draw


def a_wave(event, by, *, declining: str):
    """After a draw in which everybody of one kind declined: announced, its value still to come."""
    offered(event, by)
    for offer in Offer.objects.filter(application__category__key=declining):
        decline_offer(offer, at=NOON)
    return announce(solve_draw(start_wave(event, by=by, at=NOON), at=NOON), by=by, at=NOON - timedelta(minutes=1))


# --- which quotas count, and what they do -----------------------------------------------------------------
def test_whom_a_quota_counts_it_raises_and_the_others_it_lowers(client, event):
    draw = make_committed_draw(event)

    founder, student = (own_page(client, entry_of(draw, kind)) for kind in ("founder", "student"))

    assert "Why 50.0 %" in founder
    assert "counts you" in founder.replace("does not count you", "")
    assert "raises your chance" in founder
    assert "Why 25.0 %" in student
    assert "does not count you" in student
    assert "lowers your chance" in student
    # Twelve people, four seats.
    for page in (founder, student):
        assert "each of the 12 people would have the same chance of 33.3 % for 4 seats" in page
        assert "without it 33.3 %" in page


def test_a_quota_that_cannot_bind_makes_no_difference(client, event):
    make_quota(event, "category", "student", most=8)
    draw = make_committed_draw(event)

    lines = own_chance(entry_of(draw, "student")).lines

    assert [(line.rule["option"], line.counts, line.effect) for line in lines] == [
        ("founder", False, "lowers"),
        ("student", True, "none"),
    ]


def test_nothing_of_it_shows_before_the_announcement(client, event):
    draw = make_solved_draw(event)

    page = own_page(client, entry_of(draw, "founder"))

    assert "counts you" not in page
    assert "50.0" not in page


def test_what_the_page_says_of_an_entry_stands_in_the_published_file(event):
    make_quota(event, "category", "student", most=7)
    make_entrant_team(event, 3)
    draw = make_committed_draw(event)
    lottery = fairdraw.Lottery.from_json(draw.bundle)

    published = {
        code: set(hits)
        for kind in lottery.types
        for number, unit in enumerate(kind.units)
        for code, hits in zip(unit, kind.hits(number), strict=True)
    }

    assert len(published) == 15
    for entry in draw.entries.all():
        counted = {place for place, line in enumerate(own_chance(entry).lines) if line.counts}
        assert counted == published[entry.code]


def test_a_team_is_told_that_the_others_matter_and_not_what_they_are(client, event):
    make_entrant_team(event, 2)
    draw = make_committed_draw(event)
    entry = DrawEntry.objects.filter(draw=draw, application__team__isnull=False)[0]

    page = own_page(client, entry)

    assert "You are drawn as a team, so whom they count of the others matters as well." in page
    assert own_chance(entry).size == 2


def test_what_was_worked_out_for_other_chances_is_not_told(event):
    draw = make_committed_draw(event)
    entry = entry_of(draw, "founder")
    entry.chance = 0.4

    assert [line.effect for line in own_chance(entry).lines] == [""]


def test_a_draw_of_too_many_kinds_tells_only_which_quotas_count(event, monkeypatch):
    monkeypatch.setattr("einlass.admission.rule_influence.MOST_KINDS", 1)
    draw = make_committed_draw(event)

    found = own_chance(entry_of(draw, "founder"))

    assert draw.summary["influence"] is None
    assert [(line.counts, line.effect) for line in found.lines] == [(True, "")]


def test_without_quotas_everybody_is_told_that_chances_are_equal(client, event):
    event.quotas.all().delete()
    draw = make_committed_draw(event)

    page = own_page(client, entry_of(draw, "founder"))

    assert "There are no quotas: everybody has the same chance, alone or in a team." in page
    assert "counts you" not in page


def test_a_unit_is_looked_up_by_what_it_adds_to_rules_that_can_bind():
    facts = {"binding": [0, 2], "kinds": {"2:0x1,2x2": 1}, "rows": [[0.5, 0.5, 0.5], [0.2, 0.1, 0.3]]}

    found = influence_of(facts, [[0, 1, 2], [2]])

    assert found is not None
    assert (found.chance, found.without) == (0.2, {0: 0.1, 2: 0.3})
    assert influence_of(facts, [[0]]) is None
    assert influence_of(None, [[0]]) is None


# --- no chance, and why -----------------------------------------------------------------------------------
def test_in_a_wave_a_full_quota_is_the_reason_for_no_chance(client, event):
    event.quotas.all().delete()
    make_quota(event, "category", "student", least=2, most=2)
    wave = a_wave(event, make_member(event), declining="founder")

    page = own_page(client, entry_of(wave, "student"))

    assert "Why 0 %" in page
    assert "An entry like yours cannot be drawn this time, because of what is promised to others:" in page
    assert "</strong> · 2 to 2 seats · is full </li>" in page


def test_a_quota_with_too_little_left_for_a_team_says_so(client, event):
    event.quotas.all().delete()
    team = make_entrant_team(event, 2)
    for member in team.members.all():
        member.category = event.categories.get(key="founder")
        member.save()
    make_quota(event, "category", "founder", most=1)
    draw = make_committed_draw(event)

    page = own_page(client, DrawEntry.objects.filter(draw=draw, application__team=team)[0])

    assert "Why 0 %" in page
    assert "has 1 seat left, too few for your team" in page


def test_a_quota_that_leaves_nothing_for_others_is_named_with_what_would_be_without_it(client, event):
    event.quotas.all().delete()
    make_quota(event, "category", "founder", least=4)
    draw = make_committed_draw(event)

    page = own_page(client, entry_of(draw, "student"))

    assert "Why 0 %" in page
    assert "without it your chance would be 33.3 %" in page


def test_a_team_that_does_not_fit_into_the_seats_is_told_so(client, event):
    team = make_entrant_team(event, 4)
    organiser = make_member(event)
    wave = None
    for _ in range(20):
        draw = make_drawn_draw(event, by=organiser)
        if not draw.entries.get(application=team.members.all()[0]).admitted:
            make_offers(draw, expires_at=END, by=organiser, at=NOON)
            decline_offer(Offer.objects.filter(application__category__key="student")[0], at=NOON)
            wave = announce(
                solve_draw(start_wave(event, by=organiser, at=NOON), at=NOON),
                by=organiser,
                at=NOON - timedelta(minutes=1),
            )
            break
        annul_draw(draw, "Once more.", by=organiser, at=NOON)
    assert wave is not None

    page = own_page(client, wave.entries.get(application=team.members.all()[0]))

    assert "Your team of 4 is drawn whole, and 1 seat is given out in this draw." in page


# --- a wave -----------------------------------------------------------------------------------------------
def test_a_wave_has_its_own_moments_and_the_outcome_of_the_first_draw_beside_it(client, event):
    wave = a_wave(event, make_member(event), declining="founder")
    entry = wave.entries.filter(application__category__key="student").order_by("pk")[0]

    page = own_page(client, entry)

    assert "You are in a draw for seats that came free." in page
    assert "2 seats are drawn among the 8 people who wait, you among them." in page
    assert "The draw: you were not drawn" in page
    assert "You are among the entries of a wave: seats came free" in page
    assert "The wave: its public value" in page
    # Of the first draw's plan nothing is to come any more.
    assert "Mon 21 September 2026" not in page
    assert "Wed 23 September 2026" not in page
    assert "Draws you were in before" in page
    assert "chance 25.0 %" in page


def test_who_waits_for_a_wave_is_told_no_place_and_when_free_seats_are_looked_for(client, event):
    organiser = make_member(event)
    draw = offered(event, organiser)
    change_offer_plan(event, {"waves_are_automatic": True}, by=organiser, at=NOON)
    entry = draw.entries.filter(admitted=False).order_by("place")[0]

    page = own_page(client, entry)

    assert "wait at place" not in page
    assert "waiting list" not in page
    assert "Seats that come free are drawn among all who wait" in page
    assert "the next look for free seats" in page


def test_after_a_draw_without_quotas_places_are_told(client, event):
    event.quotas.all().delete()
    organiser = make_member(event)
    draw = offered(event, organiser)
    entry = draw.entries.get(admitted=False, place=1)

    page = own_page(client, entry)

    assert "wait at place 1" in page
    assert "Seats that come free are offered in this order" in page


def test_somebody_with_a_seat_by_hand_is_told_no_place_where_there_is_none(client, event):
    organiser = make_member(event)
    draw = offered(event, organiser)
    entry = draw.entries.get(admitted=False, place=3)
    Offer.objects.filter(application=entry.application).delete()
    offer = Offer.objects.filter(draw=draw)[0]
    Offer.objects.create(
        event=event, application=entry.application, contingent=offer.contingent, made_at=NOON, expires_at=END
    )

    assert "wait at place" not in own_page(client, entry)


def test_an_annulled_draw_stays_on_the_own_page_and_gives_no_seat(client, event):
    draw = make_committed_draw(event)
    annul_draw(draw, "The hall was changed.", by="worker", at=NOON - timedelta(minutes=30))
    give_value(draw, "1 2 3", by="worker", at=NOON)
    entry = draw.entries.get(admitted=True, place=1)

    page = own_page(client, entry)

    assert "You were drawn." not in page
    assert "A draw was annulled" in page
    assert "Draws you were in before" in page
    assert "annulled; you had been drawn" in page


def test_an_own_page_takes_as_many_queries_with_three_draws_as_with_one(client, event, django_assert_max_num_queries):
    organiser = make_member(event)
    draw = offered(event, organiser)
    waiting = draw.entries.filter(admitted=False).order_by("place")
    entry = waiting[7]
    with django_assert_max_num_queries(40) as one:
        own_page(client, entry)
    for value in ("6 5 4", "9 9 9"):
        decline_offer(Offer.objects.filter(declined_at=None).order_by("pk")[0], at=NOON)
        wave = solve_draw(start_wave(event, by=organiser, at=NOON), at=NOON)
        announce(wave, by=organiser, at=NOON - timedelta(minutes=1))
        wave = give_value(wave, value, by=organiser, at=NOON)
        make_offers(wave, expires_at=END, by=organiser, at=NOON)
    still = Draw.objects.order_by("-pk")[0].entries.filter(admitted=False)[0]

    with django_assert_max_num_queries(len(one)):
        page = own_page(client, still)

    assert page.count('class="own-draw"') == 2


# --- numbers ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("share", "words"),
    [
        (None, ""),
        (0.0, "0\u202f%"),
        (0.0001, "less than 0.1\u202f%"),
        (0.0005, "0.1\u202f%"),
        (0.366, "36.6\u202f%"),
        (0.9994, "99.9\u202f%"),
        (0.9995, "more than 99.9\u202f%"),
        (1.0, "100\u202f%"),
    ],
)
def test_a_small_chance_does_not_look_like_none_nor_a_large_one_like_a_certain_seat(share, words):
    assert chance(share) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0\u202f%"),
        (1e-9, "0.0001\u202f%"),
        (0.000928, "0.093\u202f%"),
        (0.0101, "1.1\u202f%"),
        (0.07, "7\u202f%"),
    ],
)
def test_what_is_lost_is_rounded_up(share, words):
    assert hair(share) == words


def test_a_bound_is_rounded_up():
    assert precise(0.18391) == "18.40\u202f%"


def test_people_are_counted_by_the_chances_that_a_page_tells_apart(event):
    make_entrant_team(event, 4)
    draw = make_committed_draw(event)

    spread = chance_spread(fairdraw.Lottery.from_json(draw.bundle))

    assert sum(line["entries"] for line in spread) == 16
    assert all(line["least"] - 1e-9 <= line["mean"] <= line["most"] + 1e-9 for line in spread)
    assert [line["least"] for line in spread] == sorted(line["least"] for line in spread)


def test_no_chance_and_a_tiny_one_are_two_lines():
    lines = _together([(0.0, 3), (0.0004, 2), (0.001, 1), (0.3, 4)], SAME)

    assert [(line["least"], line["most"], line["entries"]) for line in lines] == [
        (0.0, 0.0, 3),
        (0.0004, 0.001, 3),
        (0.3, 0.3, 4),
    ]
