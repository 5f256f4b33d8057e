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

__all__ = [
    "AuditEntry",
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
