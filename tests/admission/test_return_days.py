"""The day on which a contingent's unused seats go to the draw."""

from datetime import timedelta

import pytest

from einlass.admission.actions import (
    accept_invitation,
    move_seats,
    remind_partners,
    resize_contingent,
    return_unused_seats,
    revoke_link,
    set_return_day,
    take_ticket_back,
)
from einlass.admission.errors import BadReturnDay, NeverReturns, ReturnDayPassed
from einlass.admission.models import Invitation
from einlass.admission.reminders import reminder_is_due
from einlass.events.models import AuditEntry, Role
from einlass.mail.models import Message
from einlass.mail.rendering import render
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import (
    make_contingent,
    make_entrant,
    make_frozen_draw,
    make_guest,
    make_partner_contingent,
)

pytestmark = pytest.mark.django_db
DAY = NOON + timedelta(days=10)


def test_a_return_day_is_set_and_changed_and_the_trail_says_from_what_to_what():
    press = make_contingent(make_event(), purpose="press")
    set_return_day(press, DAY, by="worker", at=NOON)

    set_return_day(press, DAY + timedelta(days=1), by="worker", at=NOON, reason="The list comes later.")

    press.refresh_from_db()
    entry = AuditEntry.objects.filter(action="set_return_day").last()
    assert press.returns_at == DAY + timedelta(days=1)
    assert entry is not None
    assert (entry.before["returns_at"], entry.after["reason"]) == ("2026-09-11T12:00:00Z", "The list comes later.")


def test_without_a_return_day_a_contingent_keeps_its_seats():
    press = make_contingent(make_event(), purpose="press", returns_at=DAY)

    set_return_day(press, None, by="worker", at=NOON)

    press.refresh_from_db()
    assert press.returns_at is None


def test_the_same_day_once_more_changes_nothing():
    press = make_contingent(make_event(), purpose="press", returns_at=DAY)

    set_return_day(press, DAY, by="worker", at=NOON)

    assert not AuditEntry.objects.filter(action="set_return_day").exists()


def test_the_draw_gives_nothing_back():
    with pytest.raises(NeverReturns):
        set_return_day(make_contingent(make_event()), DAY, by="worker", at=NOON)


def test_a_return_day_lies_ahead_and_before_the_end_of_the_event():
    press = make_contingent(make_event(), purpose="press")

    for day in (NOON, press.event.ends_at + timedelta(minutes=2)):
        with pytest.raises(BadReturnDay):
            set_return_day(press, day, by="worker", at=NOON)

    press.refresh_from_db()
    assert press.returns_at is None


# --- the day itself -----------------------------------------------------------------------------------------
def sizes(event) -> dict[str, int]:
    return dict(event.contingents.values_list("purpose", "size"))


def mails(template: str) -> list[str]:
    return sorted(Message.objects.filter(template=f"admission/{template}").values_list("to", flat=True))


def test_on_the_return_day_unused_seats_of_every_contingent_go_to_the_draw_and_no_sooner():
    event = make_event()
    make_contingent(event, size=10)
    make_contingent(event, purpose="press", size=4, returns_at=DAY)
    make_contingent(event, purpose="crew", size=3)
    make_partner_contingent(event, size=5, returns_at=DAY)

    assert return_unused_seats(at=DAY - timedelta(seconds=1)) == 0
    assert return_unused_seats(at=DAY) == 9

    event.refresh_from_db()
    assert sizes(event) == {"draw": 19, "press": 0, "crew": 3, "partner": 0}
    assert event.seats_allotted == 22


def test_accepted_guests_keep_their_seats_and_open_invitations_end():
    event = make_event()
    draw = make_contingent(event, size=0)
    contingent = make_partner_contingent(event, size=5, returns_at=DAY)
    accept_invitation(make_guest(contingent), name="Ada", at=NOON)
    waiting = make_guest(contingent)

    return_unused_seats(at=DAY)

    for one in (draw, contingent, waiting):
        one.refresh_from_db()
    assert (contingent.size, contingent.taken, draw.size) == (1, 1, 4)
    assert waiting.expired_at == DAY
    assert mails("invitation_expired") == [waiting.email]


def test_the_partner_and_the_team_are_told_once_in_words():
    event = make_event(name="Founders Day")
    organiser = make_member(event, Role.ORGANISER)
    make_member(event, Role.DOOR)
    make_contingent(event, size=0)
    contingent = make_partner_contingent(event, size=5, company="Acme*")
    make_guest(contingent)
    make_contingent(event, purpose="press", size=2, name={"en": "Press"}, returns_at=DAY)

    for minute in range(3):
        return_unused_seats(at=DAY + timedelta(minutes=minute))

    assert mails("partner_returned") == [contingent.partner.contact_email]
    assert organiser.email in mails("seats_returned")
    text = render(Message.objects.get(template="admission/partner_returned")).text
    assert "5 seats of Acme* were not taken" in text
    assert "1 of these was kept for a guest who had not answered" in text
    told = render(Message.objects.filter(template="admission/seats_returned")[0])
    assert told.subject == "7 unused seats went to the draw: Founders Day"
    assert "Press: seats returned: 2" in told.text
    assert AuditEntry.objects.filter(action="move_seats", actor="worker").count() == 2


