"""The public page of a draw, and what can be downloaded from it."""

from importlib.resources import files
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from einlass.admission.loaders import get_draw, get_published_text
from einlass.admission.models import Draw
from einlass.admission.pictures import units_picture
from einlass.admission.queries import Unit, units_of
from einlass.events.access import public_of_event
from einlass.events.models import Event


@public_of_event
def draw_page(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    draw = get_draw(event, code)
    return render(request, "admission/draw.html", {"draw": draw, **_shown(draw)})


def _shown(draw: Draw) -> dict[str, Any]:
    """The picture and the numbers beside it. Entries and result never change, so they are worked out once each."""
    key = f"draw-{draw.code}-{draw.pk}-{draw.drawn_at is not None}"
    shown: dict[str, Any] | None = cache.get(key)
    if shown is None:
        units = units_of(draw)
        shown = {
            "picture": units_picture([(unit.size, unit.outcome) for unit in units]),
            "outcomes": _outcomes(units) if draw.drawn_at else [],
            "admitted": sum(unit.size for unit in units if unit.outcome == "admitted"),
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


def _outcomes(units: list[Unit]) -> list[dict[str, int]]:
    """Per size of team: how many units, how many of them were drawn."""
    sizes = sorted({unit.size for unit in units})
    return [
        {
            "size": size,
            "units": sum(unit.size == size for unit in units),
            "admitted": sum(unit.size == size and unit.outcome == "admitted" for unit in units),
        }
        for size in sizes
    ]


def _download(text: str, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
