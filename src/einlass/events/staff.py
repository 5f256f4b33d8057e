"""Adding people to an event's team."""

from datetime import datetime

from django.db import transaction

from einlass.events import audit
from einlass.events.models import Event, Membership, Role, User


@transaction.atomic
def add_member(
    event: Event, email: str, role: Role, *, at: datetime, by: User | str, password: str | None = None
) -> tuple[User, bool]:
    """Give a person a role in the event, with an account if there is none yet.

    Returns the account and whether it is new. `password` is used for a new account only; doing it twice changes nothing.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    is_new = user is None
    if user is None:
        user = User.objects.create_user(email, password)
    _, is_added = Membership.objects.get_or_create(user=user, event=event, role=role)
    if is_added:
        audit.record(event, "add_member", f"user {user.pk}", at=at, by=by, after={"role": role.value})
    return user, is_new
