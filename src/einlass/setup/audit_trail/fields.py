"""What an entry keeps before and after a change, readable: labels of fields, and values in words instead of JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from einlass.events.models import AuditEntry, Role, SeatsGiven
from einlass.reviews.models import Decision
from einlass.setup.audit_trail.words import Words
from einlass.web.templatetags.web import moment

NOTHING: Final = "–"
LONG: Final = 120
LANGUAGES: Final = {"en", "de"}

FIELDS: Final[dict[str, Words]] = {
    "accepted_at": _("Accepted"),
    "address": _("Address"),
    "admitted": _("Admitted"),
    "also_alone": _("Comes without the team as well"),
    "always_waves": _("Each free seat is drawn"),
    "announcement": _("Announcement"),
    "announces_before_opening": _("Announced before it opens"),
    "answers": _("Answers"),
    "application": _("Application"),
    "applications_close_at": _("Applications close"),
    "applications_open_at": _("Applications open"),
    "asked again": _("Questions asked again"),
    "asks_proof_of_work": _("Browsers solve a small challenge"),
    "attribute": _("Attribute"),
    "available": _("Available"),
    "brand_colour": _("Colour"),
    "by": _("By"),
    "bytes": _("Bytes"),
    "capacity": _("Capacity"),
    "categories": _("Categories"),
    "category": _("Category"),
    "changed": _("Changed"),
    "changeover": _("Minutes between sessions"),
    "closes": _("Closes"),
    "closes_at": _("Closes"),
    "colour": _("Colour"),
    "commitment": _("Fingerprint"),
    "conduct": _("Code of conduct"),
    "contact_email": _("Contact"),
    "contingent": _("Contingent"),
    "day_begins": _("Working day begins"),
    "day_ends": _("Working day ends"),
    "days": _("Days"),
    "days_off": _("Days off"),
    "days_to_answer": _("Working days to answer"),
    "dead": _("Addresses left out"),
    "declined": _("Declined"),
    "description": _("Description"),
    "directions": _("Directions"),
    "doors_open_at": _("Doors open"),
    "draw_at": _("Draw"),
    "ended": _("Ended"),
    "ends_at": _("Ends"),
    "entries": _("Entries"),
    "excluded": _("But not"),
    "expires_at": _("Answer until"),
    "follows": _("Follows"),
    "gate": _("Gate"),
    "gone": _("Gone meanwhile"),
    "groups": _("Who gets it"),
    "head_before": _("Head of the trail before"),
    "hard_limit": _("Most seats the house may hold"),
    "held_back": _("Held back"),
    "imprint": _("Imprint"),
    "import": _("Imported list"),
    "in_spite_of": _("Although"),
    "is_pinned": _("Stays where it is"),
    "is_review_blind": _("Reviewers see no names"),
    "joined": _("Joined"),
    "keeps_quiet": _("Mails wait for working hours"),
    "key": _("Key"),
    "keys": _("Categories"),
    "kind": _("Kind"),
    "label": _("Label"),
    "languages": _("Languages"),
    "last_at": _("The last one"),
    "least": _("At least"),
    "logo": _("Logo"),
    "mails": _("Mails"),
    "map_url": _("Map"),
    "method": _("Method"),
    "minutes": _("Minutes"),
    "most": _("At most"),
    "name": _("Name"),
    "note": _("Note"),
    "number": _("Number"),
    "offered": _("Offered"),
    "offers": _("Offers"),
    "offers_open_at": _("Offers begin"),
    "opened_at": _("Open since"),
    "opens": _("Opens"),
    "opens_at": _("Opens"),
    "organiser_address": _("Address of the organiser"),
    "organiser_name": _("Organiser"),
    "other": _("The other one"),
    "outcome": _("Outcome"),
    "outcomes": _("Outcomes"),
    "overbooking": _("Overbooking"),
    "part": _("Part"),
    "parts": _("Parts"),
    "passed_over": _("Passed over"),
    "people": _("People"),
    "place": _("Place"),
    "places": _("Schedule"),
    "privacy": _("Privacy"),
    "problem": _("Problem"),
    "problems": _("Problems"),
    "programme_public_at": _("Programme is public"),
    "proof": _("Proof of the address"),
    "purpose": _("Purpose"),
    "questions_asked": _("Frequently asked"),
    "quotas": _("Quotas"),
    "reason": _("Reason"),
    "rehearsal": _("Rehearsal"),
    "remind_hours": _("Reminder, hours before"),
    "replaces": _("Replaces"),
    "required": _("Required"),
    "restores": _("Brings back"),
    "returns_at": _("Return day"),
    "role": _("Role"),
    "rows": _("Rows"),
    "rules": _("Quotas"),
    "scope": _("Counted among"),
    "seats": _("Seats"),
    "seats_given": _("How seats are given"),
    "seed": _("Seed"),
    "send_at": _("Not before"),
    "session": _("Session"),
    "sessions": _("Sessions"),
    "shared": _("For everybody in the team"),
    "size": _("Size"),
    "slug": _("Address of the pages"),
    "speaker": _("Speaker"),
    "stage": _("Stage"),
    "starts_at": _("Begins"),
    "steps": _("Steps of the search"),
    "summary": _("Summary"),
    "tag": _("Tag"),
    "taken": _("Taken over"),
    "takes_applications": _("Open to applicants"),
    "team": _("Team of applicants"),
    "ticket": _("Ticket"),
    "title": _("Title"),
    "title_picture": _("Title picture"),
    "to": pgettext_lazy("seats move", "To"),
    "until": _("Until"),
    "user": _("Person"),
    "value": _("Value"),
    "value_source": _("Public value"),
    "venue": _("Venue"),
    "verdict": _("Decision"),
    "waiting": _("Waiting"),
    "wave_time": _("Time of the draw among those who wait"),
    "waves_are_automatic": _("Free seats are drawn without being asked"),
    "waves_stop_at": _("No draw among those who wait from"),
    "weekdays": _("Working days"),
    "why": _("Why"),
    "with": pgettext_lazy("put together", "With"),
    "withdrawn_at": _("Withdrawn"),
    "removed": _("Removed"),
    "restored": _("As before"),
    "stay": _("Stay"),
    "unsent": _("Mails not sent"),
    "told": _("People told"),
    "zone": _("Time zone"),
}
VALUES: Final[dict[str, Mapping[str, Words]]] = {
    "role": dict(Role.choices),
    "verdict": dict(Decision._meta.get_field("verdict").flatchoices),
    "seats_given": dict(SeatsGiven.choices),
}


@dataclass(frozen=True)
class Change:
    """One field of an entry. is_long: to be folded."""

    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        return max(len(self.before), len(self.after)) > LONG


def changes_of(entry: AuditEntry) -> list[Change]:
    """Fields of an entry in the order in which they were written; before is empty where only what came out was kept."""
    names = list(dict.fromkeys([*entry.before, *entry.after]))
    return [
        Change(
            label_of(name),
            value_in_words(name, entry.before[name]) if name in entry.before else "",
            value_in_words(name, entry.after[name]) if name in entry.after else "",
        )
        for name in names
    ]


def label_of(name: str) -> str:
    return str(FIELDS.get(name, name.replace("_", " ")))


def value_in_words(name: str, value: Any) -> str:
    """A stored value as a person reads it; moments are in the zone that is active."""
    match value:
        case _ if value in (None, "", [], {}):
            return NOTHING
        case bool():
            return _t("yes") if value else _t("no")
        case str():
            return _text(name, value)
        case list():
            separator = "\n" if any(isinstance(one, dict) for one in value) else ", "
            return separator.join(value_in_words(name, one) for one in value)
        case dict():
            return "; ".join(_parts(value))
    return str(value)


def _text(name: str, value: str) -> str:
    if name in VALUES:
        return str(VALUES[name].get(value, value))
    at = _moment(value)
    return moment(at) if at else value


def _parts(value: Mapping[str, Any]) -> Iterator[str]:
    for name, one in value.items():
        label = name.upper() if name in LANGUAGES else label_of(name)
        yield f"{label}: {value_in_words(name, one)}"


def _moment(text: str) -> datetime | None:
    """The moment that a text is, if it is one with its zone."""
    try:
        found = parse_datetime(text) if "T" in text else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
