from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.urls import reverse

from einlass.admission import letters
from einlass.admission.actions import (
    announcements,
    cancel_announcement,
    continue_announcements,
    make_offers,
    plan_announcement,
)
from einlass.admission.errors import (
    AnnouncementBegan,
    AnnouncementPlanned,
    NobodyToOffer,
    NoSeatLeft,
    StartsInThePast,
)
from einlass.admission.models import Announcement, Contingent, Offer
from einlass.admission.standing import standing_of
from einlass.events.models import Event
from einlass.mail.models import Message
from einlass.mail.rendering import render
from einlass.reviews.models import Decision, Verdict
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.admission import make_admitted, make_contingent, make_decision, make_drawn_draw, make_entrant

BERLIN = ZoneInfo("Europe/Berlin")
LATER = NOON + timedelta(days=2)
pytestmark = pytest.mark.django_db


def an_event(*, seats: int = 2, entrants: int = 5, admitted: int = 2, declined: int = 3):
    """Drawn and decided about; nobody was told anything."""
    event = make_event(offers_open_at=NOON - timedelta(days=1))
    organiser = make_member(event)
    make_contingent(event, size=seats)
    make_contingent(event, purpose="curated", size=10)
    for number in range(entrants):
        make_entrant(event, language=["en", "de"][number % 2])
    make_drawn_draw(event, by=organiser)
    # Those of the draw's own announcement.
    Message.objects.all().delete()
    for _ in range(admitted):
        make_admitted(event)
    for _ in range(declined):
        make_decision(make_application(event), Verdict.DECLINE)
    return event, organiser


def mails() -> Counter[str]:
    templates = Message.objects.filter(template__startswith="admission/").values_list("template", flat=True)
    return Counter(template.removeprefix("admission/") for template in templates)


def assert_everybody_was_told_once(event: Event) -> None:
    assert mails() == {"offer": 4, "waiting": 3, "refused": 3}
    assert len(set(Message.objects.filter(event=event).values_list("to", "template"))) == 10
    assert not Decision.objects.filter(verdict=Verdict.DECLINE, announced_at=None).exists()
    assert Offer.objects.filter(event=event).count() == 4
    for contingent in Contingent.objects.all():
        assert contingent.taken == contingent.seats.filter(freed_at=None).count()


def test_everybody_hears_at_the_planned_moment_and_not_before():
    event, organiser = an_event()
    plan_announcement(event, starts_at=LATER, by=organiser, at=NOON)

    before = continue_announcements(at=LATER - timedelta(minutes=1)), mails()
    told = continue_announcements(at=LATER)

    announcement = Announcement.objects.get()
    assert before == (0, {})
    assert told == 10
    assert_everybody_was_told_once(event)
    assert (announcement.offered, announcement.waiting, announcement.declined) == (4, 3, 3)
    assert (announcement.finished_at, announcement.failure) == (LATER, "")
    assert set(Offer.objects.values_list("expires_at", flat=True)) == {announcement.expires_at}


def test_a_declined_applicant_sees_nothing_of_it_before_even_though_offers_are_open():
    event, organiser = an_event()
    declined = Decision.objects.filter(verdict=Verdict.DECLINE)[0].application
    plan_announcement(event, starts_at=LATER, by=organiser, at=NOON)

    before = standing_of(declined, NOON).state
    continue_announcements(at=LATER)

    assert (before, standing_of(declined, LATER).state) == ("reading", "refused")


def test_a_second_run_tells_nobody_again():
    event, organiser = an_event()
    plan_announcement(event, by=organiser, at=NOON)

    numbers = [continue_announcements(at=NOON + timedelta(minutes=minute)) for minute in range(3)]

    assert numbers == [10, 0, 0]
    assert_everybody_was_told_once(event)
    with pytest.raises(NobodyToOffer):
        plan_announcement(event, by=organiser, at=NOON)


def test_no_more_mails_than_the_outbox_takes_are_written_at_once(monkeypatch):
    monkeypatch.setattr(announcements, "MOST_IN_OUTBOX", 4)
    event, organiser = an_event()
    plan_announcement(event, by=organiser, at=NOON)

    numbers = []
    for minute in range(4):
        numbers.append(continue_announcements(at=NOON + timedelta(minutes=minute)))
        Message.objects.filter(sent_at=None).update(sent_at=NOON)

    assert numbers == [4, 4, 2, 0]
    assert_everybody_was_told_once(event)


class PowerCut(BaseException):
    """As if the machine went off: nothing in the code catches it."""


@pytest.mark.parametrize("batch", range(1, 7))
@pytest.mark.parametrize("moment", ["before the mails", "after the mails"])
def test_a_power_cut_in_the_middle_gives_no_double_and_no_lost_mail(monkeypatch, batch, moment):
    monkeypatch.setattr(announcements, "AT_ONCE", 2)
    event, organiser = an_event()
    plan_announcement(event, by=organiser, at=NOON)
    queue, calls = letters._queue, []

    def cut(*args, **options):
        calls.append(args)
        if len(calls) == batch and moment == "before the mails":
            raise PowerCut
        queue(*args, **options)
        if len(calls) == batch:
            raise PowerCut

    with monkeypatch.context() as at_work:
        at_work.setattr(letters, "_queue", cut)
        with pytest.raises(PowerCut):
            continue_announcements(at=NOON)
    told_before = Announcement.objects.get().told
    continue_announcements(at=NOON + timedelta(minutes=1))

    assert told_before < 10
    assert_everybody_was_told_once(event)


