"""What many ask for at once is made once and kept for a moment, in each server process by itself.

In the last hour before a deadline thousands open the same two pages. How long a moment is, settings.KEPT_FOR says:
a change by the team reaches everybody after so long at the latest; zero (in development and tests) keeps nothing.
"""

import functools
import re
import secrets
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, Final, Generic, TypeVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CSRF_SECRET_LENGTH, get_token
from django.utils.translation import get_language

Thing = TypeVar("Thing")
View = Callable[..., HttpResponseBase]

# What stands in a kept page where each visitor gets something of their own.
CSRF_MARK: Final = "kept-page-csrf-token"
KEY_MARK: Final = "00000000-0000-4000-8000-00006b657074"
MARKS: Final = re.compile(f"({CSRF_MARK}|{KEY_MARK})".encode())
MOST_THINGS: Final = 1000
# In seconds: how long it may take to make a thing anew.
MAKING: Final = 1


class Kept(Generic[Thing]):
    """Things by key, each made anew once its moment is over. Whoever gets one must not change it."""

    def __init__(self) -> None:
        self._things: dict[Hashable, tuple[float, Thing]] = {}
        _all.append(self)

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        found = self.find(key)
        if found is not None:
            return found
        made = make()
        self.put(key, made)
        return made

    def find(self, key: Hashable) -> Thing | None:
        """What is kept, or None: then it is for the caller to make it anew and put it here."""
        now, found = monotonic(), self._things.get(key)
        if found is None or now >= found[0] + MAKING:
            return None
        until, thing = found
        if now < until:
            return thing
        # One makes it anew; meanwhile the others get what there is, or all would make it at once.
        self._things[key] = (now + MAKING, thing)
        return None

    def drop(self, key: Hashable) -> None:
        self._things.pop(key, None)

    def put(self, key: Hashable, thing: Thing) -> None:
        seconds = settings.KEPT_FOR.total_seconds()
        if not seconds:
            return
        if len(self._things) >= MOST_THINGS:
            self._things.clear()
        self._things[key] = (monotonic() + seconds, thing)


_all: list[Kept[Any]] = []
_pages: Kept[list[bytes]] = Kept()


def forget() -> None:
    """Make everything anew from here on, in this process."""
    for kept in _all:
        kept._things.clear()


def kept_page(view: View) -> View:
    """A public page that is the same for all visitors without cookies of their own, but for its marks.

    Put it outside the rule of access. Who is signed in, or carries any cookie but those of language and forms, gets a
    page made for them. A page that is kept must not hold anything else of one visitor.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _is_for_everybody(request):
            return view(request, *args, **kwargs)
        key = (request.path, get_language())
        page = _pages.find(key)
        if page is not None:
            return HttpResponse(_filled(page, request))
        request.is_kept = True  # type: ignore[attr-defined]
        try:
            answer = view(request, *args, **kwargs)
        finally:
            # The page for an error is made for this visitor.
            request.is_kept = False  # type: ignore[attr-defined]
        if isinstance(answer, HttpResponse):
            made = _pieces(answer.content)
            if answer.status_code == 200:
                _pages.put(key, made)
            answer.content = _filled(made, request)
        return answer

    return guarded


def is_kept(request: HttpRequest) -> bool:
    """Whether the page that is being made will be shown to others too."""
    return getattr(request, "is_kept", False)


def _is_for_everybody(request: HttpRequest) -> bool:
    harmless = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    return bool(
        settings.KEPT_FOR
        and request.method == "GET"
        and not request.META.get("QUERY_STRING")
        and request.COOKIES.keys() <= harmless
    )


def _pieces(page: bytes) -> list[bytes]:
    """The page, cut at its marks; these are pieces of their own."""
    return MARKS.split(page)


def _filled(pieces: list[bytes], request: HttpRequest) -> bytes:
    own = {CSRF_MARK.encode(): _form_token(request).encode(), KEY_MARK.encode(): str(uuid4()).encode()}
    return b"".join([own.get(piece, piece) for piece in pieces])


def _form_token(request: HttpRequest) -> str:
    """What Django's get_token gives.

    For somebody who comes without a cookie it draws 64 letters one by one, which takes longer than all the rest. A secret
    that was never sent before needs no mask either: that is against guessing it from many answers.
    """
    if "CSRF_COOKIE" in request.META:
        return get_token(request)
    secret = secrets.token_hex(CSRF_SECRET_LENGTH // 2)
    request.META |= {"CSRF_COOKIE": secret, "CSRF_COOKIE_NEEDS_UPDATE": True}
    return secret
