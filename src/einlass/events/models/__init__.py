from einlass.events.models.audit import AuditEntry
from einlass.events.models.event import (
    Category,
    EarlierSlug,
    Event,
    EventDay,
    EventPicture,
    Partner,
    SeatsGiven,
    Stage,
    State,
)
from einlass.events.models.limits import Tally
from einlass.events.models.people import Membership, Role, User, in_force, in_words
from einlass.events.models.sessions import BrowserSession

__all__ = [
    "AuditEntry",
    "BrowserSession",
    "Category",
    "EarlierSlug",
    "Event",
    "EventDay",
    "EventPicture",
    "Membership",
    "Partner",
    "Role",
    "SeatsGiven",
    "Stage",
    "State",
    "Tally",
    "User",
    "in_force",
    "in_words",
]
