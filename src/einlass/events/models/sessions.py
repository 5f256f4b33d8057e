"""Sessions of browsers, by account, so that they can be listed and ended."""

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models


class BrowserSession(AbstractBaseSession):
    """A browser that is signed in, or that keeps something for a visitor; then without an account."""

    user_key = models.BigIntegerField(null=True, blank=True, db_index=True, help_text="Of the account.")

    objects = BaseSessionManager()  # type: ignore[misc]

    def __str__(self) -> str:
        return f"of account {self.user_key}" if self.user_key else "of a visitor"

    @classmethod
    def get_session_store_class(cls) -> type:
        from einlass.events.session_store import SessionStore

        return SessionStore
