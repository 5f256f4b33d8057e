from itertools import count
from typing import Any

from einlass.events.models import Event
from einlass.tickets.actions import issue_ticket
from einlass.tickets.models import Ticket
from tests.builders.events import NOON, make_category

_numbers = count(1)


def make_ticket(event: Event, **fields: Any) -> Ticket:
    """A ticket as issued, its mail in the outbox."""
    number = next(_numbers)
    category = fields.pop("category", None) or event.categories.first() or make_category(event)
    defaults = {
        "attendee_name": f"Guest {number}",
        "attendee_email": f"guest-{number}@example.org",
        "language": "en",
        "at": NOON,
        "by": "worker",
    }
    return issue_ticket(event, category=category, **(defaults | fields))
