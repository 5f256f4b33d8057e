"""Sessions for the programme team: texts, people, place, cancellation."""

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.events.access import for_team, stages_of
from einlass.events.models import Event, Role
from einlass.programme.actions import (
    Part,
    cancel_session,
    delete_session,
    place_session,
    reinstate_session,
    save_session,
    unplace_session,
)
from einlass.programme.errors import SessionIsCancelled, SessionIsNotCancelled, SessionWasReleased
from einlass.programme.forms import PartFormSet, PlaceForm, SessionForm
from einlass.programme.loaders import get_session_for_team
from einlass.programme.models import Session
from einlass.programme.planning import Clash, clashes_of, draft_of
from einlass.programme.queries import sessions_of
from einlass.programme.stages import may_change

team = for_team(Role.PROGRAMME, Role.ORGANISER, Role.STAGE)


@team
def new(request: HttpRequest, event: Event) -> HttpResponse:
    languages = event.languages or ["en"]
    session = Session(event=event, kind=Session.Kind.TALK, language=languages[0])
    return _edit(request, event, session)


@for_team(Role.PROGRAMME, Role.ORGANISER, Role.STAGE, looking=[Role.VIEWER])
def edit(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    session = get_session_for_team(event, code)
    if not may_change(session, stages_of(request)):
        request.only_looks = True  # type: ignore[attr-defined]
    return _edit(request, event, session)


@team
@require_POST
def place(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    session = get_session_for_team(event, code)
    form = PlaceForm(request.POST, session=session, prefix="place")
    if not form.is_valid() or session.cancelled_at:
        return _page(request, event, session, place_form=form, status=422)
    chosen = form.cleaned_data
    try:
        place_session(
            session,
            chosen["stage"],
            chosen["starts_at"],
            is_pinned=chosen["is_pinned"],
            within=stages_of(request),
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except SessionIsCancelled:
        return _page(request, event, session, place_form=form, status=422)
    clashes = _clashes(event, code)
    if clashes:
        messages.warning(
            request, _("Placed, but it clashes: %(clashes)s") % {"clashes": " ".join(c.words for c in clashes)}
        )
    else:
        messages.success(request, _("“%(session)s” has its place, without a clash.") % {"session": session})
    return redirect("programme:desk", event.slug)


@team
@require_POST
def unplace(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    session = get_session_for_team(event, code)
    unplace_session(session, within=stages_of(request), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("“%(session)s” has no place now.") % {"session": session})
    return redirect("programme:desk", event.slug)


@team
@require_POST
def cancel(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    session = get_session_for_team(event, code)
    try:
        cancel_session(session, within=stages_of(request), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except SessionIsCancelled:
        messages.warning(request, _("“%(session)s” was cancelled already.") % {"session": session})
    else:
        messages.success(
            request, _("“%(session)s” is cancelled; visitors see it with the next release.") % {"session": session}
        )
    return redirect("programme:desk", event.slug)


@team
@require_POST
def reinstate(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    session = get_session_for_team(event, code)
    try:
        reinstate_session(session, within=stages_of(request), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except SessionIsNotCancelled:
        messages.warning(request, _("“%(session)s” is not cancelled.") % {"session": session})
    else:
        messages.success(request, _("“%(session)s” takes place again.") % {"session": session})
    return redirect("programme:edit_session", event.slug, code)


@team
@require_POST
def delete(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    session = get_session_for_team(event, code)
    title = str(session)
    try:
        delete_session(session, within=stages_of(request), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except SessionWasReleased:
        messages.error(
            request, _("“%(session)s” was released before, so it can only be cancelled.") % {"session": title}
        )
        return redirect("programme:edit_session", event.slug, code)
    messages.success(request, _("“%(session)s” is deleted.") % {"session": title})
    return redirect("programme:desk", event.slug)


def _edit(request: HttpRequest, event: Event, session: Session) -> HttpResponse:
    if request.method != "POST":
        return _page(request, event, session)
    form = SessionForm(request.POST, session=session)
    parts = _parts(request, event, session)
    if not (form.is_valid() and parts.is_valid()):
        return _page(request, event, session, form=form, parts=parts, status=422)
    chosen = [row for row in parts.cleaned_data if row.get("speaker")]
    saved = save_session(
        form.filled(),
        [Part(row["speaker"], row["part"] or "speaker") for row in chosen],
        within=stages_of(request),
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    messages.success(request, _("“%(session)s” is saved.") % {"session": saved})
    if saved.place is None and not saved.cancelled_at:
        return redirect("programme:edit_session", event.slug, saved.code)
    return redirect("programme:desk", event.slug)


def _page(
    request: HttpRequest,
    event: Event,
    session: Session,
    *,
    form: SessionForm | None = None,
    parts: BaseFormSet | None = None,
    place_form: PlaceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "session": session,
        "form": form or SessionForm(session=session),
        "parts": parts or _parts(request, event, session, is_bound=False),
        "place_form": place_form or (PlaceForm(session=session, prefix="place") if session.pk else None),
    }
    return render(request, "programme/edit_session.html", context, status=status)


def _parts(request: HttpRequest, event: Event, session: Session, *, is_bound: bool = True) -> BaseFormSet:
    shared = {"speakers": list(event.speakers.all()), "event": event}
    initial = (
        [{"speaker": one.speaker_id, "part": one.part} for one in session.appearances.all()] if session.pk else []
    )
    return PartFormSet(request.POST if is_bound else None, initial=initial, form_kwargs=shared, prefix="people")


def _clashes(event: Event, code: str) -> list[Clash]:
    return [clash for clash in clashes_of(draft_of(event, sessions_of(event))) if code in clash.sessions]
