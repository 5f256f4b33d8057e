"""Looking ahead: what is assumed of people, what was seen of them, and seats beyond the hall."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.admission.actions import (
    accept_offer,
    decline_offer,
    issue_contingent_ticket,
    resize_contingent,
    revoke_offer,
    set_overbooking,
)
from einlass.admission.errors import (
    BadNumberOfSeats,
    BeyondHardLimit,
    HardLimitMissing,
    OverbookingInUse,
    ReasonMissing,
    SeatsInUse,
)
from einlass.admission.forecasting import forecast_of, groups_of, plan_of, pools_of
from einlass.admission.models import Contingent, Forecast
from einlass.events.models import AuditEntry, Event
from einlass.tickets.actions import note_entries
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    make_admitted,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_open_offer,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    return make_event(capacity=100)


@pytest.fixture
def organiser(client, event):
    user = make_member(event)
    client.force_login(user)
    return user


def address(name: str, event) -> str:
    return reverse(f"admission:{name}", args=[event.slug])


def make_forecast(event, **fields):
    return Forecast.objects.create(event=event, **({"hard_limit": 120} | fields))


def overbook(event, seats, target=None, **fields):
    return set_overbooking(
        event, seats, target, **({"by": "worker", "at": NOON, "reason": "Some stay away."} | fields)
    )


def make_guest(contingent):
    category = contingent.event.categories.first() or make_category(contingent.event)
    return issue_contingent_ticket(contingent, "Ada", "ada@example.org", "en", category, by="worker", at=NOON)


def groups(event, user, at=NOON):
    return {group.purpose: group for group in groups_of(event, forecast_of(event), user=user, at=at)}


# --- switching overbooking on and off -------------------------------------------------------------------
def test_overbooking_is_off_until_somebody_switches_it_on():
    assert Event().overbooking == 0


def test_seats_beyond_the_hall_go_to_the_contingent_with_a_reason_on_record(event):
    make_forecast(event)
    draw = make_contingent(event, size=100)

    overbook(event, 7, draw)

    event.refresh_from_db()
    draw.refresh_from_db()
    assert (event.overbooking, event.seats_allotted, draw.size) == (7, 107, 107)
    entry = AuditEntry.objects.get(action="set_overbooking")
    assert (entry.before, entry.after) == ({"overbooking": 0}, {"overbooking": 7, "reason": "Some stay away."})


def test_switched_off_the_seats_come_out_of_the_contingent_again(event):
    make_forecast(event)
    draw = make_contingent(event, size=100)
    overbook(event, 7, draw)

    overbook(event, 0, draw)

    event.refresh_from_db()
    assert (event.overbooking, event.seats_allotted) == (0, 100)


def test_no_overbooking_without_a_hard_limit(event):
    make_forecast(event, hard_limit=None)

    with pytest.raises(HardLimitMissing):
        overbook(event, 1)


def test_never_more_seats_than_the_hard_limit(event):
    make_forecast(event, hard_limit=105)
    overbook(event, 5)

    with pytest.raises(BeyondHardLimit):
        overbook(event, 6)

    event.refresh_from_db()
    assert event.overbooking == 5


def test_overbooking_is_never_below_what_is_used(event):
    make_forecast(event)
    draw = make_contingent(event, size=100)
    overbook(event, 7, draw)

    with pytest.raises(OverbookingInUse):
        overbook(event, 6)

    event.refresh_from_db()
    assert event.overbooking == 7


def test_seats_that_somebody_has_do_not_leave_with_the_overbooking(event):
    make_forecast(event)
    crew = make_contingent(event, purpose="crew", size=1)
    make_contingent(event, size=99)
    overbook(event, 1, crew)
    make_guest(crew)
    make_guest(crew)

    with pytest.raises(SeatsInUse):
        overbook(event, 0, crew)

    event.refresh_from_db()
    assert (event.overbooking, event.seats_allotted) == (1, 101)


def test_overbooking_needs_a_reason_and_a_number(event):
    make_forecast(event)

    with pytest.raises(ReasonMissing):
        overbook(event, 1, reason=" ")
    with pytest.raises(BadNumberOfSeats):
        overbook(event, -1)


# --- what the forecasts start from ----------------------------------------------------------------------
def test_the_ledger_is_summed_by_purpose(event, organiser):
    draw = make_contingent(event, size=10)
    accept_offer(make_open_offer(make_admitted(event), draw), at=NOON)
    make_open_offer(make_admitted(event), draw, expires_at=NOON + 2 * DAY)
    make_open_offer(make_admitted(event), draw, expires_at=NOON + 2 * DAY)

    group = groups(event, organiser)["draw"]

    assert (group.tickets, group.held, group.free) == (1, ((2, 2),), ((None, 7),))


def test_answers_that_were_seen_move_the_rate(event, organiser):
    draw = make_contingent(event, size=10)
    for _ in range(2):
        accept_offer(make_open_offer(make_admitted(event), draw), at=NOON)
    decline_offer(make_open_offer(make_admitted(event), draw), at=NOON)
    revoke_offer(make_open_offer(make_admitted(event), draw), "So.", by="worker", at=NOON)
    make_forecast(event, rates={"draw": {"take": [8, 10], "show": [9, 10]}})

    rate = groups(event, organiser)["draw"].take.rate

    # An offer that the team took back says nothing of people.
    assert (rate.hits, rate.of) == (10, 13)


def test_who_came_to_earlier_events_of_the_same_person_counts_and_to_others_does_not(event, organiser):
    make_contingent(event, purpose="crew", size=1)
    for user in (organiser, make_member(make_event())):
        earlier = make_event()
        earlier.memberships.create(user=user, role="organiser")
        crew = make_contingent(earlier, purpose="crew", size=3)
        tickets = [make_guest(crew) for _ in range(3)]
        note_entries(earlier, {tickets[0].number: NOON, tickets[1].number: NOON})
        Event.objects.filter(pk=earlier.pk).update(starts_at=NOON - 2 * DAY, ends_at=NOON - DAY)

    show = groups(event, organiser)["crew"].show

    assert (show.seen_hits, show.seen_of) == (2, 3)


def test_seats_that_return_on_different_days_are_played_by_themselves(event, organiser):
    make_contingent(event)
    make_contingent(event, purpose="partner", size=5, returns_at=NOON + 3 * DAY)
    make_contingent(event, purpose="partner", size=4)

    pools = pools_of(groups_of(event, forecast_of(event), user=organiser, at=NOON))

    assert [(pool.name, pool.free, pool.returns_in) for pool in pools] == [
        ("draw", 10, None),
        ("partner", 5, 3),
        ("partner", 4, None),
    ]


def test_those_who_wait_are_those_for_the_draw_and_after_it_those_not_drawn(event, organiser):
    make_contingent(event, size=1)
    for _ in range(3):
        make_entrant(event)
    before = plan_of(event, forecast_of(event), at=NOON)
    draw = make_drawn_draw(event, by=organiser)
    type(draw).objects.filter(pk=draw.pk).update(offered_at=NOON)

    after = plan_of(event, forecast_of(event), at=NOON)

    assert (before.waiting, after.waiting, after.first_wave_in) == (3, 2, 1)


def test_after_the_doors_have_opened_there_is_nothing_to_play(event):
    assert plan_of(event, forecast_of(event), at=event.doors_open_at) is None


# --- pages ----------------------------------------------------------------------------------------------
def test_the_page_says_how_many_and_switches_it_on(client, event, organiser):
    make_forecast(event)
    draw = make_contingent(event, size=100)

    advised = client.get(address("overbooking", event)).context["advice"].overbooking
    form = {"seats": advised, "target": draw.code, "reason": "Computed."}
    answer = client.post(address("overbooking", event), form)

    event.refresh_from_db()
    draw.refresh_from_db()
    assert 0 < advised < 20
    assert (answer.status_code, event.overbooking, draw.size) == (302, advised, 100 + advised)


def test_a_refusal_is_said_on_the_page(client, event, organiser):
    make_contingent(event, size=100)

    answer = client.post(address("overbooking", event), {"seats": 5, "target": "", "reason": "So."})

    assert answer.status_code == 422
    assert "First say, in the assumptions, beyond how many seats it may never go." in answer.text


def typed(**fields):
    usual = {
        "page": "overbooking",
        "risk_one_in": 100,
        "hard_limit": 110,
        "wave_every": 5,
        "answer_within": 4,
        "stops_before": 2,
        "given_back_of_100": 3,
        "draw_take_hits": 80,
        "draw_take_of": 100,
        "draw_show_hits": 70,
        "draw_show_of": 90,
    }
    return usual | fields


def test_assumptions_are_kept_and_on_record(client, event, organiser):
    make_contingent(event)

    answer = client.post(address("assumptions", event), typed(page="simulation"))

    forecast = Forecast.objects.get(event=event)
    assert answer.headers["Location"] == address("simulation", event)
    assert (forecast.risk_one_in, forecast.hard_limit, forecast.fills_again) == (100, 110, False)
    assert forecast.rates == {"draw": {"take": [80, 100], "show": [70, 90]}}
    assert AuditEntry.objects.get(action="set_forecast").after["hard_limit"] == 110


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"draw_take_hits": 101}, "no more than 100 of 100"),
        ({"hard_limit": 99}, "The hall holds 100"),
        ({"risk_one_in": 1}, "greater than or equal to 2"),
        ({"draw_show_of": 0}, "greater than or equal to 1"),
    ],
)
def test_assumptions_that_cannot_be_are_refused_in_words(client, event, organiser, fields, said):
    make_contingent(event)

    answer = client.post(address("assumptions", event), typed(**fields))

    assert answer.status_code == 422
    assert said in answer.text
    assert not Forecast.objects.exists()


def test_the_hard_limit_stays_above_the_seats_that_are_there(client, event, organiser):
    make_contingent(event)
    make_forecast(event, hard_limit=120)
    overbook(event, 15)

    answer = client.post(address("assumptions", event), typed(hard_limit=110))

    assert answer.status_code == 422
    assert "There are 115 seats with today&#x27;s overbooking" in answer.text
    assert Forecast.objects.get(event=event).hard_limit == 120


def test_the_simulation_fills_the_house_day_by_day(client, event, organiser):
    draw = make_contingent(event, size=100)
    accept_offer(make_open_offer(make_admitted(event), draw), at=NOON)

    page = client.get(address("simulation", event))
    same = client.get(address("simulation", event), {"seed": "1"})
    other = client.get(address("simulation", event), {"seed": "no number"})

    outcome = page.context["outcome"]
    assert outcome.filled[0] == (1,) * 5
    assert len(outcome.filled) == page.context["plan"].days + 1
    assert same.context["outcome"] == other.context["outcome"] == outcome


@pytest.mark.parametrize("name", ["overbooking", "simulation"])
def test_without_contingents_the_pages_say_what_is_missing(client, event, organiser, name):
    answer = client.get(address(name, event))

    assert answer.status_code == 200
    assert "on the page of the seats" in answer.text


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("name", ["overbooking", "simulation"])
def test_pages_that_look_ahead_take_the_same_queries_for_one_and_for_three(
    client, event, organiser, name, number, django_assert_max_num_queries
):
    make_contingent(event, size=10)
    for purpose in ("curated", "press", "crew")[:number]:
        make_open_offer(make_admitted(event), make_contingent(event, purpose=purpose), by=organiser)

    with django_assert_max_num_queries(13):
        client.get(address(name, event))


def test_a_server_that_looks_at_nothing_ahead_does_not_load_numpy():
    code = (
        "import django, sys; django.setup(); import einlass.config.urls; from django.urls import get_resolver;"
        "get_resolver().url_patterns; sys.exit('numpy' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nobody_sees_what_others_assume(client, event, organiser):
    make_forecast(make_event(), hard_limit=4711)
    make_contingent(event)

    assert "4711" not in client.get(address("overbooking", event)).text


def test_contingents_of_another_event_get_no_seats(client, event, organiser):
    make_forecast(event)
    foreign = make_contingent(make_event(), size=5)

    answer = client.post(address("overbooking", event), {"seats": 5, "target": foreign.code, "reason": "So."})

    assert answer.status_code == 422
    assert Contingent.objects.get(pk=foreign.pk).size == 5


def test_a_contingent_can_grow_into_the_seats_beyond_the_hall(event):
    make_forecast(event)
    draw = make_contingent(event, size=100)
    overbook(event, 3)

    resize_contingent(draw, 103, by="worker", at=NOON, reason="Overbooked.")

    draw.refresh_from_db()
    assert draw.size == 103


# --- in the browser -------------------------------------------------------------------------------------
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_both_pages_have_no_barriers_with_the_assumptions_open(open_page, live_server, signed_in_cookies, barriers):
    event = make_event(capacity=100)
    make_contingent(event, size=80)
    make_contingent(event, purpose="press", size=10)
    cookies = signed_in_cookies(make_member(event))
    found = []

    for name in ("overbooking", "simulation"):
        page = open_page(live_server.url + address(name, event), cookies=cookies)
        page.locator(".assumptions summary").click()
        found += barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 390

    assert found == []
