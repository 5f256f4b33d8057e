"""Headers that every answer carries, and addresses that no page has."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

PERMISSIONS = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Adds the Content-Security-Policy of settings.SECURE_CSP and the Permissions-Policy.

    A view that needs more (the scanner compiles WebAssembly) sets `response.csp = {"script-src": [...]}`,
    which replaces the named directives only.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        policy = {**settings.SECURE_CSP, **getattr(response, "csp", {})}
        response.headers.setdefault(
            "Content-Security-Policy",
            "; ".join(f"{name} {' '.join(values)}" for name, values in policy.items()),
        )
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answers 404 where an address holds a NUL: nothing has one in its name, and PostgreSQL refuses to look for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return middleware
