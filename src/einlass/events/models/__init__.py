from einlass.events.models.audit import AuditEntry
from einlass.events.models.event import Category, Event, Partner, Stage
from einlass.events.models.limits import Tally
from einlass.events.models.people import Membership, Role, User

__all__ = ["AuditEntry", "Category", "Event", "Membership", "Partner", "Role", "Stage", "Tally", "User"]
