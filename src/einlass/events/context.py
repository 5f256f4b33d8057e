"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from einlass.events.navigation import Frame
from einlass.web.kept import CSRF_MARK, is_kept


def page(request: HttpRequest) -> dict[str, Any]:
    event = getattr(request, "event", None)
    return {
        "event": event,
        "now": timezone.now(),
        "is_development": settings.DEVELOPMENT,
        "frame": Frame(request),
        **({"csrf_token": CSRF_MARK} if is_kept(request) else {}),
    }
