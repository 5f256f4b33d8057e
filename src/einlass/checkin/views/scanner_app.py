"""What makes the scanner an app of its own: worker, offline shell, manifest. All of it public, none of it personal."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from einlass.events.access import public_of_event
from einlass.events.models import Event

WASM = "npm/zxing-wasm/reader/zxing_reader.wasm"
OWN_FOLDERS = ("checkin/static/checkin", "web/static/web")
FROM_PACKAGES = (
    WASM,
    "npm/zxing-wasm/es/reader/index.js",
    "npm/zxing-wasm/es/share.js",
    "npm/idb/index.js",
    "npm/noble-ed25519/index.js",
    "npm/hanken-grotesk/hanken-grotesk-latin-wght-normal.woff2",
    "npm/hanken-grotesk/hanken-grotesk-latin-ext-wght-normal.woff2",
    "npm/hanken-grotesk/hanken-grotesk-vietnamese-wght-normal.woff2",
    "npm/young-serif/young-serif-latin-400-normal.woff2",
    "npm/young-serif/young-serif-latin-ext-400-normal.woff2",
)


@cache_control(no_cache=True)
@public_of_event
def service_worker(request: HttpRequest, event: Event) -> HttpResponse:
    """Stands in the door's folder, because a service worker serves the folder it comes from."""
    shell = {
        "page": reverse("checkin:scanner", args=[event.slug]),
        "languages": [code for code, _name in settings.LANGUAGES],
        "files": [*_static_files(), *_files_of(event)],
    }
    shell["version"] = hashlib.sha256(json.dumps([shell, _contents()]).encode()).hexdigest()[:16]
    script = static("checkin/service-worker.js")
    return _script(f"self.doorShell = {json.dumps(shell)};\nimportScripts({json.dumps(script)});\n")


@cache_control(no_cache=True)
@public_of_event
def decoder(request: HttpRequest, event: Event) -> HttpResponse:
    """Stands here for the same reason, and because a worker's own answer says whether it may compile WebAssembly."""
    response = _script(f"import {json.dumps(static('checkin/decoder-worker.js'))};\n")
    response.csp = {"script-src": ["'self'", "'wasm-unsafe-eval'"]}  # type: ignore[attr-defined]
    return response


@public_of_event
def manifest(request: HttpRequest, event: Event) -> JsonResponse:
    page = reverse("checkin:scanner", args=[event.slug])
    return JsonResponse(
        {
            "id": page,
            "name": _("Door: {event}").format(event=event.name),
            "short_name": _("Door"),
            "start_url": page,
            "scope": page,
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#191315",
            "theme_color": "#191315",
            "icons": [
                {"src": static("web/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            ],
        },
        content_type="application/manifest+json",
    )


def _files_of(event: Event) -> list[str]:
    return [
        f"{reverse('events:brand', args=[event.slug])}?{event.brand_colour[1:]}",
        reverse("checkin:decoder", args=[event.slug]),
        reverse("checkin:manifest", args=[event.slug]),
    ]


def _static_files() -> list[str]:
    return [static(name) for name in (*_own_names(), *FROM_PACKAGES)]


@cache
def _own_names() -> tuple[str, ...]:
    roots = [settings.PACKAGE / folder for folder in OWN_FOLDERS]
    return tuple(
        path.relative_to(root.parent).as_posix()
        for root in roots
        for path in _files_in(root)
        if path.suffix != ".map"
    )


@cache
def _contents() -> str:
    """So that the version changes with what the files hold, also where their names carry no hash."""
    digest = hashlib.sha256()
    for folder in OWN_FOLDERS:
        for path in (
            *_files_in(settings.PACKAGE / folder),
            settings.PACKAGE / "checkin/templates/checkin/scanner.html",
        ):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _files_in(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))


def _script(source: str) -> HttpResponse:
    return HttpResponse(source, content_type="text/javascript; charset=utf-8")
