"""The programme team's desk: the working draft, what is wrong with it, and proposals for a better day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

import timetable
from einlass.events.access import for_team
from einlass.events.models import Event, Role, Stage
from einlass.programme.actions import accept_proposal, propose_day
from einlass.programme.differences import differences
from einlass.programme.errors import NoDayPossible, ProposalIsOutOfDate
from einlass.programme.layout import MOST_STAGES, days_of
from einlass.programme.loaders import get_proposal_for_team
from einlass.programme.models import Proposal, Session
from einlass.programme.planning import Clash, Draft, clashes_of, draft_of
from einlass.programme.queries import draft_programme, newest_release, sessions_of
from einlass.programme.releases import read_programme
from einlass.programme.words import place_in_words
from einlass.web.localized import localized

SEED = 1
STEPS = 20_000
"""Moves of the search; about a second for a day of forty sessions."""


@dataclass(frozen=True)
class Column:
    """A stage with what the draft has on it, breaks and plenaries included."""

    stage: Stage
    sessions: Sequence[Session]


@dataclass(frozen=True)
class Move:
    """Where a proposal puts a session. before: empty if it had no place."""

    session: Session
    before: str
    after: str


@for_team(Role.PROGRAMME, Role.ORGANISER, looking=[Role.VIEWER, Role.STAGE])
def desk(request: HttpRequest, event: Event) -> HttpResponse:
    return _desk(request, event)


@for_team(Role.PROGRAMME, Role.ORGANISER, looking=[Role.VIEWER, Role.STAGE])
def preview(request: HttpRequest, event: Event) -> HttpResponse:
    programme = draft_programme(sessions_of(event), event.stages.all(), at=timezone.now())
    context = {
        "programme": programme,
        "days": days_of(programme, event.tz),
        "is_grid": 1 < len(programme.stages) <= MOST_STAGES,
    }
    return render(request, "programme/preview.html", context)


@for_team(Role.PROGRAMME, Role.ORGANISER)
@require_POST
def propose(request: HttpRequest, event: Event) -> HttpResponse:
    try:
        made = propose_day(event, seed=SEED, steps=STEPS, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except NoDayPossible as error:
        return _desk(request, event, refusal=error, status=422)
    return redirect("programme:proposal", event.slug, made.code)


@for_team(Role.PROGRAMME, Role.ORGANISER, looking=[Role.VIEWER])
def proposal(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    return _proposal(request, event, get_proposal_for_team(event, code))


@for_team(Role.PROGRAMME, Role.ORGANISER)
@require_POST
def accept(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    proposed = get_proposal_for_team(event, code)
    try:
        accept_proposal(proposed, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except ProposalIsOutOfDate:
        return _proposal(request, event, proposed, status=422)
    messages.success(request, _("The draft now follows the proposal. Visitors see it with the next release."))
    return redirect("programme:desk", event.slug)


def _desk(
    request: HttpRequest, event: Event, *, refusal: NoDayPossible | None = None, status: int = 200
) -> HttpResponse:
    sessions = list(sessions_of(event))
    draft = draft_of(event, sessions)
    release = newest_release(event)
    programme = draft_programme(sessions, draft.stages, at=timezone.now())
    clashes = clashes_of(draft)
    context = {
        "columns": [Column(stage, _on_stage(sessions, stage)) for stage in draft.stages],
        "clashes": clashes,
        "clashing": {code for clash in clashes for code in clash.sessions},
        "unplaced": [session for session in sessions if session.place is None and not session.cancelled_at],
        "cancelled": [session for session in sessions if session.cancelled_at],
        "placed_count": sum(session.place is not None and not session.cancelled_at for session in sessions),
        "release": release,
        "change_count": differences(read_programme(release.content), programme).count if release else None,
        "refusal": refusal,
    }
    return render(request, "programme/desk.html", context, status=status)


def _on_stage(sessions: list[Session], stage: Stage) -> list[Session]:
    here = [
        session
        for session in sessions
        if session.place is not None and session.slot.stage in (None, stage) and not session.cancelled_at
    ]
    return sorted(here, key=lambda session: session.slot.starts_at)


def _proposal(request: HttpRequest, event: Event, proposed: Proposal, *, status: int = 200) -> HttpResponse:
    draft = draft_of(event, sessions_of(event))
    is_current = proposed.draft == draft.fingerprint and proposed.accepted_at is None
    context = {
        "proposal": proposed,
        "is_current": is_current,
        "moves": _moves(draft, proposed) if is_current else [],
        "clashes_now": clashes_of(draft),
        "clashes_then": _clashes_then(draft, proposed) if is_current else [],
    }
    return render(request, "programme/proposal.html", context, status=status)


def _moves(draft: Draft, proposed: Proposal) -> list[Move]:
    names = {stage.key: stage.name for stage in draft.stages}
    moves = []
    for session in draft.sessions:
        place = proposed.places.get(session.code)
        if place is None:
            continue
        slot = session.place
        before = place_in_words(slot.stage.name if slot.stage else "", slot.starts_at) if slot else ""
        after = place_in_words(names[place["stage"]], datetime.fromisoformat(place["starts_at"]))
        if before != after:
            moves.append(Move(session, before, after))
    return sorted(moves, key=lambda move: (move.after, localized(move.session.title)))


def _clashes_then(draft: Draft, proposed: Proposal) -> list[Clash]:
    places = {
        code: timetable.Place(place["stage"], draft.minute(datetime.fromisoformat(place["starts_at"])))
        for code, place in proposed.places.items()
    }
    return clashes_of(draft, timetable.Schedule(places))
