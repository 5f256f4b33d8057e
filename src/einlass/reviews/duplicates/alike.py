"""When two applications may be one person's. Pure: no database."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import Final

from einlass.applications.text import folded

# Words of a name that say nothing about who it is.
TITLES: Final = frozenset(
    {
        "dr",
        "prof",
        "dipl",
        "ing",
        "med",
        "phil",
        "rer",
        "nat",
        "mba",
        "msc",
        "bsc",
        "ma",
        "herr",
        "frau",
        "mr",
        "mrs",
        "ms",
    }
)
# Words of a company's name that say nothing about which it is.
FORMS: Final = frozenset(
    {
        "gmbh",
        "ggmbh",
        "mbh",
        "ug",
        "ag",
        "kg",
        "kgaa",
        "ohg",
        "gbr",
        "ev",
        "eg",
        "se",
        "ltd",
        "limited",
        "inc",
        "llc",
        "corp",
        "co",
        "und",
        "and",
        "the",
        "der",
        "die",
        "das",
        "haftungsbeschrankt",
        "gemeinnutzige",
        "e",
        "v",
    }
)
WORD: Final = re.compile(r"[^\W_]+")
SOUNDS: Final = (
    ("ph", "f"),
    ("th", "t"),
    ("dt", "t"),
    ("ck", "k"),
    ("sch", "s"),
    ("tz", "s"),
    ("z", "s"),
    ("c", "k"),
    ("v", "f"),
    ("w", "f"),
    ("y", "i"),
    ("j", "i"),
    ("qu", "k"),
    ("x", "ks"),
)
VOWELS: Final = re.compile(r"[aeiouh]")
REPEATED: Final = re.compile(r"(.)\1+")
NAMES_ALIKE: Final = 0.84
NAMES_SOUNDING_ALIKE: Final = 0.7
COMPANIES_ALIKE: Final = 0.86


@dataclass(frozen=True)
class Person:
    """What two applications are compared by. `company`: None where the form does not ask for one."""

    pk: int
    address: str
    name: str
    company: str | None = None
    counts: bool = True

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The words of the name, folded, in one order: 'Meyer, Anna' is 'Anna Meyer'."""
        return tuple(sorted(word for word in WORD.findall(folded(self.name)) if word not in TITLES))

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        return tuple(sorted(map(sound_of, self.names)))

    @cached_property
    def company_words(self) -> tuple[str, ...]:
        words = WORD.findall(folded(self.company or ""))
        return tuple(sorted({word for word in words if word not in FORMS} or set(words)))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """People who may be the same share at least one of these, so only they need be compared.

        The mailbox; how the name sounds; and, for names that are mistyped, the company with the first letters.
        """
        keys = [f"@{self.address}"]
        if self.names:
            keys.append("~" + "".join(self.sounds))
        if self.company_words and self.names:
            keys.append(f"{''.join(self.company_words)}|{''.join(name[0] for name in self.names)}")
        return tuple(keys)


@lru_cache(maxsize=50_000)
def sound_of(word: str) -> str:
    """A word without what people spell differently: 'meier', 'meyer', 'mayer' are 'mr'."""
    for written, spoken in SOUNDS:
        word = word.replace(written, spoken)
    return REPEATED.sub(r"\1", word[:1] + VOWELS.sub("", word[1:]))


def is_same_mailbox(one: Person, other: Person) -> bool:
    return one.address == other.address


def is_same_person(one: Person, other: Person) -> bool:
    """Name and company alike; where the form asks for no company, the name must do."""
    if not one.names or not other.names:
        return False
    if one.company is None and other.company is None:
        return len(one.names) > 1 and _is_same_name(one, other)
    # Most who are compared have a name that sounds the same, so the company tells them apart sooner.
    return _is_same_company(one.company_words, other.company_words) and _is_same_name(one, other)


def _is_same_name(one: Person, other: Person) -> bool:
    return _are_alike(one.names, other.names, NAMES_SOUNDING_ALIKE if one.sounds == other.sounds else NAMES_ALIKE)


def _is_same_company(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return False
    return set(one) <= set(other) or set(other) <= set(one) or _are_alike(one, other, COMPANIES_ALIKE)


def _are_alike(one: tuple[str, ...], other: tuple[str, ...], least: float) -> bool:
    """least: 0 to 1. The same both ways round."""
    first, second = sorted((" ".join(one), " ".join(other)))
    if first == second:
        return True
    # No more letters match than both have, which is far quicker to count.
    common = sum(min(first.count(letter), second.count(letter)) for letter in set(first))
    if 2 * common / (len(first) + len(second)) < least:
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= least
