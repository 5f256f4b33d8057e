"""Which column of a sheet is what: guessed from its headings, chosen by a person, remembered for the next file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from einlass.applications.forms import PREFIX
from einlass.applications.importing.headings import key_of, keys_of
from einlass.applications.importing.people import is_turned_round
from einlass.applications.models import Question
from einlass.web.localized import localized

# A file is nothing that a cell can hold.
NOT_FROM_A_SHEET: Final = frozenset({"file"})


@dataclass(frozen=True)
class Target:
    """What a column can be.

    synonyms: headings that mean it, in any language; hints: those that mean it where nothing else does.
    options: of a question with several answers, which some programs write into a column each.
    """

    key: str
    label: str | Promise
    synonyms: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """columns: positions by target, more than one where each is an option; constants: for targets without a column.

    repairs: what is done with each kind of damage (damage.py); left_out: rows that are not imported;
    leaves_wrong_out: nor those that are not right; are_different_people: rows with one mailbox are.
    """

    columns: Mapping[str, list[int]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    repairs: Mapping[str, bool] = field(default_factory=dict)
    left_out: Sequence[int] = ()
    leaves_wrong_out: bool = False
    are_different_people: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"left_out": list(self.left_out)}

    def position(self, target: str) -> int | None:
        return next(iter(self.columns.get(target, ())), None)

    @property
    def used(self) -> set[int]:
        return {position for positions in self.columns.values() for position in positions}


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
    Target(
        "reversed_name",
        _("Name, as “surname, first name”"),
        (
            "nachname, vorname",
            "name, vorname",
            "familienname, vorname",
            "last name, first name",
            "surname, first name",
            "surname, given name",
        ),
    ),
    Target("first_name", _("First name"), ("first name", "given name", "forename", "vorname", "vornamen", "rufname")),
    Target(
        "last_name", _("Last name"), ("last name", "surname", "family name", "nachname", "familienname", "zuname")
    ),
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


# Words for what many forms ask, whatever it is called there.
USUAL: Final = (
    (
        "company",
        "organisation",
        "organization",
        "employer",
        "institution",
        "firma",
        "unternehmen",
        "arbeitgeber",
        "betrieb",
    ),
    ("phone", "telephone", "mobile", "telefon", "telefonnummer", "tel", "handy", "handynummer", "mobil", "rufnummer"),
    ("website", "homepage", "url", "webseite", "internetseite", "internet"),
    ("job title", "position", "function", "funktion", "beruf", "berufsbezeichnung", "titel"),
    ("city", "town", "ort", "stadt", "wohnort"),
    ("postcode", "zip", "zip code", "postal code", "plz", "postleitzahl"),
)
COUNTRY_WORDS: Final = ("country", "land", "herkunftsland", "staat", "nation")


def targets(questions: Iterable[Question]) -> list[Target]:
    """All that a column can be, in the order of the form."""
    return [*FIXED, *(_target(question) for question in questions if question.kind not in NOT_FROM_A_SHEET)]


def known_headings(wanted: Iterable[Target]) -> set[str]:
    """Every heading that means something, as `key_of` writes it."""
    return {key_of(word) for target in wanted for word in (*target.synonyms, *target.hints, *target.options)} - {""}


def guess(
    headings: Sequence[str],
    wanted: Sequence[Target],
    *,
    before: Mapping[str, str] | None = None,
    sample: Sequence[Sequence[str]] = (),
) -> dict[str, list[int]]:
    """Positions by target. before: what headings (`key_of`) meant the last time; that wins. sample: cells of some rows."""
    known = {key_of(word): target.key for target in reversed(wanted) for word in target.hints}
    known |= {key_of(word): target.key for target in reversed(wanted) for word in target.synonyms}
    keys = {target.key for target in wanted}
    known |= {heading: target for heading, target in (before or {}).items() if target in keys}
    found: dict[str, list[int]] = {}
    for position, heading in enumerate(headings):
        target = next((known[key] for key in keys_of(heading) if key in known), None)
        # Of two columns with the same heading the first is meant, unless a person says otherwise.
        if target is not None:
            found.setdefault(target, [position])
    _guess_options(found, headings, wanted)
    _guess_by_content(found, headings, keys, sample)
    _guess_names(found, keys, sample)
    return found


def meanings(headings: Sequence[str], mapping: Columns) -> dict[str, str]:
    """What each heading means, to be remembered; where several are one, each is the name of an option and no heading."""
    return {
        key_of(headings[positions[0]]): target
        for target, positions in mapping.columns.items()
        if len(positions) == 1 and headings[positions[0]]
    }


def _target(question: Question) -> Target:
    names = (*question.label.values(), question.key)
    keys = {key_of(name) for name in names}
    hints = [word for words in USUAL if keys & {key_of(word) for word in words} for word in words]
    hints += COUNTRY_WORDS if question.kind == Question.Kind.COUNTRY else ()
    options = [
        text
        for choice in (question.choices if question.kind == Question.Kind.MULTIPLE else ())
        for text in (*choice["label"].values(), choice["value"])
    ]
    return Target(PREFIX + question.key, localized(question.label), names, tuple(hints), tuple(options))


def _guess_options(found: dict[str, list[int]], headings: Sequence[str], wanted: Sequence[Target]) -> None:
    """Columns whose headings are the options of one question, alone or behind the question ("Topics [Design]")."""
    for target in wanted:
        options, questions = {key_of(text) for text in target.options}, [key_of(text) for text in target.synonyms]
        meant = options | {question + option for question in questions for option in options}
        taken = {position for positions in found.values() for position in positions}
        positions = [
            place for place, heading in enumerate(headings) if place not in taken and key_of(heading) in meant - {""}
        ]
        if len(positions) > 1 and target.key not in found:
            found[target.key] = positions


def _guess_by_content(
    found: dict[str, list[int]], headings: Sequence[str], keys: set[str], sample: Sequence[Sequence[str]]
) -> None:
    if "email" in found or "email" not in keys:
        return
    counts = [sum("@" in cell for cell in _column(sample, place)) for place in range(len(headings))]
    most = max(counts, default=0)
    if most:
        found["email"] = [counts.index(most)]


def _guess_names(found: dict[str, list[int]], keys: set[str], sample: Sequence[Sequence[str]]) -> None:
    """German lists say "Name" and mean the surname, wherever "Vorname" stands beside it."""
    if "first_name" in found and "last_name" not in found and "name" in found:
        found["last_name"] = found.pop("name")
    if "first_name" in found and "last_name" in found:
        found.pop("name", None)
        found.pop("reversed_name", None)
    elif "last_name" in found and not found.keys() & {"name", "reversed_name"}:
        found["name"] = found.pop("last_name")
    if "reversed_name" in found:
        found.pop("name", None)
    elif "name" in found and "reversed_name" in keys and is_turned_round(_column(sample, found["name"][0])):
        found["reversed_name"] = found.pop("name")


def _column(sample: Sequence[Sequence[str]], place: int) -> list[str]:
    return [cells[place] for cells in sample if place < len(cells)]
