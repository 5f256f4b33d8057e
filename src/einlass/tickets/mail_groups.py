"""Holders of tickets as groups that the team may write to."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from einlass.events.models import Event
from einlass.mail.groups.registry import Group, Receiver
from einlass.tickets.models import Ticket


def groups(event: Event) -> list[Group]:
    valid = Ticket.objects.filter(event=event, revoked_at=None)
    by_category = [
        Group(
            f"tickets.category.{category.key}",
            _("Valid tickets: %(category)s") % {"category": category},
            partial(holders, valid.filter(category=category)),
        )
        for category in event.categories.all()
    ]
    return [
        Group("tickets.valid", _("Valid tickets"), partial(holders, valid)),
        *by_category,
        Group("tickets.in", _("Came in with a ticket"), partial(holders, valid.filter(entered_at__isnull=False))),
        Group("tickets.out", _("Have a ticket and did not come in"), partial(holders, valid.filter(entered_at=None))),
    ]


def holders(tickets: QuerySet[Ticket], at: datetime) -> Iterator[Receiver]:
    there = tickets.exclude(attendee_email="").order_by("pk")
    columns = ("attendee_email", "attendee_name", "language", "issued_at", "code")
    for email, name, language, since, code in there.values_list(*columns):
        yield Receiver(email, name, language, since, {"ticket_code": code})
