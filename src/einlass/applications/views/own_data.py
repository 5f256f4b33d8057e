"""What an applicant may ask of us about their own data: all of it as a file, and its deletion."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from einlass.applications import own_data
from einlass.applications.erasure import erase_application
from einlass.applications.errors import AlreadyErased
from einlass.applications.forms import ErasureForm
from einlass.applications.loaders import get_application_by_link
from einlass.events.access import by_link, even_archived, public_of_event
from einlass.events.models import Event

UNPROCESSABLE = 422


@by_link
@never_cache
@require_safe
def data(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    """Everything as one readable file."""
    application = get_application_by_link(event, token)
    everything = own_data.collect(application, at=timezone.now())
    answer = JsonResponse(everything, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-{application.code}.json"'
    return answer


@by_link
@even_archived
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    application = get_application_by_link(event, token)
    now = timezone.now()
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with suppress(AlreadyErased):
            erase_application(application, at=now)
        return redirect("applications:erased", event.slug)
    context = {
        "application": application,
        "token": token,
        "form": form,
        "consequences": own_data.consequences(application, at=now),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "applications/erasure.html", context, status=status)


@public_of_event
def erased(request: HttpRequest, event: Event) -> HttpResponse:
    return render(request, "applications/erased.html")
