"""Parts of last year's event, chosen one by one, in this year's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.admission.models import Contingent, OfferPlan, Quota
from einlass.checkin.actions.gates import add_gate
from einlass.events.days import local_hours
from einlass.events.editions.errors import AlreadyOpen
from einlass.events.models import Event, Membership, Role, User
from einlass.setup.copying.actions import all_parts, copy_parts
from einlass.setup.making.actions import make_event as make_own_event
from einlass.setup.making.starting_forms import begin_with
from tests.builders import NOON, make_application, make_creator, make_event, make_member

pytestmark = pytest.mark.django_db
PARTS = [part.name for part in all_parts()]


def own_event(user: User, slug: str, days_ahead: int, capacity: int = 200) -> Event:
    day = (NOON + timedelta(days=days_ahead)).date()
    details = {
        "name": slug.title(),
        "slug": slug,
        "venue": "Hall",
        "zone": "Europe/Berlin",
        "languages": ["de", "en"],
        "contact_email": "hello@example.org",
        "capacity": capacity,
    }
    noon = local_hours(day, NOON.time().replace(hour=9), NOON.time().replace(hour=18), "Europe/Berlin")
    return make_own_event(details, [noon], at=NOON, by=user)


@pytest.fixture
def user() -> User:
    return make_creator()


@pytest.fixture
def last_year(user) -> Event:
    event = own_event(user, "last-year", 120)
    begin_with(event, "startup", at=NOON, by=user)
    Quota.objects.create(event=event, attribute="category", value="founder", least=50)
    Event.objects.filter(pk=event.pk).update(
        summary={"de": "Ein Tag."}, imprint={"de": "Wir"}, brand_colour="#123456", opened_at=NOON
    )
    add_gate(
        event, name="Side door", opens_at=event.doors_open_at, closes_at=event.ends_at,
        categories=[event.categories.get(key="crew")], at=NOON, by=user,
    )  # fmt: skip
    Membership.objects.create(event=event, user=make_member(make_event(), email="helper@example.org"), role=Role.DOOR)
    event.refresh_from_db()
    return event


def test_everything_comes_over_and_nobody_who_applied(user, last_year):
    make_application(last_year)
    event = own_event(user, "this-year", 485, capacity=400)

    copy_parts(last_year, event, PARTS, at=NOON, by=user)

    event.refresh_from_db()
    assert [one.key for one in event.questions.asked_now()] == [one.key for one in last_year.questions.asked_now()]
    assert set(event.categories.values_list("key", flat=True)) == set(
        last_year.categories.values_list("key", flat=True)
    )
    assert list(Quota.objects.filter(event=event).values_list("value", "least")) == [("founder", 100)]
    assert (
        Contingent.objects.get(event=event, purpose="draw").size
        == 2 * Contingent.objects.get(event=last_year, purpose="draw").size
    )
    assert (event.summary, event.imprint, event.brand_colour) == ({"de": "Ein Tag."}, {"de": "Wir"}, "#123456")
    assert event.state == "preparation"
    assert event.memberships.filter(user__email="helper@example.org", role=Role.DOOR).exists()
    assert not event.applications.exists()


def test_dates_and_gates_keep_their_clock_times_over_a_change_of_clocks(user, last_year):
    event = own_event(user, "this-year", 320)

    copy_parts(last_year, event, ["form", "dates", "gates"], at=NOON, by=user)

    event.refresh_from_db()
    gate = event.gates.get(name="Side door")
    assert [one.key for one in gate.categories.all()] == ["crew"]
    assert gate.opens_at.astimezone(event.tz).strftime("%H:%M") == "08:00"
    before, after = (one.draw_at.astimezone(one.tz) for one in (last_year, event))
    assert before.time() == after.time()
    assert (after.date() - before.date()).days == 200


@pytest.mark.parametrize("part", PARTS)
def test_one_part_alone_can_be_taken(user, last_year, part):
    event = own_event(user, "this-year", 485)

    copy_parts(last_year, event, [part], at=NOON, by=user)

    event.refresh_from_db()
    assert bool(event.summary) is (part == "texts")
    assert event.questions.exists() is (part == "form")


def test_what_is_open_takes_nothing_over(user, last_year):
    event = own_event(user, "this-year", 485)
    Event.objects.filter(pk=event.pk).update(opened_at=NOON)

    with pytest.raises(AlreadyOpen):
        copy_parts(last_year, event, ["texts"], at=NOON, by=user)


def test_the_page_copies_from_own_events_alone(client, user, last_year, time_machine):
    time_machine.move_to(NOON, tick=False)
    event = own_event(user, "this-year", 485)
    strange = make_event(slug="strange")
    client.force_login(user)
    page = reverse("setup:copying", args=[event.slug])

    assert client.post(page, {"source": strange.slug, "parts": ["texts"]}).status_code == 422
    answer = client.post(page, {"source": last_year.slug, "parts": ["texts"]})

    assert answer.headers["Location"] == reverse("setup:dates", args=[event.slug])
    event.refresh_from_db()
    assert event.brand_colour == "#123456"


def test_how_offers_are_made_comes_over_with_its_end_moved(user, last_year):
    stops_at = last_year.starts_at - timedelta(days=3)
    OfferPlan.objects.create(
        event=last_year, days_to_answer=9, days_off=["2026-12-24"], always_waves=True, waves_stop_at=stops_at
    )
    event = own_event(user, "this-year", 485)

    copy_parts(last_year, event, ["offer_policy"], at=NOON, by=user)

    plan = OfferPlan.objects.get(event=event)
    assert (plan.days_to_answer, plan.always_waves, plan.days_off) == (9, True, [])
    assert plan.waves_stop_at.date() == event.starts_at.date() - timedelta(days=3)


def test_how_offers_are_made_stays_the_default_where_nothing_was_arranged(user, last_year):
    event = own_event(user, "this-year", 485)

    copy_parts(last_year, event, ["offer_policy"], at=NOON, by=user)

    assert not OfferPlan.objects.filter(event=event).exists()
