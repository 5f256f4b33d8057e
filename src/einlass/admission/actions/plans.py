"""Changing how an event makes its offers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from einlass.admission.errors import WavesPromised
from einlass.admission.models import OfferPlan
from einlass.admission.queries import last_draw
from einlass.events import audit
from einlass.events.models import Event, User


@transaction.atomic
def change_offer_plan(event: Event, facts: Mapping[str, Any], *, by: User, at: datetime) -> OfferPlan:
    """Set the fields of the plan; offers that are out keep their ends. Raises WavesPromised."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    plan, _ = OfferPlan.objects.get_or_create(event=event)
    if facts.get("always_waves", plan.always_waves) != plan.always_waves and _waiting_were_told(event):
        raise WavesPromised
    before = {name: getattr(plan, name) for name in facts}
    for name, fact in facts.items():
        setattr(plan, name, fact)
    plan.save(update_fields=list(facts))
    audit.record(event, "change_offer_plan", plan.subject, at=at, by=by, before=before, after=dict(facts))
    return plan


def _waiting_were_told(event: Event) -> bool:
    newest = last_draw(event)
    return newest is not None and newest.waiting_told_at is not None
