"""Unused seats go to the draw on their day; partners are reminded before."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from einlass.admission import guest_letters
from einlass.admission.actions.ledger import free_seats, move_seats
from einlass.admission.errors import LinkEnded, NamingIsOver
from einlass.admission.models import Contingent, Invitation
from einlass.admission.reminders import FIRST_REMINDER, reminder_is_due
from einlass.events import audit
from einlass.events.models import Event, User

RETURN_DAY = "Unused on the return day."


def return_unused_seats(*, at: datetime) -> int:
    """Keep the return days that have come; returns how many seats went to a draw. The worker calls it every minute."""
    events = Event.objects.filter(pk__in=_due(at).values("event"))
    return sum(_return_of(event, at=at) for event in events)


def remind_partners(*, at: datetime) -> int:
    """Remind each partner whose seats are not all taken a week and a day before its return day; returns how many."""
    coming = Contingent.objects.filter(
        partner__link_ends_at__gt=at, returns_at__gt=at, returns_at__lte=at + FIRST_REMINDER
    )
    coming = coming.filter(Q(taken__lt=F("size")) | Exists(_unanswered()))
    return sum(_remind(contingent.pk, only_if_due=True, by=audit.WORKER, at=at) for contingent in coming)


def remind_partner(contingent: Contingent, *, by: User, at: datetime) -> None:
    """Mail the partner now how many seats are free and until when. Raises LinkEnded, NamingIsOver."""
    if at >= contingent.names_until:
        raise NamingIsOver(contingent)
    if contingent.partner is None or not contingent.partner.has_link(at):
        raise LinkEnded
    _remind(contingent.pk, only_if_due=False, by=by, at=at)


@transaction.atomic
def _remind(key: int, *, only_if_due: bool, by: User | str, at: datetime) -> bool:
    contingent = _locked([key])[0]
    day = contingent.returns_at
    if only_if_due and (day is None or not reminder_is_due(day, contingent.reminded_at, at)):
        return False
    if contingent.partner is None or not contingent.partner.has_link(at):
        return False
    contingent.reminded_at = at
    contingent.save(update_fields=["reminded_at"])
    waiting = contingent.invitations.filter(_is_unanswered()).count()
    guest_letters.remind_of_return(contingent.partner, contingent, open_invitations=waiting, at=at)
    audit.record(contingent.event, "remind_partner", contingent.subject, at=at, by=by)
    return True


@transaction.atomic
def _return_of(event: Event, *, at: datetime) -> int:
    keys = list(_due(at).filter(event=event).values_list("pk", flat=True))
    # Locks in their order, and nothing written before all are held: what has changed meanwhile is seen now.
    open_invitations = list(
        Invitation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event", "contingent__event", "contingent__partner")
        .filter(_is_unanswered(), contingent__in=keys)
        .order_by("pk")
    )
    draw = Contingent.objects.get(event=event, purpose=Contingent.Purpose.DRAW)
    returned = []
    for contingent in _locked([*keys, draw.pk]):
        if contingent.pk == draw.pk or contingent.returns_at is None or contingent.returns_at > at:
            continue
        ended = [one for one in open_invitations if one.contingent_id == contingent.pk]
        returned.append((contingent, _return(contingent, draw, ended, at=at), len(ended)))
    told = [row for row in returned if row[1] or row[2]]
    if told:
        guest_letters.tell_organisers_returned(event, told, at=at)
    return sum(seats for _, seats, _ in returned)


def _return(contingent: Contingent, draw: Contingent, ended: list[Invitation], *, at: datetime) -> int:
    """How many seats went to the draw. The contingent and its open invitations are locked."""
    Invitation.objects.filter(pk__in=[one.pk for one in ended]).update(expired_at=at)
    free_seats(ended, at=at)
    guest_letters.tell_expired_guests(ended, at=at)
    audit.record_many(
        contingent.event, "expire_invitation", [(one.subject, {}) for one in ended], at=at, by=audit.WORKER
    )
    contingent.refresh_from_db(fields=["taken", "size"])
    seats = contingent.free
    if seats:
        contingent, _ = move_seats(contingent, draw, seats, by=audit.WORKER, at=at, reason=RETURN_DAY)
    contingent.returned_at = at
    contingent.save(update_fields=["returned_at"])
    if contingent.partner is not None and contingent.partner.link_sent_at and (seats or ended):
        guest_letters.tell_partner_returned(contingent.partner, contingent, seats=seats, ended=len(ended), at=at)
    return seats


def _due(at: datetime) -> QuerySet[Contingent]:
    """Contingents whose day has come and which still have something to return: from then on they keep no free seats."""
    over = Contingent.objects.filter(returns_at__lte=at, event__contingents__purpose=Contingent.Purpose.DRAW)
    not_kept = Q(returned_at=None) | Q(returned_at__lt=F("returns_at"))
    return over.filter(not_kept | Q(taken__lt=F("size")) | Exists(_unanswered())).exclude(
        purpose=Contingent.Purpose.DRAW
    )


def _unanswered() -> QuerySet[Invitation]:
    return Invitation.objects.filter(_is_unanswered(), contingent=OuterRef("pk"))


def _is_unanswered() -> Q:
    return Q(accepted_at=None, declined_at=None, expired_at=None, revoked_at=None)


def _locked(keys: list[int]) -> list[Contingent]:
    locked = Contingent.objects.select_for_update(no_key=True, of=("self",))
    return list(locked.select_related("event", "partner__event").filter(pk__in=keys).order_by("pk"))
