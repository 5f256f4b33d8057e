"""Guests of a contingent: named, accepted, declined, replaced, taken back, deleted."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from einlass.admission.actions import (
    accept_invitation,
    accept_offer,
    decline_invitation,
    erase_guest,
    invite_guests,
    replace_guest,
    take_guest_back,
    take_ticket_back,
)
from einlass.admission.errors import (
    AddressHasSeat,
    CategoryMissing,
    GuestAnswered,
    GuestIsIn,
    GuestNamed,
    HasTicket,
    InvitationEnded,
    NamingIsOver,
    NoSeatLeft,
)
from einlass.admission.guests import Guest
from einlass.admission.models import Invitation, Seat
from einlass.mail.models import Message
from einlass.mail.rendering import render
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_category, make_event
from tests.builders.admission import (
    make_admitted,
    make_contingent,
    make_guest,
    make_open_offer,
    make_partner_contingent,
)

pytestmark = pytest.mark.django_db
DAY = NOON + timedelta(days=10)
ADA = Guest("Ada Lovelace", "ada@example.org")
GRACE = Guest("Grace Hopper", "grace@example.org", "de")


def taken(contingent) -> int:
    """What the counter says, when the rows agree."""
    contingent.refresh_from_db()
    assert contingent.taken == Seat.objects.filter(contingent=contingent, freed_at=None).count()
    return contingent.taken


def mails() -> list[tuple[str, str]]:
    found = Message.objects.exclude(template="admission/partner_link").order_by("pk")
    return [(one.template.partition("/")[2], one.to) for one in found]


def test_named_guests_hold_a_seat_each_and_are_invited_in_their_language():
    contingent = make_partner_contingent(make_event(name="Founders Day"), company="Acme")

    invite_guests(contingent, [GRACE, ADA], by="partner", at=NOON)

    assert taken(contingent) == 2
    assert mails() == [("invitation", "ada@example.org"), ("invitation", "grace@example.org")]
    assert render(Message.objects.get(to="grace@example.org")).subject == "Acme lädt Sie ein: Founders Day"


def test_no_more_guests_are_named_than_there_are_seats_and_then_none_at_all():
    contingent = make_partner_contingent(make_event(), size=1)

    with pytest.raises(NoSeatLeft) as refusal:
        invite_guests(contingent, [ADA, GRACE], by="partner", at=NOON)

    assert (refusal.value.wanted, taken(contingent), mails()) == (2, 0, [])


def test_nobody_is_named_on_the_return_day_or_after_the_event():
    event = make_event()
    returning = make_partner_contingent(event)
    staying = make_partner_contingent(event, returns_at=None)

    for contingent, at in [(returning, DAY), (staying, event.ends_at)]:
        with pytest.raises(NamingIsOver):
            invite_guests(contingent, [ADA], by="partner", at=at)

    assert not Invitation.objects.exists()


def test_nobody_is_named_while_nothing_can_stand_on_the_ticket():
    contingent = make_partner_contingent(make_event())
    contingent.event.categories.all().delete()

    with pytest.raises(CategoryMissing):
        invite_guests(contingent, [ADA], by="partner", at=NOON)


def test_a_mailbox_is_named_once_however_it_is_written():
    contingent = make_partner_contingent(make_event())
    make_guest(contingent, email="ada.lovelace@gmail.com")

    with pytest.raises(GuestNamed):
        make_guest(contingent, email="AdaLovelace+funken@googlemail.com")

    assert taken(contingent) == 1


def test_somebody_with_a_ticket_an_offer_or_another_partners_invitation_is_not_named():
    event = make_event()
    contingent, other = make_partner_contingent(event), make_partner_contingent(event)
    curated = make_contingent(event, purpose="curated")
    make_open_offer(make_admitted(event, email="offer@example.org"), curated)
    make_guest(other, email="guest@example.org")
    accept_invitation(make_guest(other, email="ticket@example.org"), name="Tick", at=NOON)

    for name in ["offer", "guest", "ticket"]:
        with pytest.raises(AddressHasSeat):
            make_guest(contingent, email=f"{name.upper()}@example.org")

    assert taken(contingent) == 0


def test_who_has_declined_an_offer_or_an_invitation_can_be_named():
    event = make_event()
    contingent, other = make_partner_contingent(event), make_partner_contingent(event)
    decline_invitation(make_guest(other, email=ADA.email), at=NOON)

    invite_guests(contingent, [ADA], by="partner", at=NOON)

    assert taken(contingent) == 1


def test_the_database_refuses_two_open_invitations_for_a_mailbox_and_a_seat_of_nobody():
    contingent = make_partner_contingent(make_event())
    first = make_guest(contingent)

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(event=first.event, contingent=contingent, mailbox=first.mailbox, made_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(contingent=contingent, taken_at=NOON)


def test_an_accepted_invitation_is_a_ticket_on_the_same_seat_with_the_category_of_the_contingent():
    event = make_event()
    make_category(event, key="founder")
    partner = make_category(event, key="partner")
    contingent = make_partner_contingent(event)
    contingent.category = partner
    contingent.save()
    guest = make_guest(contingent, language="de")

    ticket = accept_invitation(guest, name="Ada King", at=NOON)

    guest.refresh_from_db()
    assert (ticket.attendee_name, ticket.attendee_email, ticket.language) == ("Ada King", guest.email, "de")
    assert ticket.category == partner
    assert (guest.state(NOON), guest.name, taken(contingent)) == ("accepted", "Ada King", 1)
    assert Seat.objects.get().ticket == ticket


def test_an_invitation_is_answered_once_and_not_on_the_return_day():
    contingent = make_partner_contingent(make_event())
    late, declined = make_guest(contingent), make_guest(contingent)
    decline_invitation(declined, at=NOON)

    for guest, at in [(late, DAY), (declined, NOON)]:
        with pytest.raises(InvitationEnded):
            accept_invitation(guest, name="Ada", at=at)
        with pytest.raises(InvitationEnded):
            decline_invitation(guest, at=at)

    assert (Ticket.objects.count(), taken(contingent)) == (0, 1)


def test_who_has_come_by_a_ticket_meanwhile_needs_no_second_one():
    event = make_event()
    contingent = make_partner_contingent(event)
    guest = make_guest(contingent, email="ada@example.org")
    application = make_admitted(event, email="Ada@example.org")
    accept_offer(make_open_offer(application, make_contingent(event, purpose="curated")), at=NOON)

    with pytest.raises(HasTicket):
        accept_invitation(guest, name="Ada", at=NOON)

    assert Ticket.objects.count() == 1


def test_a_declined_seat_is_free_for_the_partner_again():
    contingent = make_partner_contingent(make_event(), size=1)
    guest = make_guest(contingent)

    decline_invitation(guest, at=NOON)

    assert taken(contingent) == 0
    make_guest(contingent)


@pytest.mark.parametrize("has_accepted", [False, True])
def test_somebody_else_gets_the_seat_and_the_first_guest_is_told_kindly(has_accepted):
    contingent = make_partner_contingent(make_event(), size=1, company="Acme")
    first = make_guest(contingent, email="first@example.org")
    ticket = accept_invitation(first, name="First", at=NOON) if has_accepted else None

    second = replace_guest(first, ADA, seen="accepted" if has_accepted else "open", by="partner", at=NOON)

    first.refresh_from_db()
    assert (first.state(NOON), second.replaces, taken(contingent)) == ("revoked", first, 1)
    assert mails()[-2:] == [("invitation", ADA.email), ("invitation_replaced", "first@example.org")]
    mail = render(Message.objects.get(template="admission/invitation_replaced"))
    assert "Acme has given the seat" in mail.text
    assert ADA.name not in mail.text
    if ticket:
        ticket.refresh_from_db()
        assert ticket.revoked_at == NOON


def test_who_corrects_an_address_names_the_same_mailbox_once_more():
    contingent = make_partner_contingent(make_event(), size=1)
    first = make_guest(contingent, email=ADA.email, name="Adda")

    second = replace_guest(first, ADA, seen="open", by="partner", at=NOON)

    assert (second.name, taken(contingent)) == ("Ada Lovelace", 1)


def test_nobody_loses_a_ticket_who_was_shown_as_not_having_answered():
    contingent = make_partner_contingent(make_event())
    guest = make_guest(contingent)
    ticket = accept_invitation(guest, name="Ada", at=NOON)

    with pytest.raises(GuestAnswered):
        replace_guest(guest, ADA, seen="open", by="partner", at=NOON)
    with pytest.raises(GuestAnswered):
        take_guest_back(guest, seen="open", by="partner", at=NOON)

    ticket.refresh_from_db()
    assert ticket.revoked_at is None


def test_a_replacement_that_is_refused_leaves_the_first_guest_as_is():
    contingent = make_partner_contingent(make_event())
    first, other = make_guest(contingent), make_guest(contingent)

    with pytest.raises(GuestNamed):
        replace_guest(first, Guest("Other", other.email), seen="open", by="partner", at=NOON)

    first.refresh_from_db()
    assert (first.state(NOON), taken(contingent)) == ("open", 2)


@pytest.mark.parametrize("has_accepted", [False, True])
def test_a_seat_taken_back_is_free_and_its_guest_told(has_accepted):
    contingent = make_partner_contingent(make_event())
    guest = make_guest(contingent)
    if has_accepted:
        accept_invitation(guest, name="Ada", at=NOON)

    take_guest_back(guest, seen="accepted" if has_accepted else "open", by="partner", at=NOON)

    assert taken(contingent) == 0
    assert mails()[-1] == ("invitation_taken_back", guest.email)
    make_guest(contingent, email=guest.email)


def test_who_has_come_in_keeps_the_seat():
    contingent = make_partner_contingent(make_event())
    guest = make_guest(contingent)
    ticket = accept_invitation(guest, name="Ada", at=NOON)
    Ticket.objects.filter(pk=ticket.pk).update(entered_at=NOON)

    with pytest.raises(GuestIsIn):
        take_guest_back(guest, seen="accepted", by="partner", at=NOON)

    assert taken(contingent) == 1


def test_a_ticket_that_the_team_takes_back_ends_the_invitation_too():
    contingent = make_partner_contingent(make_event())
    guest = make_guest(contingent)
    ticket = accept_invitation(guest, name="Ada", at=NOON)

    take_ticket_back(ticket, reason="By mistake.", by="worker", at=NOON)

    guest.refresh_from_db()
    assert (guest.state(NOON), taken(contingent)) == ("revoked", 0)


def test_a_guest_who_has_everything_deleted_leaves_a_free_seat_and_no_name():
    contingent = make_partner_contingent(make_event())
    guest = make_guest(contingent, email=ADA.email, name=ADA.name)
    ticket = accept_invitation(guest, name=ADA.name, at=NOON)

    erase_guest(guest, at=NOON)

    guest.refresh_from_db()
    ticket.refresh_from_db()
    assert (guest.name, guest.email, guest.mailbox, taken(contingent)) == ("(deleted)", "", "", 0)
    assert (ticket.attendee_name, ticket.attendee_email, ticket.revoked_at) == ("(deleted)", "", NOON)
    assert not Message.objects.filter(to=ADA.email).exists()


def test_what_an_open_guest_deletes_frees_the_seat_and_two_may_delete():
    contingent = make_partner_contingent(make_event())
    for guest in [make_guest(contingent), make_guest(contingent)]:
        erase_guest(guest, at=NOON)
        erase_guest(guest, at=NOON)

    assert taken(contingent) == 0
