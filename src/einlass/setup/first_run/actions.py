"""The secret of an empty installation, and the account it makes."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from einlass.events.models import User
from einlass.setup.first_run.errors import AlreadySetUp, SecretIsOver, SecretIsUsed, UnknownSecret
from einlass.setup.models import SetupLink

LASTS: Final = timedelta(hours=1)


def has_owner() -> bool:
    """Whether anybody can sign in already."""
    return User.objects.filter(is_active=True).exists()


@transaction.atomic
def make_setup_secret(*, at: datetime) -> str:
    """A new secret, good for an hour; the one before it ends. Raises AlreadySetUp."""
    SetupLink.objects.get_or_create(number=1, defaults={"secret_hash": "", "ends_at": at})
    link = SetupLink.objects.select_for_update().get(number=1)
    if has_owner():
        raise AlreadySetUp
    secret = secrets.token_urlsafe(24)
    link.secret_hash, link.ends_at = _hash(secret), at + LASTS
    link.used_at = link.used_by = None
    link.save()
    return secret


def check_secret(secret: str, *, at: datetime) -> None:
    """Raises UnknownSecret, SecretIsUsed, SecretIsOver or AlreadySetUp where no account can be made by it."""
    link = SetupLink.objects.filter(secret_hash=_hash(secret)).first()
    if link is None:
        raise UnknownSecret
    if link.used_at is not None:
        raise SecretIsUsed
    if at >= link.ends_at:
        raise SecretIsOver
    if has_owner():
        raise AlreadySetUp


@transaction.atomic
def make_first_account(secret: str, *, name: str, email: str, password: str, at: datetime) -> User:
    """The first account, which may make events. Raises what `check_secret` raises.

    Of two browsers at once one wins: the second one's condition no longer holds once it gets the row.
    """
    unused = SetupLink.objects.filter(secret_hash=_hash(secret), used_at=None, ends_at__gt=at)
    if not unused.update(used_at=at):
        check_secret(secret, at=at)
        raise SecretIsUsed
    if has_owner():
        raise AlreadySetUp
    user = User.objects.create_user(email, password, name=name, creates_events_since=at)
    SetupLink.objects.update(used_by=user)
    return user


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
