"""What is in a cell, as the form would get it: a choice by its value or by its words, a consent by 'yes', 'ja', '1' or 'x'."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from einlass.applications.countries import country_choices
from einlass.applications.importing.headings import key_of
from einlass.applications.models import Question
from einlass.events.models import Category

LANGUAGES: Final = ("en", "de")
YES: Final = frozenset({"yes", "ja", "y", "j", "true", "wahr", "1", "x", "✓", "✔", "☑", "ok", "on"})
NO: Final = frozenset({"no", "nein", "n", "false", "falsch", "0", "-", "–", "☐", "off"})
# What a cell shows when its formula fails, as Excel says it in English and German.
FAILURES: Final = frozenset(
    {"#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#ZAHL!"}
)
# What our own files put before a text that a spreadsheet would take for a formula.
GUARDED: Final = re.compile(r"(^|[;\t])'('*[=+\-@\t\r])")
GROUPED_NUMBER: Final = re.compile(r"[+-]?\d{1,3}([.,\u00a0\u202f' ]\d{3})+")
BETWEEN_CHOICES: Final = re.compile(r"[;|\n]")
UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
# What people write and ISO 3166 does not say.
USUAL_COUNTRY_NAMES: Final = {
    "AE": ("UAE", "VAE", "Emirate", "Emirates", "Dubai"),
    "BA": ("Bosnien", "Bosnia"),
    "BY": ("Weißrussland", "Weissrussland", "White Russia"),
    "CH": ("Swiss", "Suisse", "Svizzera"),
    "CI": ("Elfenbeinküste", "Ivory Coast"),
    "CN": ("VR China", "China", "PRC"),
    "CZ": ("Tschechien", "Czech Republic", "Tschechische Republik", "Czechia"),
    "DE": ("BRD", "Bundesrepublik", "Bundesrepublik Deutschland", "Germany", "D"),
    "FR": ("Frankreich", "France", "F"),
    "GB": (
        *("Großbritannien", "Grossbritannien", "Great Britain", "Britain", "England", "Schottland", "Scotland"),
        *("Wales", "Nordirland", "Northern Ireland", "UK", "Vereinigtes Königreich", "United Kingdom"),
    ),
    "IR": ("Iran",),
    "KP": ("Nordkorea", "North Korea"),
    "KR": ("Südkorea", "South Korea", "Korea"),
    "LA": ("Laos",),
    "MD": ("Moldau", "Moldawien", "Moldova"),
    "MK": ("Mazedonien", "Nordmazedonien", "Macedonia"),
    "MM": ("Burma", "Birma", "Myanmar"),
    "NL": ("Holland", "Niederlande", "Netherlands", "The Netherlands"),
    "RU": ("Russland", "Russia", "Russische Föderation"),
    "SY": ("Syrien", "Syria"),
    "SZ": ("Swasiland", "Swaziland"),
    "TR": ("Türkei", "Turkey", "Türkiye"),
    "TW": ("Taiwan",),
    "TZ": ("Tansania", "Tanzania"),
    "US": ("USA", "U.S.A.", "Amerika", "America", "Vereinigte Staaten", "United States"),
    "VA": ("Vatikan", "Vatican"),
    "VE": ("Venezuela",),
    "VN": ("Vietnam",),
    "XK": ("Kosovo",),
}
Reader = Callable[[str], Any]


def plain_cell(text: str) -> str:
    """Raises ValidationError where the cell holds a formula that failed."""
    if text[:1] == "#" and text.strip() in FAILURES:
        raise ValidationError(_("The formula in this cell has failed."), code="failure")
    return GUARDED.sub(r"\1\2", text) if "'" in text else text


def is_yes(text: str) -> bool:
    return text.strip().casefold() in YES


def is_no(text: str) -> bool:
    return text.strip().casefold() in NO


def option_in(heading: str, question: Question) -> str:
    """The option that a column stands for: its heading, or what is in it behind the question's own words."""
    key, names = key_of(heading), _names(question)
    behind = (key.removeprefix(key_of(label)) for label in (*question.label.values(), question.key))
    return next((names[one] for one in (key, *behind) if one in names), heading)


