"""Speakers for the programme team: details and when they can be there."""

from datetime import datetime, time

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from einlass.events.access import for_team, stages_of
from einlass.events.models import Event, Role
from einlass.programme.actions import save_speaker
from einlass.programme.forms import LAST_MINUTE, AvailabilityFormSet, SpeakerForm
from einlass.programme.loaders import get_speaker_for_team
from einlass.programme.models import Speaker
from einlass.programme.queries import speakers_of
from einlass.programme.stages import may_change_speaker

team = for_team(Role.PROGRAMME, Role.ORGANISER, Role.STAGE)
readers = for_team(Role.PROGRAMME, Role.ORGANISER, Role.STAGE, looking=[Role.VIEWER])


@readers
def listing(request: HttpRequest, event: Event) -> HttpResponse:
    return render(request, "programme/team_speakers.html", {"speakers": speakers_of(event)})


@team
def new(request: HttpRequest, event: Event) -> HttpResponse:
    return _edit(request, event, Speaker(event=event))


@readers
def edit(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    speaker = get_speaker_for_team(event, code)
    if not may_change_speaker(speaker, stages_of(request)):
        request.only_looks = True  # type: ignore[attr-defined]
    return _edit(request, event, speaker)


def _edit(request: HttpRequest, event: Event, speaker: Speaker) -> HttpResponse:
    form = SpeakerForm(request.POST or None, instance=speaker)
    spans = AvailabilityFormSet(
        request.POST or None, initial=_spans(speaker), form_kwargs={"event": event}, prefix="spans"
    )
    if request.method != "POST":
        return _page(request, speaker, form, spans)
    if not (form.is_valid() and spans.is_valid()):
        return _page(request, speaker, form, spans, status=422)
    times = [row["span"] for row in spans.cleaned_data if row.get("span")]
    saved = save_speaker(form.filled(), times, within=stages_of(request), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
    return redirect("programme:team_speakers", event.slug)


def _page(
    request: HttpRequest,
    speaker: Speaker,
    form: SpeakerForm,
    spans: BaseFormSet,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"speaker": speaker, "form": form, "spans": spans}
    return render(request, "programme/edit_speaker.html", context, status=status)


def _spans(speaker: Speaker) -> list[dict[str, object]]:
    if not speaker.pk:
        return []
    moments = [
        (timezone.localtime(span.starts_at), timezone.localtime(span.ends_at))
        for span in speaker.availabilities.all()
    ]
    return [
        {"day": starts.date().isoformat(), "from_clock": starts.time(), "to_clock": _last_clock(ends)}
        for starts, ends in moments
    ]


def _last_clock(ends: datetime) -> time:
    """A span to the end of the day is typed and shown as one until 23:59."""
    return LAST_MINUTE if ends.time() == time() else ends.time()
