"""Who may make events. It belongs to no event, so the log keeps who changed it."""

from datetime import datetime

import structlog
from django.db import transaction

from einlass.events.models import User
from einlass.setup.my_events.errors import LastCreator, NoSuchAccount

log = structlog.get_logger("einlass.setup")


@transaction.atomic
def let_create_events(email: str, *, at: datetime, by: User | str) -> User:
    """Somebody with an account may make events from now on. Raises NoSuchAccount."""
    user = User.objects.select_for_update().filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise NoSuchAccount(email)
    if not user.may_create_events:
        user.creates_events_since = at
        user.save(update_fields=["creates_events_since"])
        log.info("may create events from now on", user=user.pk, by=_actor(by))
    return user


@transaction.atomic
def stop_creating_events(email: str, *, by: User | str) -> User:
    """Take the right away; what somebody has made stays theirs. Raises NoSuchAccount, LastCreator."""
    # All rows, in one order, so that two people cannot take it from each other at once.
    creators = list(User.objects.select_for_update().exclude(creates_events_since=None).order_by("pk"))
    user = next((one for one in creators if one.email == email.strip().lower()), None)
    if user is None:
        raise NoSuchAccount(email)
    if not any(one.is_active for one in creators if one != user):
        raise LastCreator(user)
    user.creates_events_since = None
    user.save(update_fields=["creates_events_since"])
    log.info("may create events no longer", user=user.pk, by=_actor(by))
    return user


def _actor(by: User | str) -> str:
    return by if isinstance(by, str) else f"user {by.pk}"
