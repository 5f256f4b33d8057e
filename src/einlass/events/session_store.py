"""Django's sessions in the database, which also say whose they are; and what a list of them shows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from einlass.events.models.sessions import BrowserSession

BROWSER: Final = "browser"
BEGAN_AT: Final = "began_at"
SEEN_AT: Final = "seen_at"
# Noted no more often, so that reading pages does not write.
NOTED_EVERY: Final = timedelta(minutes=10)
LONGEST_NAME: Final = 200


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        return BrowserSession

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        row = super().create_model_instance(data)
        assert isinstance(row, BrowserSession)  # get_model_class
        row.user_key = int(data[SESSION_KEY]) if str(data.get(SESSION_KEY, "")).isdecimal() else None
        return row


def note_browser(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: keep in the session of somebody who is signed in with which browser, since when and when last."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        # Looking only into a session that the page has read anyway: public pages stay without a cookie.
        if request.session.accessed and SESSION_KEY in request.session:
            _note(request, timezone.now())
        return response

    return middleware


def _note(request: HttpRequest, at: datetime) -> None:
    seen_at = parse_datetime(request.session.get(SEEN_AT, ""))
    if seen_at is None or at - seen_at >= NOTED_EVERY:
        request.session.setdefault(BEGAN_AT, at.isoformat())
        request.session[BROWSER] = request.headers.get("User-Agent", "")[:LONGEST_NAME]
        request.session[SEEN_AT] = at.isoformat()
