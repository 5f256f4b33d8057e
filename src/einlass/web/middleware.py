"""Headers that every answer carries, and addresses that no page has."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve

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


def back_to_the_page(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sends a browser that opens a form's address on to the page above it.

    A refused form is shown at the address it was sent to; reloading it there, or changing the language, is a GET.
    Programs, which do not ask for HTML, get the 405.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_browser = "text/html" in request.headers.get("Accept", "")
        if response.status_code == 405 and request.method in {"GET", "HEAD"} and is_browser:
            return HttpResponseRedirect(_page_above(request.path_info))
        return response

    return middleware


def _page_above(path: str) -> str:
    """The nearest address above that is a page: every address ends with a slash, so that each part can be cut off."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answers 404 where an address holds a NUL: nothing has one in its name, and PostgreSQL refuses to look for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return middleware
