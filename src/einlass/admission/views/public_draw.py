"""The public page of a draw, and what can be downloaded from it."""

from importlib.resources import files
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from einlass.admission.loaders import get_draw, get_published_text
from einlass.admission.models import Draw
from einlass.admission.pictures import Picture, units_picture
from einlass.admission.queries import outcomes_of, units_of
from einlass.admission.wave_outlook import chain_of
from einlass.events.access import public_of_event
from einlass.events.models import Event

MOST_DOTS: Final = 20_000


@public_of_event
def draw_page(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    draw = get_draw(event, code)
    context = {"draw": draw, "chain": chain_of(draw)[1:], **_shown(draw)}
    return render(request, "admission/draw.html", context)


def _shown(draw: Draw) -> dict[str, Any]:
    """The picture and the numbers beside it. Entries and result never change, so they are worked out once each."""
    key = f"draw-{draw.code}-{draw.pk}-{draw.published_at is not None}"
    shown: dict[str, Any] | None = cache.get(key)
    if shown is None:
        kinds = outcomes_of(draw) if draw.published_at else []
        shown = {
            "picture": _picture(draw),
            "outcomes": [{"size": size, "units": units, "admitted": drawn} for size, units, drawn in kinds],
            "admitted": sum(size * drawn for size, _, drawn in kinds),
        }
        cache.set(key, shown, timeout=3600)
    return shown


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
def verifier(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    get_draw(event, code)
    return _download(files("fairdraw").joinpath("verify.py").read_text(), "verify.py", "text/x-python; charset=utf-8")


def _picture(draw: Draw) -> Picture | None:
    """Every entry as a dot, where they are few enough to be seen."""
    if draw.entry_count > MOST_DOTS:
        return None
    is_public = draw.published_at is not None
    return units_picture([(unit.size, unit.outcome if is_public else "open") for unit in units_of(draw)])


def _download(text: str, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
