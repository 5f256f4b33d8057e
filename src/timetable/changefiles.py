"""Changes on the day and proposals to meet them as JSON files; docs/timetable.md describes the formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from timetable.changes import (
    Change,
    Changes,
    PersonAway,
    PersonLate,
    SessionCancelled,
    SessionLonger,
    StageClosed,
)
from timetable.files import place_as_json, placements_as_json, write_json
from timetable.jsonvalues import Value, read_json
from timetable.problem import Problem
from timetable.replanning import Proposal, Proposals


def read_changes(path: Path, problem: Problem) -> Changes:
    """Raises InvalidFile with the file and the path of the bad value."""
    root = read_json(path)
    fields = Value(root.file, "", root.held, problem.zero).fields(("changes",), ("now", "notice_minutes"))
    return Changes(
        tuple(_change(item) for item in fields["changes"].items()),
        now=fields["now"].minute() if "now" in fields else None,
        notice_minutes=fields["notice_minutes"].whole() if "notice_minutes" in fields else Changes.notice_minutes,
    )


def write_proposals(path: Path, proposals: Proposals) -> None:
    write_json(path, proposals_as_json(proposals))


def proposals_as_json(proposals: Proposals) -> dict[str, Any]:
    return {
        "fewest_moves": proposals.fewest_moves,
        "at_least": proposals.at_least,
        "proved": proposals.proved,
        "proposals": [_proposal_as_json(proposals.problem, card) for card in proposals.cards],
    }


def _change(value: Value) -> Change:
    kinds = {
        "person_late": _person_late,
        "person_away": _person_away,
        "session_cancelled": _session_cancelled,
        "session_longer": _session_longer,
        "stage_closed": _stage_closed,
    }
    kind = dict(value.entries()).get("kind")
    if kind is None:
        raise value.wrong("the field 'kind' is missing")
    read: Callable[[Value], Change] | None = kinds.get(kind.text())
    if read is None:
        raise kind.wrong(f"unknown kind {kind.held!r}; known are {', '.join(kinds)}")
    return read(value)


def _person_late(value: Value) -> Change:
    fields = value.fields(("kind", "person", "until"))
    return PersonLate(fields["person"].text(), fields["until"].minute())


def _person_away(value: Value) -> Change:
    fields = value.fields(("kind", "person", "start", "end"))
    return PersonAway(fields["person"].text(), fields["start"].minute(), fields["end"].minute())


def _session_cancelled(value: Value) -> Change:
    return SessionCancelled(value.fields(("kind", "session"))["session"].text())


def _session_longer(value: Value) -> Change:
    fields = value.fields(("kind", "session", "minutes"))
    return SessionLonger(fields["session"].text(), fields["minutes"].whole(1))


def _stage_closed(value: Value) -> Change:
    fields = value.fields(("kind", "stage", "start", "end"))
    return StageClosed(fields["stage"].text(), fields["start"].minute(), fields["end"].minute())


def _proposal_as_json(problem: Problem, card: Proposal) -> dict[str, Any]:
    return {
        "card": card.card,
        "moves": [
            {
                "session": move.session,
                "before": place_as_json(problem, move.before),
                "after": place_as_json(problem, move.after),
            }
            for move in card.moves
        ],
        "people": card.people,
        "shift_minutes": card.shift_minutes,
        "loss": card.loss,
        "left": [f"{violation.rule}: {violation.message}" for violation in card.left],
        "placements": placements_as_json(problem, card.schedule),
    }
