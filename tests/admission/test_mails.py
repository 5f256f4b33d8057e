import re

import pytest

from einlass.admission.actions import announce_waiting, decline_offer, expire_offers, make_offers, revoke_offer
from einlass.mail.models import Message
from einlass.mail.rendering import render
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import make_admitted, make_contingent, make_drawn_draw, make_entrant, make_open_offer

pytestmark = pytest.mark.django_db
END = NOON.replace(day=6)


def newest(template: str):
    return render(Message.objects.filter(template=f"admission/{template}").order_by("-pk")[0])


def an_offer(language: str = "en", **fields):
    event = make_event(name="Founders Day")
    application = make_admitted(event, name="Ada Lovelace", language=language)
    return make_open_offer(application, make_contingent(event), expires_at=END, **fields)


def test_the_offer_says_until_when_in_the_events_zone_and_leads_to_its_page():
    offer = an_offer()

    mail = newest("offer")

    assert mail.subject == "A seat for you: Founders Day"
    assert "Sun 6 September 2026, 13:59\N{NO-BREAK SPACE}CEST" in mail.text
    assert f"/{offer.event.slug}/offers/{offer.code}.1~" in mail.text


def test_the_offer_comes_in_the_language_of_the_application():
    an_offer(language="de")

    mail = newest("offer")

    assert mail.subject == "Ein Platz für Sie: Founders Day"
    assert "So, 6. September 2026, 13:59\N{NO-BREAK SPACE}Uhr\N{NO-BREAK SPACE}MESZ" in mail.text


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("template", "end"),
    [
        ("declined", lambda offer: decline_offer(offer, at=NOON)),
        ("revoked", lambda offer: revoke_offer(offer, "Secret reason.", by="worker", at=NOON)),
        ("expired", lambda offer: expire_offers(at=END)),
    ],
)
def test_the_end_of_an_offer_is_told_with_a_link_to_the_own_page(language, template, end):
    offer = an_offer(language=language)
    end(offer)

    mail = newest(template)

    assert f"/applications/{offer.application.code}.1~" in mail.text
    assert "Secret reason." not in mail.text
    assert not re.search(r"[{}]|%\(", mail.subject + mail.text)


def test_who_waits_is_told_the_number_before_and_where_to_check():
    event = make_event()
    organiser = make_member(event)
    make_contingent(event, size=1)
    for _ in range(3):
        make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)
    make_offers(draw, expires_at=END, by=organiser, at=NOON)
    announce_waiting(draw, by=organiser, at=NOON)

    mail = newest("waiting")

    assert "with 1 person before you" in mail.text
    assert f"/{event.slug}/draws/{draw.code}/" in mail.text
