"""What happened to an application and what comes next, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.admission.models import Draw, DrawEntry
from einlass.admission.standing import Standing
from einlass.applications.models import Application
from einlass.events.models import Event
from einlass.tickets.models import Ticket


@dataclass(frozen=True)
class Step:
    """state: done, current (what is awaited now) or ahead; at: None where nobody can say when."""

    label: str
    at: datetime | None
    state: str
    note: str = ""
    is_deadline: bool = False


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
    for one in standing.earlier:
        yield _outcome(one)
    if entry is not None:
        yield from _draw_so_far(entry)
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
            _("Applications close"), event.applications_close_at, "ahead", _("Until then you can change yours."), True
        )
    if state in {"unproved", "reading"}:
        yield Step(_("The draw"), event.draw_at, "ahead")
        yield Step(_("Offers go out"), event.offers_open_at, "ahead")
    if state in {"entered", "drawn"} and standing.entry is not None:
        yield from _draw_to_come(event, standing.entry.draw, at=at)
    if state == "waiting" and standing.by_waves:
        note = _("the next look for free seats") if standing.next_draw_at else _("from now on")
        yield Step(_("Seats that come free are drawn among all who wait"), standing.next_draw_at, "ahead", note)
    elif state == "waiting":
        yield Step(_("Seats that come free are offered"), None, "ahead", _("from now on"))
    if state == "offered" and standing.offer is not None:
        yield Step(_("Your answer, until"), standing.offer.expires_at, "ahead", is_deadline=True)
    if state == "agreed" and standing.offer is not None:
        yield Step(_("Your team answers, until"), standing.offer.expires_at, "ahead", is_deadline=True)
    if state in {"declined", "expired", "fallen", "revoked", "refused"}:
        return
    if at < event.doors_open_at:
        yield Step(_("The doors open"), event.doors_open_at, "ahead")
    if at < event.starts_at:
        yield Step(_("%(event)s begins") % {"event": event.name}, event.starts_at, "ahead")


def _draw_so_far(entry: DrawEntry) -> Iterator[Step]:
    """The moments of one draw; a wave has its own, and not those that were planned for the first draw."""
    draw = entry.draw
    if draw.follows_id is None:
        yield _was(_("You are among the entries of the draw"), draw.frozen_at)
        fixed = _("Everything about the draw is fixed in public")
    else:
        yield _was(_("You are among the entries of a wave: seats came free"), draw.frozen_at)
        fixed = _("Everything about the wave is fixed in public")
    if draw.committed_at:
        yield _was(fixed, draw.committed_at)
    if draw.published_at:
        yield _outcome(entry)


def _outcome(entry: DrawEntry) -> Step:
    draw, is_wave = entry.draw, entry.draw.follows_id is not None
    if draw.annulled_at:
        return _was(_("A wave was annulled") if is_wave else _("A draw was annulled"), draw.annulled_at)
    if draw.published_at is None:
        return _was(_("Everything about a draw is fixed in public"), draw.committed_at)
    if entry.admitted:
        return _was(_("The wave: you were drawn") if is_wave else _("The draw: you were drawn"), draw.published_at)
    return _was(
        _("The wave: you were not drawn") if is_wave else _("The draw: you were not drawn"), draw.published_at
    )


def _draw_to_come(event: Event, draw: Draw, *, at: datetime) -> Iterator[Step]:
    """What a draw still waits for. A moment that was planned and has passed is not told as one that is to come."""
    is_wave = draw.follows_id is not None
    if draw.value_at is None:
        label = _("The wave: its public value") if is_wave else _("The draw: its public value")
        yield Step(label, draw.value_due_at or _later(event.draw_at, at), "ahead")
    if draw.published_at is None and draw.publish_at is not None:
        yield Step(_("The outcome is published"), draw.publish_at, "ahead")
    opens_at = None if is_wave else _later(event.offers_open_at, at)
    yield Step(_("Offers go out"), opens_at, "ahead", "" if opens_at else _("after the outcome"))


def _later(moment: datetime | None, at: datetime) -> datetime | None:
    return moment if moment is not None and moment > at else None


def _was(label: str, at: datetime | None) -> Step:
    return Step(label, at, "done")
