"""What an event's public page shows of the list."""

from datetime import datetime

from einlass.events.models import Event
from einlass.events.page_parts import PagePart
from einlass.setup.subscriptions.forms import SubscriptionForm
from einlass.setup.subscriptions.queries import takes_subscriptions


def subscription_part(event: Event, *, at: datetime) -> PagePart | None:
    """The form, as long as one can ask to be told."""
    if not takes_subscriptions(event, at):
        return None
    return PagePart("setup/subscriptions/_part.html", {"form": SubscriptionForm(event=event)})
