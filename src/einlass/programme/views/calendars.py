"""Calendar feeds, answered with 304 as long as nothing changed."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import override

from einlass.events.access import public_of_event
from einlass.events.models import Event
from einlass.programme.calendars import calendar, etag
from einlass.programme.loaders import get_public_release, get_released_session, get_released_stage
from einlass.programme.models import Release
from einlass.programme.releases import Programme, ReleasedSession
from einlass.web.localized import localized

MAX_AGE = timedelta(minutes=5)


@public_of_event
def whole(request: HttpRequest, event: Event) -> HttpResponseBase:
    release, programme = get_public_release(event, timezone.now())
    return _feed(request, event, release, programme, programme.sessions, event.name, "schedule")


@public_of_event
def of_stage(request: HttpRequest, event: Event, key: str) -> HttpResponseBase:
    release, programme = get_public_release(event, timezone.now())
    stage = get_released_stage(programme, key)
    here = tuple(session for session in programme.sessions if session.stage in {stage.key, None})
    return _feed(request, event, release, programme, here, f"{event.name}: {stage.name}", f"stage-{stage.key}")


@public_of_event
def of_session(request: HttpRequest, event: Event, code: str) -> HttpResponseBase:
    release, programme = get_public_release(event, timezone.now())
    session = get_released_session(programme, code)
    with override(_language(request, event)):
        title = _("%(event)s: %(session)s") % {"event": event.name, "session": localized(session.title)}
    return _feed(request, event, release, programme, (session,), title, f"session-{session.code}")


def _feed(
    request: HttpRequest,
    event: Event,
    release: Release,
    programme: Programme,
    sessions: tuple[ReleasedSession, ...],
    title: str,
    part: str,
) -> HttpResponseBase:
    language = _language(request, event)
    tag = etag(event, release, language, part)
    changed_at = int(release.released_at.timestamp())
    unchanged = get_conditional_response(request, etag=tag, last_modified=changed_at)
    if unchanged is not None:
        return unchanged
    body = calendar(
        event, programme, sessions, language=language, title=title, path=f"{request.path}?language={language}"
    )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{event.slug}-{part}.ics"'
    response["ETag"] = tag
    response["Last-Modified"] = http_date(changed_at)
    patch_cache_control(response, public=True, max_age=int(MAX_AGE.total_seconds()))
    return response


def _language(request: HttpRequest, event: Event) -> str:
    """Calendars send no cookies, so the language stands in the address; else the event's first."""
    languages = event.languages or ["en"]
    wanted = request.GET.get("language", "")
    return wanted if wanted in languages else languages[0]
