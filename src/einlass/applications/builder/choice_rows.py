"""The rows of choices on the page of a question: as they were, as somebody typed them, and moved by a button."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext_lazy

from einlass.applications.builder.checks import MOST_CHOICES, free_key
from einlass.applications.builder.spec import Choice
from einlass.applications.text import plain_text
from einlass.web.localized import localized

EMPTY_ROWS: Final = 2
# More than may be kept, so that too many are refused by name and not cut off.
MOST_ROWS: Final = MOST_CHOICES + 50
LANGUAGES: Final = {"en": gettext_lazy("English"), "de": gettext_lazy("German")}
NAME: Final = re.compile(r"choice-([0-9]{1,5})-[a-z_-]+", re.ASCII)


@dataclass
class ChoiceRow:
    """One choice as typed; `used` says how many answers hold it."""

    number: int
    value: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    is_removed: bool = False
    used: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.value and not any(self.labels.values())

    def fields(self) -> list[tuple[str, str, str]]:
        """Language, its name and what is typed in it."""
        return [(code, language_name(code), text) for code, text in self.labels.items()]


def language_name(code: str) -> str:
    return str(LANGUAGES.get(code, code))


def empty_rows(number: int, languages: Sequence[str], *, start: int = 0) -> list[ChoiceRow]:
    return [ChoiceRow(start + place, "", dict.fromkeys(languages, "")) for place in range(number)]


def rows_of(choices: Sequence[Choice], languages: Sequence[str], used: Mapping[str, int]) -> list[ChoiceRow]:
    """A row for each choice, and empty ones after them."""
    rows = [
        ChoiceRow(
            number,
            choice.value,
            {one: choice.label.get(one, "") for one in languages},
            used=used.get(choice.value, 0),
        )
        for number, choice in enumerate(choices)
    ]
    return rows + empty_rows(EMPTY_ROWS if rows else EMPTY_ROWS + 1, languages, start=len(rows))


def typed_rows(
    data: Mapping[str, Any],
    languages: Sequence[str],
    used: Mapping[str, int],
    kept: Iterable[Mapping[str, Any]],
) -> list[ChoiceRow]:
    """The rows as they were sent. kept: the choices as they are stored, those that are not offered any more too."""
    rows = []
    for number in range(_number_of_rows(data)):
        value = plain_text(str(data.get(f"choice-{number}-value", "")))
        labels = {one: plain_text(str(data.get(f"choice-{number}-{one}", ""))) for one in languages}
        removed = bool(data.get(f"choice-{number}-remove"))
        rows.append(ChoiceRow(number, value, labels, removed, used.get(value, 0)))
    _name_values(rows, languages[0], kept)
    return rows


def choices_in(rows: Iterable[ChoiceRow]) -> tuple[Choice, ...]:
    return tuple(
        Choice(row.value, {one: text for one, text in row.labels.items() if text})
        for row in rows
        if not row.is_removed and not row.is_empty
    )


def edited(rows: Sequence[ChoiceRow], command: str, languages: Sequence[str]) -> list[ChoiceRow]:
    """The rows after a button beside them: "more", "up-3" or "down-3"."""
    changed = list(rows)
    verb, _dash, number = command.partition("-")
    if verb == "more":
        changed += empty_rows(EMPTY_ROWS, languages)
    place = int(number) if number.isdecimal() and len(number) < 6 else len(changed)
    other = place - 1 if verb == "up" else place + 1
    if verb in {"up", "down"} and 0 <= other < len(changed) and place < len(changed):
        changed[place], changed[other] = changed[other], changed[place]
    for number_now, row in enumerate(changed):
        row.number = number_now
    return changed


def _number_of_rows(data: Mapping[str, Any]) -> int:
    """One more than the largest number in what was sent: no count that could be wrong decides what is kept."""
    numbers = [int(found[1]) for name in data if (found := NAME.fullmatch(name))]
    return min(max(numbers, default=-1) + 1, MOST_ROWS)


def _name_values(rows: Sequence[ChoiceRow], first: str, kept: Iterable[Mapping[str, Any]]) -> None:
    """Give each new choice the value by which answers hold it."""
    taken = {row.value for row in rows if row.value}
    # A choice that is not offered any more comes back as what it was, so that old answers mean the same.
    retired = {
        choice["label"].get(first, ""): str(choice["value"]) for choice in kept if choice["value"] not in taken
    }
    for row in rows:
        if not row.value and row.labels[first] in retired and row.labels[first]:
            row.value = retired.pop(row.labels[first])
            taken.add(row.value)
    taken |= set(retired.values())
    for row in rows:
        if not row.value and not row.is_empty:
            row.value = free_key(localized(row.labels, first), frozenset(taken))
            taken.add(row.value)
