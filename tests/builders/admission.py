from datetime import datetime, timedelta
from itertools import count
from typing import Any

from einlass.admission.actions import (
    commit_draw,
    freeze_draw,
    give_value,
    invite_guests,
    make_offer,
    open_contingent,
    send_link,
    solve_draw,
)
from einlass.admission.guests import Guest
from einlass.admission.models import Announcement, Contingent, Draw, Invitation, Offer, Quota
from einlass.applications.models import Application, Team
from einlass.events.links import link_token
from einlass.events.models import Event, Partner, User
from einlass.reviews.models import Decision, Verdict
from fairdraw import ValueForm, drand_form, numbers_form
from fairdraw.announcement import AS_THROWN
from tests.builders.applications import make_application, make_team
from tests.builders.events import NOON, make_category, make_member, make_partner

BEFORE_NOON = NOON - timedelta(hours=1)
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


def make_frozen_draw(event: Event, *, by: User | None = None, at: datetime = NOON) -> Draw:
    return freeze_draw(event, by=by or make_member(event), at=at)


def make_solved_draw(event: Event, *, by: User | None = None, at: datetime = NOON) -> Draw:
    return solve_draw(make_frozen_draw(event, by=by, at=at), at=at)


def make_value_form(**fields: Any) -> ValueForm:
    """Three numbers from 0 to 999 in the order in which they come, known at noon."""
    defaults = {"count": 3, "low": 0, "high": 999, "order": AS_THROWN, "source": "Numbers drawn on stage", "at": NOON}
    return numbers_form(**(defaults | fields))


def announce(draw: Draw, *, by: User | str = "worker", at: datetime = BEFORE_NOON, **fields: Any) -> Draw:
    """Announced an hour before its value is known at noon, unless said otherwise."""
    return commit_draw(draw, **({"form": make_value_form()} | fields), by=by, at=at)


def make_committed_draw(event: Event, *, by: User | None = None, at: datetime = BEFORE_NOON, **fields: Any) -> Draw:
    """drand_round: a round that gives the value, instead of numbers at noon."""
    by = by or make_member(event)
    if (number := fields.pop("drand_round", None)) is not None:
        fields["form"] = drand_form(number)
    return announce(make_solved_draw(event, by=by, at=at - timedelta(hours=1)), by=by, at=at, **fields)


def make_drawn_draw(event: Event, *, value: str = "1 2 3", by: User | None = None) -> Draw:
    by = by or make_member(event)
    return give_value(make_committed_draw(event, by=by), value, by=by, at=NOON)


def make_open_offer(application: Application, contingent: Contingent, **fields: Any) -> Offer:
    defaults = {"expires_at": NOON + timedelta(days=5), "at": NOON}
    by = fields.pop("by", None) or make_member(application.event)
    return make_offer(application, contingent=contingent, by=by, **(defaults | fields))


def make_partner_contingent(event: Event, **fields: Any) -> Contingent:
    """A partner whose link works, with five seats that return in ten days unless said otherwise."""
    partner = fields.pop("partner", None) or make_partner(
        event, name=fields.pop("company", f"Company {next(_numbers)}")
    )
    if not event.categories.exists():
        make_category(event)
    defaults = {"purpose": "partner", "size": 5, "partner": partner, "returns_at": NOON + timedelta(days=10)}
    contingent = make_contingent(event, **(defaults | fields))
    if not partner.has_link(NOON):
        contingent.partner = send_link(partner, ends_at=NOON + timedelta(days=50), by=make_member(event), at=NOON)
    return contingent


def make_guest(contingent: Contingent, **fields: Any) -> Invitation:
    """A guest who was named and has not answered."""
    number = next(_numbers)
    defaults = {"name": f"Guest {number}", "email": f"guest-{number}@example.org"}
    at = fields.pop("at", NOON)
    by = contingent.partner.subject if contingent.partner else "worker"
    return invite_guests(contingent, [Guest(**(defaults | fields))], by=by, at=at)[0]


def partner_token(partner: Partner) -> str:
    partner.refresh_from_db()
    return link_token("partner", partner.code, partner.link_version)


def guest_token(invitation: Invitation) -> str:
    return link_token("invitation", invitation.code, invitation.link_version)


def make_announcement(event: Event, **fields: Any) -> Announcement:
    defaults = {"starts_at": NOON, "expires_at": NOON + timedelta(days=7), "planned_at": NOON}
    return Announcement.objects.create(event=event, **(defaults | fields))
