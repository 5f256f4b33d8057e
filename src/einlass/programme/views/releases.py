"""Releasing the draft, and looking back at what was released."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.programme.actions import release_schedule, roll_back
from einlass.programme.differences import differences
from einlass.programme.errors import NoSuchRelease, NothingToRelease, ScheduleBreaksRules
from einlass.programme.forms import NoteForm
from einlass.programme.models import Release
from einlass.programme.planning import clashes_of, draft_of
from einlass.programme.queries import draft_programme, sessions_of
from einlass.programme.releases import Programme, follow, read_programme
from einlass.programme.words import Changes, changes_in_words

SHOWN = 12


@dataclass(frozen=True)
class Entry:
    release: Release
    changes: list[Changes]


@for_team(Role.PROGRAMME, Role.ORGANISER, looking=[Role.VIEWER, Role.STAGE])
def releases(request: HttpRequest, event: Event) -> HttpResponse:
    form = NoteForm(request.POST or None, event=event)
    if request.method != "POST":
        return _page(request, event, form)
    if not form.is_valid():
        return _page(request, event, form, status=422)
    try:
        made = release_schedule(event, form.texts(), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except (ScheduleBreaksRules, NothingToRelease):
        # The page lists what is wrong with the draft in any case.
        return _page(request, event, form, status=422)
    messages.success(request, _("Release %(number)s is out.") % {"number": made.number})
    return redirect("programme:releases", event.slug)


@for_team(Role.PROGRAMME, Role.ORGANISER)
@require_POST
def restore(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    try:
        made = roll_back(event, number, _note_on_restoring(event, number), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except NoSuchRelease as error:
        raise Http404 from error
    except ScheduleBreaksRules as error:
        return _page(request, event, NoteForm(event=event), refused=(number, error.clashes), status=422)
    words = _("Release %(number)s is out, with the schedule of release %(old)s.")
    messages.success(request, words % {"number": made.number, "old": number})
    return redirect("programme:releases", event.slug)


def _note_on_restoring(event: Event, number: int) -> dict[str, str]:
    texts = {}
    for language in event.languages or ["en"]:
        with override(language):
            texts[language] = _("Back to the schedule of release %(number)s.") % {"number": number}
    return texts


def _page(
    request: HttpRequest,
    event: Event,
    form: NoteForm,
    *,
    refused: tuple[int, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    sessions = list(sessions_of(event))
    draft = draft_of(event, sessions)
    newest = list(event.releases.select_related("released_by")[: SHOWN + 1])
    programmes = [read_programme(release.content) for release in newest]
    last = programmes[0] if programmes else None
    coming = follow(draft_programme(sessions, draft.stages, at=at), last, at=at)
    entries = [
        Entry(release, _changes(programmes[index + 1] if index + 1 < len(newest) else None, programmes[index]))
        for index, release in enumerate(newest[:SHOWN])
    ]
    context = {
        "form": form,
        "clashes": clashes_of(draft),
        "changes": _changes(last, coming),
        "is_empty": not coming.sessions,
        "entries": entries,
        "newest": newest[0] if newest else None,
        "has_older": len(newest) > SHOWN,
        "refused": refused,
    }
    return render(request, "programme/releases.html", context, status=status)


def _changes(before: Programme | None, after: Programme) -> list[Changes]:
    names = {stage.key: stage.name for stage in (*(before.stages if before else ()), *after.stages)}
    return changes_in_words(differences(before, after), names)
