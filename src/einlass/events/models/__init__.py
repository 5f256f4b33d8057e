from einlass.events.models.audit import AuditEntry
from einlass.events.models.event import Category, EarlierSlug, Event, EventDay, Partner, Stage, State
from einlass.events.models.limits import Tally
from einlass.events.models.people import Membership, Role, User

__all__ = [
    "AuditEntry",
    "Category",
    "EarlierSlug",
    "Event",
    "EventDay",
    "Membership",
    "Partner",
    "Role",
    "Stage",
    "State",
    "Tally",
    "User",
]
