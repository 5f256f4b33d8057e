"""Notes on an application."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from einlass.applications.sight import sight_of
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.reviews.forms import NoteForm
from einlass.reviews.loaders import get_application_for_team, get_own_note
from einlass.reviews.notes import change_note, delete_note, write_note
from einlass.reviews.views.application import application_page

UNPROCESSABLE = 422


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_POST
def notes(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    application = get_application_for_team(event, code)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return application_page(request, event, application, note_form=form, status=UNPROCESSABLE)
    write_note(application, form.cleaned_data["text"], at=timezone.now(), by=request.user)  # type: ignore[arg-type]
    return _back(request, event, code)


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    one = get_own_note(event, request.user, code)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": one.text})
    if form.is_bound and form.is_valid():
        change_note(one, form.cleaned_data["text"], at=timezone.now(), by=request.user)  # type: ignore[arg-type]
        return _back(request, event, one.application.code)
    shown = sight_of(request, event).shown(one.application, [])
    context = {"note": one, "application": shown, "form": form, "query": request.GET.urlencode()}
    return render(request, "reviews/note.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_POST
def note_deletion(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    one = get_own_note(event, request.user, code)
    delete_note(one, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The note is deleted."))
    return _back(request, event, one.application.code)


def _back(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(
        reverse("applications:application", args=[event.slug, code]) + (f"?{query}" if query else "") + "#notes"
    )