def test_at_night_it_waits_for_the_morning():
    event, organiser = an_event()
    night = datetime(2026, 9, 4, 23, tzinfo=BERLIN)

    announcement = plan_announcement(event, by=organiser, at=night)

    assert announcement.starts_at == datetime(2026, 9, 7, 8, tzinfo=BERLIN)
    # The last minute that counts is 20:00.
    assert announcement.expires_at == datetime(2026, 9, 14, 20, 1, tzinfo=BERLIN)


def test_two_at_once_are_refused_and_the_past_too():
    event, organiser = an_event()
    with pytest.raises(StartsInThePast):
        plan_announcement(event, starts_at=NOON - timedelta(hours=1), by=organiser, at=NOON)
    plan_announcement(event, starts_at=LATER, by=organiser, at=NOON)

    with pytest.raises(AnnouncementPlanned):
        plan_announcement(event, by=organiser, at=NOON)


def test_too_few_seats_for_those_admitted_by_hand_are_named_before_anybody_is_told():
    event, organiser = an_event()
    Contingent.objects.filter(purpose="curated").update(size=1)

    with pytest.raises(NoSeatLeft):
        plan_announcement(event, by=organiser, at=NOON)


def test_seats_that_go_missing_later_stop_it_with_a_reason_until_they_are_back():
    event, organiser = an_event()
    plan_announcement(event, by=organiser, at=NOON)
    Contingent.objects.filter(purpose="curated").update(size=1)

    continue_announcements(at=NOON)
    stopped = Announcement.objects.get()
    Contingent.objects.filter(purpose="curated").update(size=10)
    continue_announcements(at=NOON + timedelta(minutes=1))

    assert (stopped.told, stopped.finished_at) == (2, None)
    assert "2 are needed" in stopped.failure
    assert_everybody_was_told_once(event)


def test_it_can_be_called_off_until_somebody_was_told(monkeypatch):
    monkeypatch.setattr(announcements, "MOST_IN_OUTBOX", 2)
    event, organiser = an_event()
    cancel_announcement(plan_announcement(event, by=organiser, at=NOON), by=organiser, at=NOON)
    nobody = continue_announcements(at=NOON)
    second = plan_announcement(event, by=organiser, at=NOON)
    continue_announcements(at=NOON)

    assert nobody == 0
    with pytest.raises(AnnouncementBegan):
        cancel_announcement(second, by=organiser, at=NOON)


def test_offers_that_were_made_before_are_not_made_again():
    event, organiser = an_event()
    draw = event.draws.get()
    make_offers(draw, expires_at=LATER, by=organiser, at=NOON)

    plan_announcement(event, by=organiser, at=NOON)
    continue_announcements(at=NOON)

    assert_everybody_was_told_once(event)


@pytest.mark.parametrize("language", ["en", "de"])
def test_declined_applicants_get_a_kind_mail_in_their_language(language):
    event = make_event(name="Founders Day")
    make_decision(make_application(event, name="Ada", language=language), Verdict.DECLINE)
    plan_announcement(event, by=make_member(event), at=NOON)
    continue_announcements(at=NOON)

    mail = render(Message.objects.get(template="admission/refused"))

    assert "Founders Day" in mail.subject
    assert {"en": "we cannot offer you a seat", "de": "keinen Platz anbieten"}[language] in mail.text


# --- the page -------------------------------------------------------------------------------------------
def test_the_page_previews_every_mail_with_real_numbers_and_fixes_the_moment(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    event, organiser = an_event()
    client.force_login(organiser)
    address = reverse("admission:announcement", args=[event.slug])

    page = client.get(address)
    answer = client.post(address, {"starts_at": "2026-09-03T10:00"}, follow=True)

    assert [mail["number"] for mail in page.context["mails"]] == [2, 2, 3, 3]
    assert "Planned for Thu 3 September 2026, 10:00" in answer.text
    assert not Message.objects.filter(template__startswith="admission").exists()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", ["drawn", "admitted", "waiting", "declined"])
def test_every_preview_is_a_mail_whose_links_lead_to_nobody(client, time_machine, kind, language):
    time_machine.move_to(NOON, tick=False)
    event, organiser = an_event()
    client.force_login(organiser)

    answer = client.get(reverse("admission:preview", args=[event.slug, kind, language]))

    assert answer.status_code == 200
    assert "Kim Muster" in answer.text
    assert not any(code in answer.text for code in event.applications.values_list("code", flat=True))
    assert "script" not in answer.headers["Content-Security-Policy"]


def test_the_page_of_a_large_announcement_asks_no_more_than_that_of_a_small_one(
    client, time_machine, django_assert_max_num_queries
):
    time_machine.move_to(NOON, tick=False)
    event, organiser = an_event(declined=12)
    client.force_login(organiser)
    client.get(reverse("admission:announcement", args=[event.slug]))

    with django_assert_max_num_queries(13):
        client.get(reverse("admission:announcement", args=[event.slug]))
    assert connection.connection is not None
