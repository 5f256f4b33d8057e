"""Sessions and speakers in the team's search."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.events.search.providers import Hit, Search, SearchProvider
from einlass.programme.models import Session, Speaker
from einlass.web.localized import localized


def find_sessions(search: Search) -> Iterator[Hit]:
    """By title in every language, by kind and by code."""
    sessions = Session.objects.filter(event=search.event).only("code", "title", "kind", "cancelled_at")
    for session in sessions:
        kind = session.get_kind_display()
        score = search.query.score(*session.title.values(), str(kind), code=session.code)
        if score is not None:
            detail = f"{kind} · {_('cancelled')}" if session.cancelled_at else str(kind)
            url = reverse("programme:edit_session", args=[search.event.slug, session.code])
            yield Hit(localized(session.title), detail, url, score)


def find_speakers(search: Search) -> Iterator[Hit]:
    """By name, address, company and code."""
    rows = Speaker.objects.filter(event=search.event).values_list("code", "name", "email", "organisation")
    for code, name, email, organisation in rows:
        score = search.query.score(name, email or "", organisation, code=code)
        if score is not None:
            url = reverse("programme:edit_speaker", args=[search.event.slug, code])
            yield Hit(name, " · ".join(filter(None, (organisation, email))), url, score)


SESSIONS = SearchProvider(gettext_lazy("Sessions"), "stage", ("programme:desk",), find_sessions)
SPEAKERS = SearchProvider(gettext_lazy("Speakers"), "speaker", ("programme:team_speakers",), find_speakers)
