"""Handing the trail out."""

from dataclasses import asdict
from datetime import datetime

from einlass.events import audit
from einlass.events.models import Event, User
from einlass.setup.audit_trail.audit_actions import TrailAction
from einlass.setup.audit_trail.queries import AuditFilter

SUBJECT = "audit trail"


def record_handing_out(event: Event, wanted: AuditFilter, *, number: int, at: datetime, by: User) -> None:
    """Keep who took how many entries away, and by which filters; of a person filtered for, only that there was one."""
    chosen = {name: value for name, value in asdict(wanted).items() if value and name != "actor"}
    after = {"entries": number} | chosen | ({"by_person": True} if wanted.actor else {})
    audit.record(event, TrailAction.EXPORT, SUBJECT, at=at, by=by, after=after)