def reader_for(question: Question) -> Reader:
    """Turns a cell into what the form's field for this question takes."""
    kind = Question.Kind
    match question.kind:
        case kind.CHOICE:
            return _choice_reader(_names(question))
        case kind.MULTIPLE:
            return _several_reader(_names(question))
        case kind.COUNTRY:
            return _choice_reader(_country_names())
        case kind.CONSENT:
            return _consent
        case kind.NUMBER:
            return _number
        case kind.DATE:
            return _day
    return str


def category_reader(categories: Iterable[Category]) -> Reader:
    names: dict[str, str] = {}
    for one in categories:
        for text in (*one.name.values(), one.key):
            names[key_of(text)] = one.key
    return _choice_reader(names)


def language_reader(languages: Iterable[str]) -> Reader:
    """Raises ValidationError for a language that the event does not speak."""
    words = {
        "de": "de",
        "deutsch": "de",
        "german": "de",
        "dede": "de",
        "deat": "de",
        "dech": "de",
        "ger": "de",
        "deu": "de",
    }
    words |= {"en": "en", "english": "en", "englisch": "en", "engb": "en", "enus": "en", "eng": "en"}
    spoken = set(languages) or {"en"}

    def read(text: str) -> str:
        language = words.get(key_of(text), "")
        if language not in spoken:
            raise ValidationError(_("Please write “de” or “en”."), code="language")
        return language

    return read


def _choice_reader(names: dict[str, str]) -> Reader:
    def read(text: str) -> str:
        return names.get(key_of(text), text)

    return read


def _several_reader(names: dict[str, str]) -> Reader:
    one = _choice_reader(names)

    def read(text: str) -> list[str]:
        # A comma may stand within the words of a choice, so it counts only where the whole is none.
        if key_of(text) in names:
            return [one(text)]
        parts = [part for part in BETWEEN_CHOICES.split(text) if part.strip()]
        if len(parts) == 1:
            parts = _cut_at_commas(text, names)
        return list(dict.fromkeys(one(part) for part in parts))

    return read


def _cut_at_commas(text: str, names: dict[str, str]) -> list[str]:
    """The longest choices from the left: 'Stage, big hall, Workshop' may be two of them."""
    pieces, found = text.split(","), []
    while pieces:
        length = next((n for n in range(len(pieces), 1, -1) if key_of(",".join(pieces[:n])) in names), 1)
        found.append(",".join(pieces[:length]).strip())
        del pieces[:length]
    return [one for one in found if one]


def _consent(text: str) -> bool:
    word = text.strip().casefold()
    if word in YES:
        return True
    if not word or word in NO:
        return False
    raise ValidationError(_("Please write “yes” or “no”."), code="consent")


def _number(text: str) -> str:
    text = text.strip()
    if GROUPED_NUMBER.fullmatch(text):
        raise ValidationError(_("Please write the number without points, commas and spaces."), code="grouped")
    return text


def _day(text: str) -> str:
    text = text.strip()
    # Some programs write a day as a moment at midnight.
    return re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", text)


def _names(question: Question) -> dict[str, str]:
    """The value of each choice by its words in every language; the value itself wins."""
    names: dict[str, str] = {}
    for choice in question.choices:
        for text in choice["label"].values():
            names.setdefault(key_of(text), choice["value"])
    return names | {key_of(choice["value"]): choice["value"] for choice in question.choices}


def _country_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            for code, name in country_choices():
                names |= {key_of(spelling): code for spelling in (name, *_without_umlauts(name))}
    names |= {key_of(name): code for code, usual in USUAL_COUNTRY_NAMES.items() for name in usual}
    return names | {key_of(code): code for code, _name in country_choices()}


def _without_umlauts(name: str) -> list[str]:
    """ "Oesterreich" for "Österreich"."""
    spelled = name.translate(UMLAUTS)
    return [spelled] if spelled != name else []
