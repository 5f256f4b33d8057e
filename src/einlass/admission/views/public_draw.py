"""The public pages of a draw: what was promised, the outcome, the stage; and what can be downloaded from them."""

from datetime import datetime
from importlib.resources import files
from typing import Any, Final

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control

from einlass.admission.loaders import get_draw, get_published_text
from einlass.admission.models import Draw
from einlass.admission.offer_plan import fills_by_waves, plan_of
from einlass.admission.pictures import Picture, outcomes_picture, units_picture
from einlass.admission.proof_table import proof_table
from einlass.admission.public_draws import public_draws
from einlass.admission.queries import announcements_of, earlier_draws, units_of
from einlass.admission.wave_outlook import chain_of
from einlass.events.access import public_of_event
from einlass.events.models import Event

MOST_DOTS: Final = 20_000
IN_MENU: Final = {"nav_current": "draws"}


@public_of_event
def draw_index(request: HttpRequest, event: Event) -> HttpResponse:
    """Every draw of the event, and every announcement."""
    context = {"draws": public_draws(event), "announcements": announcements_of(event), **IN_MENU}
    return render(request, "admission/public_draws.html", context)


@public_of_event
def proof(request: HttpRequest, event: Event) -> HttpResponse:
    """What can be checked about a draw, by whom and against whom, and what cannot."""
    return render(request, "admission/proof.html", {"groups": proof_table(), **IN_MENU})


@public_of_event
def draw_page(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    draw = get_draw(event, code)
    chain = chain_of(draw)[1:]
    context = {"draw": draw, "wave": len(chain), "chain": chain, **IN_MENU, **_promised(draw), **_shown(draw)}
    return render(request, "admission/draw.html", context)


@public_of_event
def stage(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """The draw on a large screen. Its part that changes is asked for again and again: 204 while it is the same."""
    draw = get_draw(event, code)
    now = timezone.now()
    context = {
        "draw": draw,
        "state": _state(draw, now),
        "is_awaited": draw.published_at is None and (draw.committed_at is not None or draw.annulled_at is None),
        "now": now,
        **_promised(draw),
    }
    if not request.headers.get("HX-Request"):
        return render(request, "admission/stage.html", context)
    if request.GET.get("state") == context["state"]:
        return HttpResponse(status=204)
    return render(request, "admission/_stage.html", context)


@public_of_event
def check(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """Checking the draw in the browser. Nothing that is typed there is sent anywhere."""
    draw = get_draw(event, code)
    context = {
        "draw": draw,
        "files": _published_files(draw),
        "earlier": earlier_draws(draw),
        "is_in_order": not fills_by_waves(draw, plan_of(event)),
        **IN_MENU,
    }
    return render(request, "admission/check.html", context)


@cache_control(public=True, max_age=300)
@public_of_event
def lottery(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    return _download(get_published_text(event, code, "bundle"), "lottery.json", "application/json")


@cache_control(public=True, max_age=300)
@public_of_event
def result(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    return _download(get_published_text(event, code, "result"), "result.json", "application/json")


@cache_control(public=True, max_age=300)
@public_of_event
def announcement(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    return _download(get_published_text(event, code, "announcement"), "announcement.json", "application/json")


@cache_control(public=True, max_age=300)
@public_of_event
def verifier(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    get_draw(event, code)
    return _download(_of_fairdraw("verify.py"), "verify.py", "text/x-python; charset=utf-8")


@cache_control(public=True, max_age=300)
@public_of_event
def draw_module(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """fairdraw's own draw step for browsers, which the verifier beside it imports."""
    get_draw(event, code)
    return HttpResponse(_of_fairdraw("draw.js"), content_type="text/javascript; charset=utf-8")


@cache_control(public=True, max_age=300)
@public_of_event
def verify_module(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """fairdraw's own verifier for browsers, as the page that checks needs it."""
    get_draw(event, code)
    return HttpResponse(_of_fairdraw("verify.js"), content_type="text/javascript; charset=utf-8")


@cache_control(public=True, max_age=300)
@public_of_event
def verify_part(request: HttpRequest, event: Event, code: str, name: str) -> HttpResponse:
    """One of the modules that fairdraw's verifier is made of; it imports them from beside it."""
    get_draw(event, code)
    try:
        text = _of_fairdraw(f"browser/{name}.js")
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def _published_files(draw: Draw) -> list[dict[str, str]]:
    """Where the files of the draw and of those before it are, the latest draw first."""
    return [
        {"kind": kind, "url": reverse(f"admission:{name}", args=[draw.event.slug, one.code])}
        for one in chain_of(draw)
        for kind, name, is_public in (
            ("lottery", "lottery", one.committed_at),
            ("result", "result", one.published_at),
            ("announcement", "draw_announcement", one.announcement),
        )
        if is_public
    ]


def _promised(draw: Draw) -> dict[str, Any]:
    """What is known since the commitment, and the possible outcomes as a picture, the drawn one lit."""
    if draw.committed_at is None:
        return {}
    outcome = draw.summary.get("outcome") if draw.published_at else None
    return {
        "earlier": earlier_draws(draw),
        "outcome": outcome,
        "grid": outcomes_picture(draw.summary["panels"], outcome["number"] if outcome else None),
        "announcement_digest": draw.announcement_digest,
        "drand_chain": draw.announced_value.get("chain"),
    }


def _state(draw: Draw, at: datetime) -> str:
    """Changes whenever the stage has something new to show."""
    facts = (draw.committed_at, draw.value_at, draw.published_at, draw.annulled_at, draw.lacks_value(at))
    return "".join("1" if fact else "0" for fact in facts)


def _shown(draw: Draw) -> dict[str, Any]:
    """The numbers of the outcome, and the picture; entries and result never change, so that is made once each."""
    key = f"draw-{draw.code}-{draw.pk}-{draw.published_at is not None}"
    shown: dict[str, Any] | None = cache.get(key)
    if shown is None:
        kinds: list[dict[str, int]] = draw.summary["outcome"]["kinds"] if draw.published_at else []
        admitted = sum(kind["size"] * kind["admitted"] for kind in kinds)
        shown = {"picture": _picture(draw), "outcomes": kinds, "admitted": admitted}
        cache.set(key, shown, timeout=3600)
    return shown


def _picture(draw: Draw) -> Picture | None:
    """Every entry as a dot, where they are few enough to be seen."""
    if draw.entry_count > MOST_DOTS:
        return None
    is_public = draw.published_at is not None
    return units_picture([(unit.size, unit.outcome if is_public else "open") for unit in units_of(draw)])


def _of_fairdraw(name: str) -> str:
    return files("fairdraw").joinpath(name).read_text(encoding="utf-8")


def _download(text: str, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
