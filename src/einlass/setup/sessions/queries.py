"""Somebody's open sessions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime

from einlass.events.models import BrowserSession, User
from einlass.events.session_store import BEGAN_AT, BROWSER, SEEN_AT
from einlass.setup.sessions.browsers import browser_in_words


@dataclass(frozen=True)
class OpenSession:
    """code: names it in addresses without being its key; is_own: the browser that asks."""

    code: str
    browser: str
    began_at: datetime | None
    seen_at: datetime | None
    is_own: bool


def sessions_of(user: User, *, at: datetime) -> QuerySet[BrowserSession]:
    return BrowserSession.objects.filter(user_key=user.pk, expire_date__gt=at)


def open_sessions(user: User, *, at: datetime, own_key: str | None = None) -> list[OpenSession]:
    """The one that asks first, then by when they were used last."""
    found = []
    for row in sessions_of(user, at=at):
        kept = row.get_decoded()
        found.append(
            OpenSession(
                code_of(row.session_key),
                browser_in_words(kept.get(BROWSER, "")),
                parse_datetime(kept.get(BEGAN_AT, "")),
                parse_datetime(kept.get(SEEN_AT, "")),
                row.session_key == own_key,
            )
        )
    return sorted(found, key=lambda one: (not one.is_own, -(one.seen_at or one.began_at or at).timestamp(), one.code))


def code_of(session_key: str) -> str:
    return salted_hmac("einlass.setup.sessions", session_key, algorithm="sha256").hexdigest()[:20]
