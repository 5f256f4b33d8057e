"""The private copy: everything the team arranged, nobody who applied, and the dates round today."""

from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import Model

from einlass.admission.actions import PartnerDetails, add_partner, open_contingent
from einlass.admission.models import Contingent
from einlass.checkin.actions.gates import add_gate
from einlass.events import audit
from einlass.events.codes import new_code
from einlass.events.copying import Copying
from einlass.events.editions.audit_actions import EditionAction
from einlass.events.models import Event, EventDay, Membership, Role, User
from einlass.programme.models import Appearance, Availability, Session, Slot, Speaker
from einlass.setup.copying.actions import copy_parts
from einlass.setup.rehearsing import wording
from einlass.tickets.actions import create_ticket_key

Row = TypeVar("Row", bound=Model)
# By the same code that copies last year's event; seats are copied to the number, not by shares.
PARTS: Final = ("form", "quotas", "stages", "gates", "texts", "offer_policy", "criteria", "mails", "emails")
AHEAD: Final = timedelta(days=90)


@transaction.atomic
def copy_event(source: Event, *, at: datetime, by: User) -> Event:
    """A rehearsal of the event, in the moment before its applications are read."""
    target = _new_event(source, at=at)
    copying = Copying(source, target, at, by)
    _copy_team(source, target, by)
    copy_parts(source, target, [part for part in PARTS if part != "quotas"], at=at, by=by)
    target.refresh_from_db()
    _copy_seats(copying)
    copy_parts(source, target, ["quotas"], at=at, by=by)
    _copy_programme(copying)
    create_ticket_key(target, at=at, by=by)
    if not target.gates.exists():
        add_gate(
            target, name=target.venue[:60], opens_at=target.doors_open_at, closes_at=target.ends_at, at=at, by=by
        )
    audit.record(source, EditionAction.REHEARSE, source.subject, at=at, by=by, after={"rehearsal": target.slug})
    target.refresh_from_db()
    return target


def _new_event(source: Event, *, at: datetime) -> Event:
    shift = timedelta(days=((at + AHEAD).date() - source.starts_at.date()).days)
    target = _clone(
        source,
        name=f"{source.name[:100]} ({wording.invented_reason()})",
        slug=f"rehearsal-{new_code()}".lower(),
        is_rehearsal=True,
        rehearses=source,
        opened_at=None,
        closed_at=None,
        archived_at=None,
        anonymised_at=None,
        logo="",
        title_picture="",
        seats_allotted=0,
        version=1,
        applications_open_at=at - timedelta(days=30),
        applications_close_at=at + timedelta(days=12),
        draw_at=at + timedelta(days=26),
        offers_open_at=at + timedelta(days=27),
        programme_public_at=at + timedelta(days=48),
        doors_open_at=source.doors_open_at + shift,
        starts_at=source.starts_at + shift,
        ends_at=source.ends_at + shift,
    )
    EventDay.objects.bulk_create(
        EventDay(event=target, opens_at=day.opens_at + shift, closes_at=day.closes_at + shift)
        for day in source.days.all()
    )
    return target


def _copy_team(source: Event, target: Event, by: User) -> None:
    held = {(one.user_id, one.role): one.ends_at for one in source.memberships.filter(user__is_active=True)}
    held.setdefault((by.pk, Role.OWNER), None)
    Membership.objects.bulk_create(
        Membership(event=target, user_id=user, role=role, ends_at=ends_at) for (user, role), ends_at in held.items()
    )


def _copy_seats(copying: Copying) -> None:
    """To the number; partners with invented contacts."""
    target, how = copying.target, copying.how
    keys = {category.key: category for category in target.categories.all()}
    for number, contingent in enumerate(Contingent.objects.filter(event=copying.source).order_by("pk"), start=1):
        category = keys.get(contingent.category.key) if contingent.category else None
        returns_at = copying.moved(contingent.returns_at) if contingent.returns_at else None
        if contingent.partner is not None:
            details = PartnerDetails(
                name=contingent.partner.name,
                contact_name="",
                contact_email=f"partner-{number}@rehearsal.example",
                language=contingent.partner.language,
                size=contingent.size,
                returns_at=returns_at,
                category=category,
            )
            add_partner(target, details, **how)
            continue
        opened = open_contingent(
            target, contingent.purpose, contingent.name, contingent.size, returns_at=returns_at, **how
        )
        Contingent.objects.filter(pk=opened.pk).update(category=category)


def _copy_programme(copying: Copying) -> None:
    """As the draft is now; nobody of the speakers can be written to."""
    source, target = copying.source, copying.target
    stages = {stage.key: stage for stage in target.stages.all()}
    speakers = {
        speaker.pk: _clone(speaker, event=target, code=new_code(), email=f"speaker-{number}@rehearsal.example")
        for number, speaker in enumerate(Speaker.objects.filter(event=source), start=1)
    }
    for free in Availability.objects.filter(speaker__event=source):
        _clone(
            free,
            speaker=speakers[free.speaker_id],
            starts_at=copying.moved(free.starts_at),
            ends_at=copying.moved(free.ends_at),
        )
    for session in Session.objects.filter(event=source).select_related("only_on"):
        only_on = stages.get(session.only_on.key) if session.only_on else None
        copied = _clone(session, event=target, code=new_code(), only_on=only_on)
        for part in Appearance.objects.filter(session=session):
            _clone(part, session=copied, speaker=speakers[part.speaker_id])
        for slot in Slot.objects.filter(session=session).select_related("stage"):
            stage = stages.get(slot.stage.key) if slot.stage else None
            _clone(slot, session=copied, stage=stage, starts_at=copying.moved(slot.starts_at))


def _clone(row: Row, **changes: Any) -> Row:
    values = {field.name: getattr(row, field.name) for field in row._meta.local_concrete_fields}
    del values[row._meta.pk.name]
    copied = type(row)(**values | changes)
    copied.save(force_insert=True)
    return copied
