from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from einlass.admission.actions import (
    accept_offer,
    change_offer_plan,
    decline_offer,
    make_offers_for_admitted,
    remind_of_offers,
    revoke_offer,
)
from einlass.admission.models import Offer, OfferPlan
from einlass.admission.offer_plan import plan_of
from einlass.events.models import AuditEntry
from einlass.mail.models import Message
from einlass.mail.sending import claim_next
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import make_admitted, make_contingent, make_open_offer

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = datetime(2026, 9, 4, 23, 0, tzinfo=BERLIN)  # a Friday
MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=BERLIN)
END = datetime(2026, 9, 8, 20, 0, tzinfo=BERLIN)


def an_offer(**fields) -> Offer:
    event = make_event()
    return make_open_offer(
        make_admitted(event), make_contingent(event, purpose="curated"), **({"expires_at": END} | fields)
    )


def reminders() -> int:
    return Message.objects.filter(template="admission/reminder").count()


# --- quiet hours ----------------------------------------------------------------------------------------
def test_offers_made_at_night_are_mailed_in_the_next_working_hours():
    offer = an_offer(at=NIGHT, expires_at=END + timedelta(days=6))

    assert Message.objects.get(template="admission/offer").send_after == MONDAY
    assert offer.made_at == NIGHT


def test_an_event_that_keeps_no_quiet_hours_mails_at_once():
    event = make_event()
    OfferPlan.objects.create(event=event, keeps_quiet=False)

    make_open_offer(make_admitted(event), make_contingent(event), at=NIGHT, expires_at=END)

    assert Message.objects.get(template="admission/offer").send_after == NIGHT


def test_the_answer_to_what_somebody_just_did_goes_out_at_once():
    offer = an_offer()

    decline_offer(offer, at=NIGHT)

    assert Message.objects.get(template="admission/declined").send_after == NIGHT


def test_whose_offer_is_taken_back_before_its_mail_left_hears_of_neither():
    offer = an_offer(at=NIGHT, expires_at=END + timedelta(days=6))

    revoke_offer(offer, "A mistake.", by="worker", at=NIGHT + timedelta(minutes=5))

    assert Message.objects.exclude(template__startswith="applications").count() == 0


def test_an_offer_made_now_ends_in_the_evening_of_the_last_working_day_to_answer():
    plan = plan_of(make_event())

    # Tuesday, five working days; the minute of the evening counts.
    assert plan.answer_until(NOON) == END + timedelta(minutes=1)


def test_an_offer_shortly_before_the_doors_ends_a_day_before_them_and_then_with_the_event():
    event = make_event()
    plan = plan_of(event)

    late = plan.answer_until(event.doors_open_at - timedelta(days=4))
    last = plan.answer_until(event.doors_open_at - timedelta(hours=3))

    # The doors open on Saturday morning, so the Thursday evening is the last one a day before.
    assert late == datetime(2026, 10, 29, 20, 1, tzinfo=BERLIN)
    assert last == event.ends_at


# --- reminders ------------------------------------------------------------------------------------------
def test_whoever_has_not_answered_is_reminded_once_within_working_hours():
    offer = an_offer()
    assert offer.remind_at == datetime(2026, 9, 7, 19, 59, tzinfo=BERLIN)

    numbers = [remind_of_offers(at=at) for at in (offer.remind_at - timedelta(minutes=1), offer.remind_at, END)]

    assert (numbers, reminders()) == ([0, 1, 0], 1)


@pytest.mark.parametrize(
    "answer",
    [
        lambda offer: accept_offer(offer, at=NOON),
        lambda offer: decline_offer(offer, at=NOON),
        lambda offer: revoke_offer(offer, "A mistake.", by="worker", at=NOON),
    ],
)
def test_nobody_who_has_answered_is_reminded(answer):
    offer = an_offer()
    answer(offer)

    remind_of_offers(at=offer.remind_at)

    assert reminders() == 0


def test_a_reminder_that_has_not_left_stays_here_when_the_answer_comes():
    offer = an_offer()
    remind_of_offers(at=offer.remind_at)

    accept_offer(offer, at=offer.remind_at)

    assert reminders() == 0


def test_a_reminder_that_is_on_its_way_is_not_touched():
    offer = an_offer()
    Message.objects.all().delete()
    remind_of_offers(at=offer.remind_at)
    claim_next(offer.remind_at)

    accept_offer(offer, at=offer.remind_at)

    assert reminders() == 1


def test_an_offer_that_ends_soon_anyway_is_not_reminded_of():
    assert an_offer(expires_at=NOON + timedelta(hours=30)).remind_at is None


def test_many_offers_are_reminded_of_too():
    event = make_event()
    make_contingent(event, purpose="curated")
    for _ in range(3):
        make_admitted(event)
    make_offers_for_admitted(event, expires_at=END, by=make_member(event), at=NOON)

    assert remind_of_offers(at=END - timedelta(hours=20)) == 3


# --- the page -------------------------------------------------------------------------------------------
PLAN = {
    "days_to_answer": "3",
    "remind_hours": "12",
    "keeps_quiet": "on",
    "day_begins": "09:00",
    "day_ends": "18:00",
    "weekdays": ["0", "1", "2"],
    "days_off": "24.12.2026\n2026-12-25",
}


@pytest.fixture
def plan_page(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    event = make_event()
    client.force_login(make_member(event))
    return event, reverse("admission:offer_plan", args=[event.slug])


def test_the_plan_is_kept_with_an_audit_row(client, plan_page):
    event, address = plan_page

    client.post(address, PLAN)

    plan = plan_of(event)
    assert (plan.days_to_answer, plan.weekdays, plan.days_off) == (3, [0, 1, 2], ["2026-12-24", "2026-12-25"])
    assert plan.working_time.days_off == {date(2026, 12, 24), date(2026, 12, 25)}
    assert AuditEntry.objects.filter(action="change_offer_plan").count() == 1


def test_the_page_shows_when_an_offer_made_now_would_end(client, plan_page):
    _, address = plan_page

    answer = client.get(address)

    assert "Tue 8 September 2026, 20:00" in answer.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day_ends": "09:00"}, "Working hours end after they begin."),
        ({"days_off": "Christmas"}, "“Christmas” is not a day."),
        ({"weekdays": []}, "Please choose at least one day."),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused_in_words(client, plan_page, wrong, words):
    event, address = plan_page

    answer = client.post(address, PLAN | wrong)

    assert answer.status_code == 422
    assert words in answer.text
    assert not OfferPlan.objects.filter(event=event).exists()


def test_an_end_on_a_day_off_is_refused_with_the_next_good_moment(client, plan_page):
    event, _ = plan_page
    make_contingent(event, purpose="curated")
    make_admitted(event)

    answer = client.post(reverse("admission:admitted", args=[event.slug]), {"expires_at": "2026-09-06T18:00"})

    assert answer.status_code == 422
    assert "Mon 7 September 2026, 20:00" in answer.text
    assert not Offer.objects.exists()


def test_changing_the_plan_leaves_offers_that_are_out_alone():
    offer = an_offer()

    change_offer_plan(offer.event, {"days_to_answer": 1}, by=make_member(offer.event), at=NOON)

    offer.refresh_from_db()
    assert offer.expires_at == END
