"""Ending sessions. A session is read at every request, so one that is gone opens nothing more."""

from datetime import datetime

from einlass.events.models import User
from einlass.setup.sessions.queries import code_of, sessions_of


def end_session(user: User, code: str, *, at: datetime) -> bool:
    """End one of somebody's sessions; says whether it was there."""
    keys = [row.session_key for row in sessions_of(user, at=at) if code_of(row.session_key) == code]
    return bool(sessions_of(user, at=at).filter(session_key__in=keys).delete()[0])


def end_sessions(user: User, *, at: datetime, but: str | None = None) -> int:
    """End all of somebody's sessions, but the one with this key; returns how many."""
    return sessions_of(user, at=at).exclude(session_key=but or "").delete()[0]
