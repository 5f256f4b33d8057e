"""What both sides of the archive agree on: version, names, what is left out, and how a value is written."""

import base64
from typing import Any, Final

from django.db.models import BinaryField, Field, ForeignKey, JSONField

from einlass.events.models import User

FORMAT: Final = "einlass-event"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
# Secrets, what was made of other rows, and what lasts for minutes.
LEFT_OUT_TABLES: Final = frozenset(
    {
        "tickets.TicketKey",
        "applications.ProofCode",
        "applications.SolvedChallenge",
        "reviews.PoolSnapshot",
        "reviews.PoolBits",
        "setup.TeamInvitation",
        "programme.Proposal",
    }
)
LEFT_OUT_FIELDS: Final = frozenset(
    {
        ("events.AuditEntry", "content_mac"),
        ("events.AuditEntry", "chain_hash"),
        ("events.Event", "rehearses"),
        ("checkin.Device", "token_hash"),
        ("checkin.Device", "pairing_code_hash"),
        ("checkin.Device", "pairing_expires_at"),
        ("tickets.Ticket", "symbol"),
    }
)


def written(field: Field[Any, Any], row: Any) -> Any:
    """A value as JSON. People of the team are named by their address, files by base64."""
    value = getattr(row, field.attname)
    if value is None or isinstance(field, JSONField):
        return value
    if isinstance(field, BinaryField):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(field, ForeignKey):
        return getattr(row, field.name).email if field.related_model is User else value
    if isinstance(value, bool | int | float) or type(value) is str:
        return value
    return str(value) if isinstance(value, str) else field.value_to_string(row)


def read(field: Field[Any, Any], value: Any) -> Any:
    """The other way round, for everything but keys. Raises ValueError, or ValidationError."""
    if value is None or isinstance(field, JSONField):
        return value
    if isinstance(field, BinaryField):
        return base64.b64decode(value, validate=True)
    return field.to_python(value)
