from datetime import timedelta
from itertools import count
from typing import Any

from einlass.admission.actions import (
    commit_draw,
    freeze_draw,
    give_value,
    make_offer,
    open_contingent,
    solve_draw,
)
from einlass.admission.models import Announcement, Contingent, Draw, Offer, Quota
from einlass.applications.models import Application, Team
from einlass.events.models import Event, User
from einlass.reviews.models import Decision, Verdict
from tests.builders.applications import make_application, make_team
from tests.builders.events import NOON, make_member

_numbers = count(1)


def make_contingent(event: Event, **fields: Any) -> Contingent:
    """Opened through the ledger; ten seats for the draw unless said otherwise."""
    purpose = fields.pop("purpose", Contingent.Purpose.DRAW)
    defaults = {"name": {"en": f"Seats for {purpose}"}, "size": 10, "by": "worker", "at": NOON}
    return open_contingent(event, purpose, **(defaults | fields))


def make_quota(event: Event, attribute: str = "category", value: str = "kind-0", **fields: Any) -> Quota:
    """At least one seat in the draw unless said otherwise."""
    bounds = {} if {"least", "most"} & set(fields) else {"least": 1}
    return Quota.objects.create(event=event, attribute=attribute, value=value, **(bounds | fields))


def make_decision(application: Application, verdict: Verdict = Verdict.DRAW, **fields: Any) -> Decision:
    return Decision.objects.create(application=application, verdict=verdict, **({"decided_at": NOON} | fields))


def make_entrant(event: Event, **fields: Any) -> Application:
    """An application that was sent to the draw."""
    application = make_application(event, **fields)
    make_decision(application, Verdict.DRAW)
    return application


def make_entrant_team(event: Event, size: int) -> Team:
    team = make_team(event)
    for _ in range(size):
        make_entrant(event, team=team)
    return team


def make_admitted(event: Event, **fields: Any) -> Application:
    application = make_application(event, **fields)
    make_decision(application, Verdict.ADMIT)
    return application


def make_frozen_draw(event: Event, *, by: User | None = None) -> Draw:
    return freeze_draw(event, by=by or make_member(event), at=NOON)


def make_solved_draw(event: Event, *, by: User | None = None) -> Draw:
    return solve_draw(make_frozen_draw(event, by=by), at=NOON)


def make_committed_draw(event: Event, *, by: User | None = None, **fields: Any) -> Draw:
    by = by or make_member(event)
    promise = {"value_source": "Dice on stage", "by": by, "at": NOON}
    return commit_draw(make_solved_draw(event, by=by), **(promise | fields))


def make_drawn_draw(event: Event, *, value: str = "1 2 3", by: User | None = None) -> Draw:
    by = by or make_member(event)
    return give_value(make_committed_draw(event, by=by), value, by=by, at=NOON)


def make_open_offer(application: Application, contingent: Contingent, **fields: Any) -> Offer:
    defaults = {"expires_at": NOON + timedelta(days=5), "at": NOON}
    by = fields.pop("by", None) or make_member(application.event)
    return make_offer(application, contingent=contingent, by=by, **(defaults | fields))


def make_announcement(event: Event, **fields: Any) -> Announcement:
    defaults = {"starts_at": NOON, "expires_at": NOON + timedelta(days=7), "planned_at": NOON}
    return Announcement.objects.create(event=event, **(defaults | fields))
