"""The picture's address."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from einlass.events.access import public_of_event
from einlass.events.link_preview import link_preview
from einlass.events.models import Event
from einlass.setup.link_preview.picture import preview_png


@public_of_event
def picture(request: HttpRequest, event: Event, language: str, fingerprint: str) -> HttpResponse:
    """The picture as the event is now; under an address of earlier it is served too, and not for long."""
    preview = link_preview(event, language)
    answer = HttpResponse(preview_png(preview), content_type="image/png")
    audience = {"public" if event.is_public else "private": True}
    if fingerprint == preview.fingerprint:
        patch_cache_control(answer, **audience, max_age=31_536_000, immutable=True)
    else:
        patch_cache_control(answer, **audience, max_age=300)
    return answer
