"""Which column of a sheet is what: guessed from its headings, chosen by a person, remembered for the next file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from einlass.applications.forms import PREFIX
from einlass.applications.models import Question
from einlass.applications.text import folded
from einlass.web.localized import localized

# A file is nothing that a cell can hold.
NOT_FROM_A_SHEET: Final = frozenset({"file"})


@dataclass(frozen=True)
class Target:
    """What a column can be. `synonyms`: headings that mean it, in any language."""

    key: str
    label: str | Promise
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """columns: position by target; constants: for targets without a column, what all rows have."""

    columns: Mapping[str, int] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"columns": dict(self.columns), "constants": dict(self.constants)}


FIXED: Final = (
    Target(
        "name",
        _("Name"),
        (
            "name",
            "full name",
            "vor- und nachname",
            "vorname und nachname",
            "vollständiger name",
            "teilnehmer",
            "participant",
            "attendee",
        ),
    ),
    Target("first_name", _("First name"), ("first name", "given name", "vorname", "rufname")),
    Target("last_name", _("Last name"), ("last name", "surname", "family name", "nachname", "familienname")),
    Target(
        "email",
        _("E-mail address"),
        (
            "e-mail address",
            "e-mail",
            "email",
            "email address",
            "mail",
            "e-mail-adresse",
            "mailadresse",
            "mail address",
            "e-mail-addresse",
        ),
    ),
    Target(
        "category",
        _("I come as"),
        ("category", "kategorie", "i come as", "ich komme als", "gruppe", "art", "rolle", "role"),
    ),
    Target("language", _("Language"), ("language", "sprache")),
    Target("team", _("Team"), ("team", "team name", "teamname", "name of the team", "name des teams")),
    Target(
        "reference",
        _("Your own number or key"),
        (
            "id",
            "nr",
            "nummer",
            "number",
            "no",
            "key",
            "reference",
            "referenz",
            "schlüssel",
            "kundennummer",
            "mitgliedsnummer",
        ),
    ),
)


def targets(questions: Iterable[Question]) -> list[Target]:
    """All that a column can be, in the order of the form."""
    asked = [
        Target(PREFIX + one.key, localized(one.label), (*one.label.values(), one.key))
        for one in questions
        if one.kind not in NOT_FROM_A_SHEET
    ]
    return [*FIXED, *asked]


def guess(
    headings: Sequence[str], wanted: Sequence[Target], *, before: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Positions by target. before: what headings (folded: `key_of`) meant the last time; that wins."""
    keys = [key_of(heading) for heading in headings]
    known = {key_of(synonym): target.key for target in reversed(wanted) for synonym in target.synonyms}
    known |= {
        heading: target for heading, target in (before or {}).items() if any(one.key == target for one in wanted)
    }
    found: dict[str, int] = {}
    for position, key in enumerate(keys):
        # Of two columns with the same heading the first is meant, unless a person says otherwise.
        if key and key in known and known[key] not in found:
            found[known[key]] = position
    if "first_name" in found and "last_name" in found:
        found.pop("name", None)
    elif "last_name" in found and "name" not in found:
        found["name"] = found.pop("last_name")
    return found


def meanings(headings: Sequence[str], mapping: Columns) -> dict[str, str]:
    """What each heading means, to be remembered."""
    return {key_of(headings[position]): target for target, position in mapping.columns.items() if headings[position]}


def key_of(heading: str) -> str:
    """A heading as it is compared: letters and digits only, no case, no accents."""
    return "".join(letter for letter in folded(heading) if letter.isalnum())