def test_where_nothing_is_unused_nobody_is_told():
    event = make_event()
    make_contingent(event)
    contingent = make_partner_contingent(event, size=1)
    accept_invitation(make_guest(contingent), name="Ada", at=NOON)

    return_unused_seats(at=DAY)

    contingent.refresh_from_db()
    assert contingent.returned_at == DAY
    assert mails("partner_returned") == mails("seats_returned") == []


def test_a_seat_that_comes_free_after_the_day_follows():
    event = make_event()
    draw = make_contingent(event, size=0)
    contingent = make_partner_contingent(event, size=1)
    ticket = accept_invitation(make_guest(contingent), name="Ada", at=NOON)
    return_unused_seats(at=DAY)

    take_ticket_back(ticket, reason="Cannot come.", by="worker", at=DAY)
    return_unused_seats(at=DAY + timedelta(hours=1))

    draw.refresh_from_db()
    assert draw.size == 1


def test_after_the_day_no_seats_come_in_until_there_is_a_later_one():
    event = make_event()
    draw = make_contingent(event, size=9)
    press = make_contingent(event, purpose="press", size=4, returns_at=DAY)
    return_unused_seats(at=DAY)

    with pytest.raises(ReturnDayPassed):
        move_seats(draw, press, 2, by="worker", at=DAY, reason="Two more.")
    with pytest.raises(ReturnDayPassed):
        resize_contingent(press, 2, by="worker", at=DAY, reason="Two more.")
    set_return_day(press, DAY + timedelta(days=1), by="worker", at=DAY)
    move_seats(draw, press, 2, by="worker", at=DAY, reason="Two more.")

    assert return_unused_seats(at=DAY) == 0
    assert sizes(event) == {"draw": 11, "press": 2}


def test_a_day_that_is_put_off_keeps_the_seats_until_then():
    event = make_event()
    make_contingent(event)
    contingent = make_partner_contingent(event)
    guest = make_guest(contingent)
    set_return_day(contingent, DAY + timedelta(days=1), by="worker", at=NOON)

    assert return_unused_seats(at=DAY) == 0
    accept_invitation(Invitation.objects.select_related("contingent").get(pk=guest.pk), name="Ada", at=DAY)

    assert return_unused_seats(at=DAY + timedelta(days=1)) == 4


def test_seats_return_to_a_draw_that_is_prepared_and_its_own_seats_stay_as_they_were():
    event = make_event()
    make_contingent(event, size=3)
    for _ in range(5):
        make_entrant(event)
    draw = make_frozen_draw(event)
    make_contingent(event, purpose="press", size=4, returns_at=DAY)

    assert return_unused_seats(at=DAY) == 4

    draw.refresh_from_db()
    assert (draw.seats, sizes(event)["draw"]) == (3, 7)


def test_without_a_draw_seats_stay_where_they_are():
    contingent = make_partner_contingent(make_event())

    assert return_unused_seats(at=DAY) == 0

    contingent.refresh_from_db()
    assert contingent.size == 5


# --- reminders ----------------------------------------------------------------------------------------------
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("reminded_at", "at", "is_due"),
    [
        (None, DAY - timedelta(days=7) - HOUR, False),
        (None, DAY - timedelta(days=7), True),
        (DAY - timedelta(days=7), DAY - timedelta(days=6), False),
        (DAY - timedelta(days=7), DAY - timedelta(days=1), True),
        (None, DAY - timedelta(hours=3), True),
        (DAY - timedelta(days=1), DAY - timedelta(hours=3), False),
        (DAY - timedelta(days=8), DAY - timedelta(days=7), True),
        (None, DAY, False),
    ],
)
def test_a_reminder_is_due_a_week_and_a_day_before(reminded_at, at, is_due):
    assert reminder_is_due(DAY, reminded_at, at) is is_due


def test_a_partner_with_unused_seats_is_reminded_twice_and_the_mail_says_how_many():
    event = make_event()
    contingent = make_partner_contingent(event, size=5)
    make_guest(contingent)

    reminded = sum(remind_partners(at=NOON + HOUR * hour) for hour in range(24 * 10 + 1))

    assert reminded == 2
    assert mails("partner_reminder") == [contingent.partner.contact_email] * 2
    text = render(Message.objects.filter(template="admission/partner_reminder")[0]).text
    assert "4 are free. 1 guest has not answered yet." in text


def test_who_has_no_unused_seats_or_no_link_or_no_day_is_not_reminded():
    event = make_event()
    accept_invitation(make_guest(make_partner_contingent(event, size=1)), name="Ada", at=NOON)
    revoke_link(make_partner_contingent(event).partner, by="worker", at=NOON)
    make_partner_contingent(event, returns_at=None)
    make_contingent(event, purpose="press", returns_at=DAY)

    assert remind_partners(at=DAY - HOUR) == 0


def test_a_day_put_off_is_reminded_of_anew():
    contingent = make_partner_contingent(make_event())
    remind_partners(at=DAY - HOUR)
    set_return_day(contingent, DAY + timedelta(days=9), by="worker", at=DAY - HOUR)

    assert remind_partners(at=DAY) == 0
    assert remind_partners(at=DAY + timedelta(days=2)) == 1
