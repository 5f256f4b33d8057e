"""Telling everybody the outcome at one moment: planned once, then carried out by the worker in batches.

A batch is one transaction: the offers with their seats, the mails in the outbox, the marks of who was told and the
numbers of the announcement are there together or not at all. So it can be stopped anywhere and goes on without
a double or a lost mail.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import translation

from einlass.admission import letters
from einlass.admission.actions.offers import drawn_and_locked, offer_to
from einlass.admission.audience import audience_of, decisions_to_tell, draw_to_announce, drawn_to_offer
from einlass.admission.errors import (
    AdmissionError,
    AnnouncementBegan,
    AnnouncementPlanned,
    NobodyToOffer,
    NoSeatLeft,
    StartsInThePast,
)
from einlass.admission.models import Announcement, Draw
from einlass.admission.offer_plan import plan_of
from einlass.admission.queries import applications_to_admit, curated_contingent, waiting_entries
from einlass.admission.wording import words
from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.models import Event, User
from einlass.mail.models import Message
from einlass.reviews.models import Decision

AT_ONCE: Final = 200
# No more mails than this wait to be sent: a ticket that somebody gets meanwhile must not stand behind thousands.
MOST_IN_OUTBOX: Final = 1000
# An announcement that is so late, because the worker stood still, gives the full time to answer from now on.
LATE: Final = timedelta(hours=12)


@transaction.atomic
def plan_announcement(event: Event, *, starts_at: datetime | None = None, by: User, at: datetime) -> Announcement:
    """Fix the moment from which on everybody is told; without one, the next moment outside quiet hours.

    Raises AnnouncementPlanned, StartsInThePast, NobodyToOffer, NoSeatLeft.
    """
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if event.announcements.filter(finished_at=None, cancelled_at=None).exists():
        raise AnnouncementPlanned
    plan = plan_of(event)
    starts_at = plan.mail_at(starts_at or at)
    if not at <= starts_at < event.ends_at:
        raise StartsInThePast
    draw = draw_to_announce(event)
    audience = audience_of(event, draw)
    if not audience.total:
        raise NobodyToOffer
    curated = curated_contingent(event)
    if audience.admitted and curated is not None and curated.free < audience.admitted:
        raise NoSeatLeft(curated, audience.admitted)
    announcement = Announcement.objects.create(
        event=event,
        draw=draw,
        starts_at=starts_at,
        expires_at=plan.answer_until(starts_at),
        planned_at=at,
        planned_by=by,
        total=audience.total,
    )
    audit.record(
        event,
        "plan_announcement",
        announcement.subject,
        at=at,
        by=by,
        after={"starts_at": starts_at, "expires_at": announcement.expires_at, "people": audience.total},
    )
    return announcement


@transaction.atomic
def cancel_announcement(announcement: Announcement, *, by: User, at: datetime) -> Announcement:
    """Call it off, as long as nobody has been told. Raises AnnouncementBegan."""
    announcement = _locked(announcement)
    if announcement.told or announcement.finished_at is not None:
        raise AnnouncementBegan
    announcement.cancelled_at = announcement.cancelled_at or at
    announcement.save(update_fields=["cancelled_at"])
    audit.record(announcement.event, "cancel_announcement", announcement.subject, at=at, by=by)
    return announcement


def continue_announcements(*, at: datetime) -> int:
    """Tell the next of everybody whose moment has come; returns how many. The worker calls it every minute."""
    told = 0
    for announcement in Announcement.objects.filter(finished_at=None, cancelled_at=None, starts_at__lte=at):
        while (number := _tell_some(announcement, at=at)) > 0:
            told += number
    return told


def outbox_is_full(event: Event, *, at: datetime) -> bool:
    """Whether telling people waits until some of the mails before have gone out."""
    return _waiting_to_be_sent(event, at) >= MOST_IN_OUTBOX


def _tell_some(announcement: Announcement, *, at: datetime) -> int:
    """One batch; returns how many were told, 0 where it has to wait or is done."""
    try:
        return _tell_batch(announcement, at=at)
    except AdmissionError as refusal:
        event = announcement.event
        with translation.override(event.languages[0] if event.languages else "en"):
            Announcement.objects.filter(pk=announcement.pk).update(failure=words(refusal)[:500])
        return 0


@transaction.atomic
def _tell_batch(announcement: Announcement, *, at: datetime) -> int:
    """Raises NoSeatLeft; then nothing of the batch has happened."""
    announcement = _locked(announcement)
    event = announcement.event
    room = min(AT_ONCE, MOST_IN_OUTBOX - _waiting_to_be_sent(event, at))
    if not announcement.is_running or room < 1 or plan_of(event).mail_at(at) > at:
        return 0
    steps: list[Callable[[Announcement, int, datetime], int]] = [
        _offer_to_drawn,
        _offer_to_admitted,
        _tell_waiting,
        _tell_declined,
    ]
    for step in steps:
        number = step(announcement, room, at)
        if number:
            announcement.failure = ""
            announcement.save()
            return number
    announcement.finished_at, announcement.failure = at, ""
    announcement.save()
    audit.record(
        event,
        "finish_announcement",
        announcement.subject,
        at=at,
        by=audit.WORKER,
        after={name: getattr(announcement, name) for name in ("offered", "waiting", "declined")},
    )
    return 0


def _offer_to_drawn(announcement: Announcement, room: int, at: datetime) -> int:
    """In drawn order; a team is never cut in two."""
    if announcement.draw is None or announcement.draw.offered_at is not None:
        return 0
    draw = drawn_and_locked(announcement.draw)
    units = set(drawn_to_offer(draw).values_list("unit", flat=True)[:room])
    entries = drawn_to_offer(draw).filter(unit__in=units)
    applications = Application.objects.filter(pk__in=list(entries.values_list("application", flat=True)))
    ends_at = _ends_at(announcement, at)
    offers = offer_to(applications, draw.contingent, draw=draw, expires_at=ends_at, by=audit.WORKER, at=at)
    announcement.offered += len(offers)
    if not offers:
        Draw.objects.filter(pk=draw.pk, offered_at=None).update(offered_at=at)
    return len(offers)


def _offer_to_admitted(announcement: Announcement, room: int, at: datetime) -> int:
    event, contingent = announcement.event, curated_contingent(announcement.event)
    found = list(applications_to_admit(event).order_by("team", "pk").values_list("pk", "team")[:room])
    if contingent is None or not found:
        return 0
    teams = {team for _, team in found if team is not None}
    rest = applications_to_admit(event).filter(team__in=teams).values_list("pk", flat=True)
    applications = Application.objects.filter(pk__in={pk for pk, _ in found} | set(rest))
    ends_at = _ends_at(announcement, at)
    offers = offer_to(applications, contingent, draw=None, expires_at=ends_at, by=audit.WORKER, at=at)
    announcement.offered += len(offers)
    return len(offers)


def _tell_waiting(announcement: Announcement, room: int, at: datetime) -> int:
    draw = announcement.draw
    if draw is None or draw.waiting_told_at is not None:
        return 0
    entries = list(
        waiting_entries(draw).filter(place__gt=announcement.waiting_place).select_related("application")[:room]
    )
    letters.tell_waiting(draw.event, draw, [(entry.application, (entry.place or 1) - 1) for entry in entries], at=at)
    announcement.waiting += len(entries)
    if entries:
        announcement.waiting_place = entries[-1].place or 0
    else:
        Draw.objects.filter(pk=draw.pk, waiting_told_at=None).update(waiting_told_at=at)
    return len(entries)


def _tell_declined(announcement: Announcement, room: int, at: datetime) -> int:
    # A decision changed in this very moment is either told as it was or not at all.
    decisions = list(
        decisions_to_tell(announcement.event)
        .select_for_update(no_key=True, of=("self",))
        .select_related("application")[:room]
    )
    letters.tell_refused(announcement.event, decisions, at=at)
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(announced_at=at)
    announcement.declined += len(decisions)
    return len(decisions)


def _ends_at(announcement: Announcement, at: datetime) -> datetime:
    if at < announcement.starts_at + LATE:
        return announcement.expires_at
    return max(announcement.expires_at, plan_of(announcement.event).answer_until(at))


def _waiting_to_be_sent(event: Event, at: datetime) -> int:
    return Message.objects.filter(event=event, sent_at=None, failed_at=None, send_after__lte=at).count()


def _locked(announcement: Announcement) -> Announcement:
    return (
        Announcement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event", "draw")
        .defer("draw__bundle", "draw__result")
        .get(pk=announcement.pk)
    )
