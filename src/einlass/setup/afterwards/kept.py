"""What an anonymised event keeps. What is not named here goes: a column is emptied, a table loses its rows.

So a column or a table that a room adds is taken out until somebody has decided that it says nothing about a person.
Numbers, moments and ticks say how many and when, and stay everywhere.
"""

from typing import Any, Final

from django.db.models import BinaryField, CharField, Field, JSONField, TextField, UUIDField

# Texts of each table that stay. A table that is not here keeps no row.
KEPT: Final[dict[str, frozenset[str]]] = {
    label: frozenset(fields.split())
    for label, fields in {
        "events.Event": (
            "slug name summary description zone languages venue address map_url directions contact_email brand_colour"
            " logo title_picture organiser_name organiser_address imprint privacy conduct questions_asked thanks"
        ),
        "events.EventDay": "",
        "events.EventPicture": "fingerprint content",
        "events.EarlierSlug": "slug",
        "events.Category": "key name colour",
        "events.Partner": "code name language",
        "events.Stage": "key name",
        "events.Membership": "role",
        "events.AuditEntry": "actor action subject before after content_mac chain_hash",
        "applications.Form": "",
        "applications.Question": "key kind label help choices condition file_types",
        "applications.ConsentText": "key text",
        "applications.Team": "code",
        "applications.Application": "code language",
        "reviews.Decision": "verdict",
        "tickets.TicketSeries": "event_tag",
        "tickets.Ticket": "code language",
        "admission.Contingent": "code purpose name",
        "admission.Allotment": "",
        "admission.Quota": "attribute value scope",
        "admission.Draw": (
            "code gone rules bundle commitment summary value_source announcement value drand_signature result"
            " excluded_codes method"
        ),
        "admission.DrawEntry": "code hits quota_indexes",
        "admission.Offer": "code",
        "admission.OfferPart": "",
        "admission.OfferPlan": "weekdays days_off",
        "admission.Announcement": "code",
        "admission.Forecast": "rates",
        "admission.Invitation": "code language",
        "admission.Seat": "",
        "admission.SeatHold": "",
        "admission.WaveReport": "outcome why",
        "programme.Session": "code kind title language theme",
        "programme.Speaker": "code",
        "programme.Appearance": "part",
        "programme.Slot": "",
        "checkin.Gate": "code name",
        "checkin.Gate_categories": "",
        "checkin.Device": "code",
        "checkin.Scan": "epoch kind verdict reason",
        "checkin.Entry": "",
        "setup.EventStatistics": "tables",
    }.items()
}
# What stands in place of a text that the database does not let be empty, or that must stay different in each row.
DELETED: Final = "–"
TEXTS: Final = (CharField, TextField, JSONField, BinaryField, UUIDField)


def goes(label: str, field: Field[Any, Any]) -> bool:
    """Whether a column of a table that stays is emptied."""
    return isinstance(field, TEXTS) and field.name not in KEPT[label]


def emptied(field: Field[Any, Any]) -> Any:
    """What stands there afterwards."""
    if field.null:
        return None
    if isinstance(field, JSONField):
        return field.get_default() if field.has_default() else {}
    return b"" if isinstance(field, BinaryField) else ""
