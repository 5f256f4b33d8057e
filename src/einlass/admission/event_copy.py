"""What admission adds to "Copy from another event"."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from einlass.admission.actions.plans import change_offer_plan
from einlass.admission.models import OfferPlan
from einlass.events.copying import CopiedPart, Copying

FIELDS: Final = (
    "days_to_answer",
    "remind_hours",
    "keeps_quiet",
    "day_begins",
    "day_ends",
    "weekdays",
    "always_waves",
    "waves_are_automatic",
    "wave_time",
)


def offer_policy_part() -> CopiedPart:
    return CopiedPart(
        "offer_policy", _("How offers are made: days to answer, quiet hours, waves"), _copy_offer_policy
    )


def _copy_offer_policy(copying: Copying) -> None:
    """Days off are those of another year, so none come over."""
    plan = OfferPlan.objects.filter(event=copying.source).first()
    if plan is None:
        return
    facts: dict[str, Any] = {name: getattr(plan, name) for name in FIELDS}
    facts["days_off"] = []
    facts["waves_stop_at"] = copying.moved(plan.waves_stop_at) if plan.waves_stop_at else None
    change_offer_plan(copying.target, facts, **copying.how)
