"""The plan by which an event makes its offers."""

from einlass.admission.models import Draw, OfferPlan
from einlass.events.models import Event


def plan_of(event: Event) -> OfferPlan:
    """As the organiser set it, or the defaults."""
    return OfferPlan.objects.filter(event=event).select_related("event").first() or OfferPlan(event=event)


def fills_by_waves(draw: Draw, plan: OfferPlan) -> bool:
    """Whether seats that come free after a draw are drawn among all who wait, and not offered in drawn order.

    With quotas always: the order knows nothing of what is left of them.
    """
    return bool(draw.rules) or draw.follows_id is not None or plan.always_waves


def will_fill_by_waves(event: Event) -> bool:
    """The same before the first draw, as far as quotas and plan say so today."""
    return plan_of(event).always_waves or event.quotas.exists()
