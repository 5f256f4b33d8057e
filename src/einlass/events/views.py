"""The start page and an event's public pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from einlass.events import brand as brand_colours
from einlass.events.access import public, public_of_announced_event, public_of_event
from einlass.events.link_preview import link_preview
from einlass.events.linked_data import linked_data
from einlass.events.models import Event, EventPicture
from einlass.events.models.event import Phase
from einlass.events.page_parts import page_parts
from einlass.events.timeline import steps
from einlass.web.kept import kept_page


@public
def start(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    events = Event.objects.exclude(opened_at=None).order_by("starts_at")
    context = {
        "coming": [event for event in events if event.ends_at > now and not event.is_over],
        "past": [event for event in reversed(events) if event.ends_at <= now or event.is_over],
    }
    return render(request, "events/start.html", context)


@kept_page
@public_of_announced_event
def event_page(request: HttpRequest, event: Event) -> HttpResponse:
    now = timezone.now()
    if event.is_announced and ("announced" in request.GET or not request.roles):  # type: ignore[attr-defined]
        return _announced_page(request, event)
    context = {
        "phase": Phase.AFTER if event.is_over else event.phase(now),
        "steps": steps(event, now),
        "parts": page_parts(event, at=now),
        "link_preview": link_preview(event, get_language() or ""),
        "title_pictures": _title_pictures(event),
        "linked_data": linked_data(event, settings.PUBLIC_URL),
        "nav_current": "event",
    }
    return render(request, "events/event.html", context)


def _announced_page(request: HttpRequest, event: Event) -> HttpResponse:
    """All that people outside see of an event that is announced and not open."""
    parts = page_parts(event, at=timezone.now(), makers=settings.ANNOUNCED_PAGE_PARTS)
    context = {"title_pictures": _title_pictures(event), "parts": parts, "nav_current": "event"}
    return render(request, "events/announced.html", context)


def _title_pictures(event: Event) -> list[EventPicture]:
    """In all widths, the largest last."""
    if not event.title_picture:
        return []
    return list(event.pictures.filter(kind=EventPicture.Kind.TITLE).defer("content"))


@public_of_announced_event
def brand(request: HttpRequest, event: Event) -> HttpResponse:
    answer = HttpResponse(brand_colours.stylesheet(event.brand_colour), content_type="text/css")
    patch_cache_control(
        answer, **{"public" if event.is_public or event.is_announced else "private": True}, max_age=300
    )
    return answer


@public_of_announced_event
def imprint(request: HttpRequest, event: Event) -> HttpResponse:
    return _text_page(request, _("Imprint"), event.imprint)


@public_of_announced_event
def privacy(request: HttpRequest, event: Event) -> HttpResponse:
    return _text_page(request, _("Privacy"), event.privacy)


@public_of_event
def conduct(request: HttpRequest, event: Event) -> HttpResponse:
    return _text_page(request, _("Code of conduct"), event.conduct)


@public_of_announced_event
def logo(request: HttpRequest, event: Event, fingerprint: str) -> HttpResponse:
    found = event.pictures.filter(kind=EventPicture.Kind.LOGO, fingerprint=fingerprint).last()
    if found is None:
        raise Http404
    return _picture(event, found)


@public_of_announced_event
def picture(request: HttpRequest, event: Event, fingerprint: str, width: int) -> HttpResponse:
    return _picture(event, get_object_or_404(EventPicture, event=event, fingerprint=fingerprint, width=width))


def _picture(event: Event, found: EventPicture) -> HttpResponse:
    """Its address changes with its content, so it may be kept for good."""
    answer = HttpResponse(bytes(found.content), content_type="image/webp")
    patch_cache_control(
        answer,
        **{"public" if event.is_public or event.is_announced else "private": True},
        max_age=31_536_000,
        immutable=True,
    )
    return answer


def _text_page(request: HttpRequest, title: str, texts: dict[str, str]) -> HttpResponse:
    if not texts:
        raise Http404
    return render(request, "events/text.html", {"title": title, "texts": texts})
