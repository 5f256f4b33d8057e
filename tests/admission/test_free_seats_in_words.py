"""What pages and mails say of seats that come free: drawn among all who wait, or in drawn order, as the event really does it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.admission.actions import decline_offer, give_value, make_offers, solve_draw, start_wave
from einlass.admission.actions.refills import announce_waiting
from einlass.admission.letters import preview
from einlass.admission.models import Offer
from einlass.mail.models import Message
from einlass.mail.rendering import render
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import announce, make_contingent, make_drawn_draw, make_entrant, make_quota

pytestmark = pytest.mark.django_db
END = NOON + timedelta(days=7)
IN_ORDER = re.compile(
    r"drawn order|in this order|waiting list|next in|before you|gezogener Reihenfolge|Warteliste|vor Ihnen"
)


@pytest.fixture(params=["en", "de"])
def language(request):
    return request.param


def an_event(*, has_quota: bool):
    event = make_event()
    founder = make_category(event, key="founder")
    make_contingent(event, size=2)
    for _ in range(6):
        make_entrant(event, category=founder)
    if has_quota:
        make_quota(event, "category", "founder", least=1)
    return event


def told(event, by):
    """The draw is over, its offers are out, and those who wait were told."""
    draw = make_drawn_draw(event, by=by)
    make_offers(draw, expires_at=END, by=by, at=NOON)
    announce_waiting(draw, by=by, at=NOON)
    return draw


def texts(template: str, language: str) -> list[str]:
    Message.objects.filter(template=template).update(language=language)
    return [f"{mail.subject}\n{mail.text}" for mail in map(render, Message.objects.filter(template=template))]


def team_page(client, event, organiser, name):
    client.force_login(organiser)
    return client.get(reverse(f"admission:{name}", args=[event.slug]))


def test_with_quotas_no_mail_to_those_who_wait_speaks_of_an_order(language):
    event = an_event(has_quota=True)
    told(event, make_member(event))

    mails = texts("admission/waiting", language)

    assert len(mails) == 4
    assert [IN_ORDER.findall(mail) for mail in mails] == [[]] * 4


def test_without_quotas_they_are_told_the_order(language):
    event = an_event(has_quota=False)
    told(event, make_member(event))

    assert all(IN_ORDER.search(mail) for mail in texts("admission/waiting", language))


def test_an_offer_of_a_wave_says_that_all_who_waited_were_in_it():
    event = an_event(has_quota=True)
    organiser = make_member(event)
    told(event, organiser)
    Message.objects.all().delete()
    decline_offer(Offer.objects.filter(event=event)[0], at=NOON)
    wave = announce(solve_draw(start_wave(event, by=organiser, at=NOON), at=NOON), at=NOON - timedelta(minutes=1))
    make_offers(give_value(wave, "6 5 4", by=organiser, at=NOON), expires_at=END, by=organiser, at=NOON)

    mails = texts("admission/offer", "en")

    assert len(mails) == 1
    assert "seats came free and were drawn among all who waited, and you were drawn" in mails[0]


@pytest.mark.parametrize("has_quota", [True, False])
def test_the_preview_before_the_draw_says_what_the_mail_will_say(has_quota):
    event = an_event(has_quota=has_quota)

    mail = render(preview(event, "waiting", "en", expires_at=END, draw=None))

    assert bool(IN_ORDER.search(mail.text)) is not has_quota


@pytest.mark.parametrize("is_drawn", [True, False])
@pytest.mark.parametrize("has_quota", [True, False])
def test_the_teams_page_says_what_becomes_of_free_seats(client, is_drawn, has_quota):
    event = an_event(has_quota=has_quota)
    organiser = make_member(event)
    if is_drawn:
        told(event, organiser)

    page = team_page(client, event, organiser, "waves").text

    assert ("drawn in waves" in page) is has_quota
    assert ("in the order of the draw" in page) is not has_quota


def test_the_page_that_offers_in_drawn_order_leads_on_where_seats_are_drawn(client):
    event = an_event(has_quota=True)
    organiser = make_member(event)
    told(event, organiser)

    answer = team_page(client, event, organiser, "refill")

    assert answer.headers["Location"] == reverse("admission:waves", args=[event.slug])


@pytest.mark.parametrize("has_quota", [True, False])
def test_the_events_page_promises_no_order(client, language, has_quota):
    event = an_event(has_quota=has_quota)
    make_drawn_draw(event)

    page = client.get(reverse("events:event", args=[event.slug]), headers={"accept-language": language}).text

    assert IN_ORDER.findall(page) == []


@pytest.mark.parametrize("has_quota", [True, False])
def test_the_check_in_the_browser_tells_a_place_only_where_seats_go_by_it(client, has_quota):
    event = an_event(has_quota=has_quota)
    draw = make_drawn_draw(event)

    page = client.get(reverse("admission:check", args=[event.slug, draw.code])).text

    assert ("Place on the waiting list" in page) is not has_quota
