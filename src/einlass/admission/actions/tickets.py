"""Seats of a contingent handed out as tickets at once, to speakers, press, crew."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from einlass.admission.actions.ledger import take_seats
from einlass.admission.errors import AddressHasSeat, GuestNamed, NoSeatLeft
from einlass.admission.guests import Guest, holders_among
from einlass.admission.models import Contingent
from einlass.events import audit
from einlass.events.models import Category, User
from einlass.tickets.actions import Attendee, issue_tickets
from einlass.tickets.models import Ticket


@transaction.atomic
def give_tickets_out(
    contingent: Contingent, guests: Sequence[Guest], category: Category, *, by: User, at: datetime
) -> list[Ticket]:
    """A ticket by mail for each of these people, all or none. The first category is offered again the next time.

    Raises NoSeatLeft, GuestNamed, AddressHasSeat.
    """
    contingent = (
        Contingent.objects.select_for_update(no_key=True, of=("self",)).select_related("event").get(pk=contingent.pk)
    )
    if contingent.free < len(guests):
        raise NoSeatLeft(contingent, len(guests))
    holders = holders_among(contingent, [guest.mailbox for guest in guests], at=at)
    for guest in guests:
        if guest.mailbox in holders.own:
            raise GuestNamed(guest.email)
        if guest.mailbox in holders.others:
            raise AddressHasSeat(guest.email)
    attendees = [Attendee(guest.name, guest.email, category, guest.language) for guest in guests]
    tickets = issue_tickets(contingent.event, attendees, at=at, by=by, mail=True)
    take_seats(contingent, tickets, at=at)
    if contingent.category is None:
        contingent.category = category
        contingent.save(update_fields=["category"])
    facts = {"tickets": len(tickets), "category": category.key}
    audit.record(contingent.event, "give_tickets_out", contingent.subject, at=at, by=by, after=facts)
    return tickets
