"""What happened to an application and what comes next, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.admission.standing import Standing
from einlass.applications.models import Application
from einlass.tickets.models import Ticket


@dataclass(frozen=True)
class Step:
    """state: done, current (what is awaited now) or ahead; at: None where nobody can say when."""

    label: str
    at: datetime | None
    state: str
    note: str = ""


def journey(
    application: Application, standing: Standing, ticket: Ticket | None, *, edits: int, at: datetime
) -> list[Step]:
    """The whole way, from the form to the door, as of a moment; what cannot come any more is left out.

    edits: how often the applicant changed what was sent.
    """
    done = sorted(_done(application, standing, ticket, edits=edits, at=at), key=lambda step: step.at or at)
    ahead = [] if application.withdrawn_at else list(_ahead(application, standing, at=at))
    if ahead:
        ahead[0] = Step(ahead[0].label, ahead[0].at, "current", ahead[0].note)
    return done + ahead


def _done(
    application: Application, standing: Standing, ticket: Ticket | None, *, edits: int, at: datetime
) -> Iterator[Step]:
    event, entry, offer = application.event, standing.entry, standing.offer
    yield _was(_("Application sent"), application.submitted_at)
    if application.email_proved_at:
        yield _was(_("E-mail address confirmed"), application.email_proved_at)
    if application.edited_at:
        text = ngettext("Changed %(number)d time, last on", "Changed %(number)d times, last on", edits or 1)
        yield _was(text % {"number": edits or 1}, application.edited_at)
    if application.withdrawn_at:
        yield _was(_("Application withdrawn"), application.withdrawn_at)
        return
    if at >= event.applications_close_at:
        yield _was(_("Applications closed"), event.applications_close_at)
    if entry is not None:
        yield _was(_("You are among the entries of the draw"), entry.draw.frozen_at)
        if entry.draw.committed_at:
            yield _was(_("Everything about the draw is fixed in public"), entry.draw.committed_at)
        if entry.draw.published_at:
            yield _was(_("The draw"), entry.draw.published_at)
    if offer is not None:
        yield _was(_("A seat was offered to you"), offer.made_at)
        ends = {
            "accepted": (_("You accepted"), offer.accepted_at),
            "declined": (_("You declined"), offer.declined_at),
            "revoked": (_("The offer was taken back"), offer.revoked_at),
            "agreed": (_("You said yes"), offer.agreed_at),
            "fallen": (
                _("The offer ended, because your team is not complete"),
                offer.declined_at or offer.expired_at,
            ),
            "expired": (_("The offer ended"), offer.expired_at or offer.expires_at),
        }
        if standing.state in ends:
            yield _was(*ends[standing.state])
    if standing.guest_since is not None:
        yield _was(_("You accepted a seat as a guest"), standing.guest_since)
    if ticket is not None:
        if ticket.revoked_at:
            yield _was(_("Your ticket was revoked"), ticket.revoked_at)
        if ticket.entered_at:
            yield _was(_("You came in"), ticket.entered_at)
    if standing.state == "refused":
        yield _was(_("We cannot offer you a seat"), max(event.offers_open_at, application.submitted_at))


def _ahead(application: Application, standing: Standing, *, at: datetime) -> Iterator[Step]:
    event, state = application.event, standing.state
    if state == "unproved":
        yield Step(_("Confirm your e-mail address"), None, "ahead")
    if at < event.applications_close_at:
        yield Step(
            _("Applications close"), event.applications_close_at, "ahead", _("Until then you can change yours.")
        )
    if state in {"unproved", "reading", "entered"}:
        yield Step(_("The draw"), event.draw_at, "ahead")
    if state in {"unproved", "reading", "entered", "drawn"}:
        yield Step(_("Offers go out"), event.offers_open_at, "ahead")
    if state == "waiting":
        yield Step(_("Seats that come free are offered"), None, "ahead", _("from now on"))
    if state == "offered" and standing.offer is not None:
        yield Step(_("Your answer, until"), standing.offer.expires_at, "ahead")
    if state == "agreed" and standing.offer is not None:
        yield Step(_("Your team answers, until"), standing.offer.expires_at, "ahead")
    if state in {"declined", "expired", "fallen", "revoked", "refused"}:
        return
    if at < event.doors_open_at:
        yield Step(_("The doors open"), event.doors_open_at, "ahead")
    if at < event.starts_at:
        yield Step(_("%(event)s begins") % {"event": event.name}, event.starts_at, "ahead")


def _was(label: str, at: datetime | None) -> Step:
    return Step(label, at, "done")
