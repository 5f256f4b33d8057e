"""Adding people to an event's team."""

from datetime import datetime

from django.db import transaction

from einlass.events import audit
from einlass.events.models import Event, Membership, Role, Stage, User


@transaction.atomic
def add_member(
    event: Event,
    email: str,
    role: Role,
    *,
    stage: Stage | None = None,
    at: datetime,
    by: User | str,
    password: str | None = None,
    ends_at: datetime | None = None,
) -> tuple[User, bool]:
    """Give a person a role in the event, with an account if there is none yet. stage: where the role is about one.

    Returns the account and whether it is new. `password` is used for a new account only; doing it twice changes nothing, and a role
    that lasts longer is not cut short.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    is_new = user is None
    if user is None:
        user = User.objects.create_user(email, password)
    membership, is_added = Membership.objects.get_or_create(
        user=user, event=event, role=role, stage=stage, defaults={"ends_at": ends_at}
    )
    if is_added or _is_later(ends_at, than=membership.ends_at):
        membership.ends_at = ends_at
        membership.save(update_fields=["ends_at"])
        audit.record(event, "add_member", membership.subject, at=at, by=by, after=membership.facts)
    return user, is_new


def _is_later(ends_at: datetime | None, *, than: datetime | None) -> bool:
    """None is never."""
    return than is not None and (ends_at is None or ends_at > than)
