"""What speaks against freezing or announcing a draw now: said before it is done, never forbidden."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.admission.models import Draw
from einlass.events.models import Event
from einlass.web.templatetags.web import moment

# The moments of an event in the order in which they make sense for a draw.
IN_ORDER: Final = (
    ("applications_close_at", gettext_lazy("applications close")),
    ("draw_at", gettext_lazy("the draw")),
    ("offers_open_at", gettext_lazy("offers go out")),
    ("doors_open_at", gettext_lazy("the doors open")),
)


def freezing_warnings(event: Event, at: datetime) -> list[str]:
    found = []
    if at < event.applications_close_at:
        found.append(
            _(
                "Applications are open until %(until)s. Who applies or changes an answer after the entries are frozen is"
                " not in this draw with it, and applicants were told that they have time until then."
            )
            % {"until": moment(event.applications_close_at)}
        )
    return found + list(_out_of_order(event))


def announcing_warnings(draw: Draw, *, known_at: datetime, publish_at: datetime | None, at: datetime) -> list[str]:
    event, found = draw.event, []
    if at < event.applications_close_at and draw.follows_id is None:
        found.append(
            _(
                "Applications are open until %(until)s, but the entries of this draw are fixed: who applied after"
                " %(frozen)s is not in it, and reads on the public page that the draw goes on without them."
            )
            % {"until": moment(event.applications_close_at), "frozen": moment(draw.frozen_at)}
        )
    public_at = publish_at or known_at
    if public_at > event.offers_open_at > at:
        found.append(
            _(
                "By the dates of the event offers go out on %(offers)s, but the outcome of this draw is not public before"
                " %(public)s."
            )
            % {"offers": moment(event.offers_open_at), "public": moment(public_at)}
        )
    if public_at > event.doors_open_at:
        found.append(
            _("The doors open on %(doors)s, before the outcome is public.") % {"doors": moment(event.doors_open_at)}
        )
    return found + list(_out_of_order(event))


def _out_of_order(event: Event) -> Iterator[str]:
    for (name, label), (next_name, next_label) in pairwise(IN_ORDER):
        first_at, next_at = getattr(event, name), getattr(event, next_name)
        if next_at < first_at:
            yield _(
                "The dates of the event are in an odd order: “%(next)s” (%(next_at)s) comes before “%(first)s”"
                " (%(first_at)s). Applicants read these dates; put them right first."
            ) % {
                "next": next_label,
                "next_at": moment(next_at),
                "first": label,
                "first_at": moment(first_at),
            }
