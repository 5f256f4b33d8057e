from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from einlass.admission.actions import (
    annul_draw,
    continue_parts,
    make_offers,
    resize_contingent,
    start_parts,
    stop_parts,
)
from einlass.admission.errors import BadParts, OffersAreOut, OffersInParts
from einlass.admission.models import Offer
from einlass.admission.offer_parts import cut_into_parts, plan_parts
from einlass.admission.offer_plan import plan_of
from einlass.applications.actions import withdraw_application
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import make_contingent, make_drawn_draw, make_entrant

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("units", "seats", "parts"),
    [
        ([1, 2, 3, 4, 5], 2, [(1, 2), (3, 4), (5, 5)]),
        ([1, 2, 2, 3], 2, [(1, 1), (2, 3), (4, 4)]),  # the team is not cut
        ([1, 1, 1, 2], 2, [(1, 3), (4, 4)]),  # a team larger than a part is one
        ([1, 2], 9, [(1, 2)]),
        ([], 3, []),
    ],
)
def test_parts_hold_so_many_people_at_most_and_teams_whole(units, seats, parts):
    assert cut_into_parts(units, seats) == parts


@pytest.mark.django_db
def test_each_part_goes_out_in_working_hours_and_has_its_own_end():
    plan = plan_of(make_event())
    friday = datetime(2026, 9, 4, 14, tzinfo=BERLIN)

    parts = plan_parts([1, 2, 3], seats=1, every=DAY, starts_at=friday, plan=plan)

    assert [part.starts_at for part in parts] == [
        friday,
        datetime(2026, 9, 7, 8, tzinfo=BERLIN),  # Saturday is passed over
        datetime(2026, 9, 8, 8, tzinfo=BERLIN),
    ]
    assert [part.ends_at.astimezone(BERLIN).day for part in parts] == [11, 14, 15]


@pytest.fixture
def drawn():
    event = make_event()
    organiser = make_member(event)
    make_contingent(event, size=6)
    for _ in range(6):
        make_entrant(event)
    return make_drawn_draw(event, by=organiser), organiser


@pytest.mark.django_db
def test_the_worker_sends_one_part_after_the_other_and_then_the_offers_are_out(drawn):
    draw, organiser = drawn
    parts = start_parts(draw, seats=3, every=DAY, by=organiser, at=NOON)

    numbers = [continue_parts(at=NOON + timedelta(hours=hours)) for hours in (0, 1, 24, 25)]
    draw.refresh_from_db()

    assert sum(numbers) == Offer.objects.count() == 6
    assert (numbers[1], numbers[3]) == (0, 0)
    assert len(parts) == 2
    assert draw.offered_at == NOON + DAY
    places = list(draw.entries.order_by("application__offers__made_at", "place").values_list("place", flat=True))
    assert places == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
def test_who_withdrew_meanwhile_gets_no_offer(drawn):
    draw, organiser = drawn
    start_parts(draw, seats=3, every=DAY, by=organiser, at=NOON)
    continue_parts(at=NOON)
    gone = draw.entries.get(place=6).application
    withdraw_application(gone, at=NOON)

    continue_parts(at=NOON + DAY)

    assert Offer.objects.count() == 5
    assert not gone.offers.exists()


@pytest.mark.django_db
def test_a_part_without_seats_waits_says_why_and_goes_out_later(drawn):
    draw, organiser = drawn
    start_parts(draw, seats=3, every=DAY, by=organiser, at=NOON)
    draw.contingent.__class__.objects.filter(pk=draw.contingent_id).update(size=0)

    nobody = continue_parts(at=NOON)
    failure = draw.parts.get(number=1).failure
    draw.contingent.__class__.objects.filter(pk=draw.contingent_id).update(size=6)
    continue_parts(at=NOON + timedelta(minutes=1))

    assert nobody == 0
    assert "free seats" in failure
    assert draw.parts.get(number=1).failure == ""
    assert draw.parts.get(number=1).made_at is not None


@pytest.mark.django_db
def test_while_parts_are_planned_nothing_else_makes_the_offers_and_the_draw_stays(drawn):
    draw, organiser = drawn
    start_parts(draw, seats=3, every=DAY, by=organiser, at=NOON)
    continue_parts(at=NOON)

    with pytest.raises(OffersInParts):
        make_offers(draw, expires_at=NOON + timedelta(days=7), by=organiser, at=NOON)
    with pytest.raises(OffersInParts):
        start_parts(draw, seats=2, every=DAY, by=organiser, at=NOON)
    with pytest.raises(OffersAreOut):
        annul_draw(draw, "A mistake.", by=organiser, at=NOON)


@pytest.mark.django_db
def test_after_the_rest_is_called_off_it_can_be_made_at_once(drawn):
    draw, organiser = drawn
    start_parts(draw, seats=3, every=DAY, by=organiser, at=NOON)
    first = continue_parts(at=NOON)

    stopped = stop_parts(draw, by=organiser, at=NOON)
    rest = make_offers(draw, expires_at=NOON + timedelta(days=7), by=organiser, at=NOON)

    assert (stopped, first + len(rest)) == (1, 6)


@pytest.mark.django_db
def test_seats_taken_by_the_first_part_are_not_promised_twice(drawn):
    draw, organiser = drawn
    resize_contingent(draw.contingent, 8, by=organiser, at=NOON, reason="The balcony is open.")
    start_parts(draw, seats=3, every=DAY, by=organiser, at=NOON)
    continue_parts(at=NOON)

    resize_contingent(draw.contingent, 6, by=organiser, at=NOON, reason="It is closed again.")

    draw.contingent.refresh_from_db()
    assert draw.contingent.size == 6


@pytest.mark.django_db
def test_a_plan_of_more_parts_than_anybody_reads_is_refused(drawn):
    draw, organiser = drawn

    with pytest.raises(BadParts):
        start_parts(draw, seats=0, every=DAY, by=organiser, at=NOON)


@pytest.mark.django_db
def test_the_page_shows_the_plan_before_it_begins(client, time_machine, drawn):
    time_machine.move_to(NOON, tick=False)
    draw, organiser = drawn
    client.force_login(organiser)
    address = reverse("admission:parts", args=[draw.event.slug, draw.code])

    shown = client.get(address, {"seats": "3", "hours": "24"})
    nothing_yet = draw.parts.count()
    begun = client.post(address, {"seats": "3", "hours": "24", "starts_at": ""}, follow=True)

    assert len(shown.context["planned"]) == 2
    assert "Wed 2 September 2026, 14:00" in shown.text
    assert (nothing_yet, draw.parts.count()) == (0, 2)
    assert "2 parts are planned." in begun.text


@pytest.mark.django_db
def test_the_page_of_the_draw_says_that_its_offers_go_out_in_parts(client, time_machine, drawn):
    draw, organiser = drawn
    time_machine.move_to(NOON)
    client.force_login(organiser)
    start_parts(draw, seats=3, every=DAY, by=organiser, at=NOON)
    continue_parts(at=NOON)

    page = client.get(reverse("admission:draw_desk", args=[draw.event.slug, draw.code])).content.decode()

    assert "Part 2 of 2 goes out by itself" in page
    assert "Make the offers" not in page
