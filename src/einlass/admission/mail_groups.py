"""People by what became of their application."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from einlass.admission.models import Offer
from einlass.admission.queries import in_state, last_draw, waiting_entries
from einlass.applications.mail_groups import applicants
from einlass.applications.models import Application
from einlass.events.models import Event
from einlass.mail.groups.registry import Group, Receiver

# Of the offers to one application, at most one is like this.
_HELD = Q(declined_at=None, expired_at=None, revoked_at=None)


def groups(event: Event) -> list[Group]:
    return [
        Group("offers.open", _("Offers that are open"), partial(_offered, event, "open")),
        Group("offers.accepted", _("Offers that were accepted"), partial(_offered, event, "accepted")),
        Group("offers.declined", _("Offers that were declined"), partial(_offered, event, "declined")),
        Group("draw.waiting", _("Waiting after the draw"), partial(_waiting, event)),
    ]


def _offered(event: Event, state: str, at: datetime) -> Iterator[Receiver]:
    offers = Offer.objects.filter(in_state(state, at), application=OuterRef("pk"))
    found = Application.objects.of(event).filter(Exists(offers))
    if state == "declined":
        found = found.exclude(Exists(Offer.objects.filter(_HELD, application=OuterRef("pk"))))
    return applicants(found, at)


def _waiting(event: Event, at: datetime) -> Iterator[Receiver]:
    draw = last_draw(event)
    if draw is None:
        return iter(())
    waiting = waiting_entries(draw).order_by().values("application")
    return applicants(Application.objects.filter(pk__in=waiting), at)
