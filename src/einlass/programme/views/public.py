"""What visitors see: always the newest release, never the draft."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from einlass.events.access import public_of_event
from einlass.events.models import Event
from einlass.programme.layout import MOST_STAGES, Wishes, anchor_of, days_of, first_and_last, item_of, now_and_next
from einlass.programme.loaders import get_public_release, get_released_session, get_released_speaker
from einlass.programme.models import Session
from einlass.programme.queries import public_release
from einlass.programme.releases import Programme, read_programme
from einlass.programme.words import kind_in_words, language_name


@dataclass(frozen=True)
class Chip:
    """One value of a filter. query: the address that chooses it, or lets go of it."""

    text: str
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    label: str
    chips: list[Chip]


@public_of_event
def schedule(request: HttpRequest, event: Event) -> HttpResponse:
    at = timezone.now()
    release = public_release(event, at)
    if release is None:
        return _not_yet(request, event, at)
    programme = read_programme(release.content)
    wishes = _wishes(request, programme)
    return render(
        request,
        "programme/schedule.html",
        {
            "nav_current": "schedule",
            "release": release,
            "programme": programme,
            "days": days_of(programme, event.tz, wishes),
            "wishes": wishes,
            "filters": _filters(request, programme, wishes),
            "is_grid": not wishes and 1 < len(programme.stages) <= MOST_STAGES,
            "calendars": _calendars(event, programme),
            **_live(programme, at),
        },
    )


@public_of_event
def now(request: HttpRequest, event: Event) -> HttpResponse:
    at = timezone.now()
    _release, programme = get_public_release(event, at)
    return render(request, "programme/_now.html", _live(programme, at))


@public_of_event
def session(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    at = timezone.now()
    _release, programme = get_public_release(event, at)
    one = get_released_session(programme, code)
    beside = [
        item_of(programme, other)
        for other in programme.sessions
        if other != one
        and not other.is_break
        and not other.is_cancelled
        and other.starts_at < one.ends_at
        and one.starts_at < other.ends_at
    ]
    context = {
        "item": item_of(programme, one),
        "anchor": anchor_of(programme, one, event.tz),
        "beside": beside,
        "is_over": one.ends_at <= at,
    }
    return render(request, "programme/session.html", context)


@public_of_event
def speakers(request: HttpRequest, event: Event) -> HttpResponse:
    at = timezone.now()
    release = public_release(event, at)
    if release is None:
        return _not_yet(request, event, at)
    programme = read_programme(release.content)
    people = [(speaker, programme.sessions_of(speaker)) for speaker in programme.speakers]
    return render(request, "programme/speakers.html", {"people": people})


@public_of_event
def speaker(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    _release, programme = get_public_release(event, timezone.now())
    one = get_released_speaker(programme, code)
    parts = [(item_of(programme, session), part) for session, part in programme.sessions_of(one)]
    return render(request, "programme/speaker.html", {"speaker": one, "parts": parts})


def _not_yet(request: HttpRequest, event: Event, at: datetime) -> HttpResponse:
    return render(request, "programme/not_yet.html", {"is_late": at >= event.programme_public_at})


def _live(programme: Programme, at: datetime) -> dict[str, Any]:
    """Whether the programme is running, and what is on stage."""
    span = first_and_last(programme)
    if span is None:
        return {"state": "empty", "at": at}
    first, last = span
    state = "before" if at < first else "after" if at >= last else "running"
    return {
        "state": state,
        "at": at,
        "first": first,
        "stages": now_and_next(programme, at) if state == "running" else [],
    }


def _wishes(request: HttpRequest, programme: Programme) -> Wishes:
    """What the address asks for; what does not exist is ignored."""
    choices = _choices(programme)
    wanted = {name: request.GET.get(name, "") for name in choices}
    return Wishes(**{name: value if value in choices[name] else "" for name, value in wanted.items()})


def _choices(programme: Programme) -> dict[str, dict[str, str]]:
    """For each filter its values and how they are called."""
    sessions = [session for session in programme.sessions if not session.is_break]
    kinds = {session.kind for session in sessions}
    return {
        "stage": {stage.key: stage.name for stage in programme.stages},
        "kind": {
            kind: kind_in_words(kind)
            for kind in Session.Kind.values
            if kind in kinds and kind != Session.Kind.PLENARY
        },
        "language": {language: language_name(language) for language in sorted({each.language for each in sessions})},
    }


def _filters(request: HttpRequest, programme: Programme, wishes: Wishes) -> list[Filter]:
    """The filters that leave a choice, each value with the address that sets it, or drops it if it is set."""
    labels = {"stage": _("Stage"), "kind": _("Kind"), "language": _("Language")}
    filters = []
    for name, values in _choices(programme).items():
        chips = []
        for value, text in values.items():
            is_chosen = getattr(wishes, name) == value
            query = request.GET.copy()
            query.pop(name, None)
            if not is_chosen:
                query[name] = value
            chips.append(Chip(text, f"?{query.urlencode()}", is_chosen))
        if len(chips) > 1:
            filters.append(Filter(labels[name], chips))
    return filters


def _calendars(event: Event, programme: Programme) -> list[dict[str, str]]:
    """The feeds to subscribe to: all, and each stage."""
    paths = [("", reverse("programme:calendar", args=[event.slug]))]
    paths += [
        (stage.name, reverse("programme:stage_calendar", args=[event.slug, stage.key])) for stage in programme.stages
    ]
    query = f"?language={(get_language() or 'en').split('-')[0]}"
    host = settings.PUBLIC_URL.partition("://")[2]
    return [{"name": name, "path": path + query, "webcal": f"webcal://{host}{path}{query}"} for name, path in paths]
