"""The filters of the inbox: which values each offers, which is chosen, and how many applications have it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from einlass.applications.models import Question
from einlass.applications.sight import Sight
from einlass.applications.text import plain_text
from einlass.events.models import Category
from einlass.reviews.models import Tag, Verdict
from einlass.reviews.pool.fields import (
    CATEGORY,
    COMING,
    COUNTED,
    DISPOSABLE,
    DUPLICATE,
    EDITED,
    LANGUAGE,
    LOOK,
    PREFIX,
    STATE,
    TAG,
    UNDECIDED,
    UNPROVED,
    VERDICT,
    WITHDRAWN,
)
from einlass.reviews.wanted import Wanted
from einlass.web.localized import localized

LONGEST_SEARCH: Final = 100
# These stand beside the search; the others behind 'More filters'.
FIRST: Final = (CATEGORY, VERDICT)


@dataclass(frozen=True)
class Choice:
    """One value of a filter; number: how many there would be with it, None where that is not known."""

    value: str
    label: str
    is_chosen: bool
    number: int | None


@dataclass(frozen=True)
class Filter:
    """values: (value in the address, words), without the one that means any."""

    name: str
    label: str
    values: Sequence[tuple[str, str]]
    any_label: str

    def choices(self, chosen: str, numbers: Mapping[str, int] | None) -> list[Choice]:
        any_choice = Choice("", self.any_label, not chosen, self._any_number(numbers))
        return [
            any_choice,
            *(Choice(value, label, value == chosen, self._number(value, numbers)) for value, label in self.values),
        ]

    def _number(self, value: str, numbers: Mapping[str, int] | None) -> int | None:
        if numbers is None:
            return None
        if self.name == STATE and value == "all":
            return sum(numbers.values())
        return numbers.get(value, 0)

    def _any_number(self, numbers: Mapping[str, int] | None) -> int | None:
        # Nothing chosen means those that count; for all other filters it means no less than what the list shows.
        return numbers.get(COUNTED, 0) if self.name == STATE and numbers is not None else None


@dataclass(frozen=True)
class Filters:
    """All filters of an event, and what an address chooses of them."""

    all: Sequence[Filter]
    wanted: Wanted
    given: Mapping[str, str]

    def shown(self, facets: Mapping[str, Mapping[str, int]] | None) -> Iterator[tuple[Filter, list[Choice]]]:
        for one in self.all:
            numbers = facets.get(one.name, {}) if facets is not None else None
            yield one, one.choices(self.given.get(one.name, ""), numbers)

    def more_is_set(self) -> bool:
        """Whether a filter is set that stands behind 'More filters'."""
        return any(name not in FIRST for name in self.given)


def filters_of(
    categories: Sequence[Category], attributes: Sequence[Question], tags: Sequence[Tag], sight: Sight
) -> list[Filter]:
    everything = _("All")
    plain = [
        (CATEGORY, _("Category"), [(one.key, str(one)) for one in categories if one.takes_applications]),
        (
            VERDICT,
            _("Decision"),
            [(UNDECIDED, _("Undecided")), *((value, str(name)) for value, name in Verdict.choices)],
        ),
        (COMING, _("Comes"), [("alone", _("Alone")), ("team", _("In a team"))]),
        (LANGUAGE, _("Language"), [("de", _("German")), ("en", _("English"))]),
        (EDITED, _("Changed after sending"), [("yes", _("Yes")), ("no", _("No"))]),
        (LOOK, _("To look at"), [(DISPOSABLE, _("Throw-away address")), (DUPLICATE, _("Perhaps a duplicate"))]),
        *(
            (PREFIX + one.key, str(one), [(choice["value"], localized(choice["label"])) for choice in one.choices])
            for one in attributes
        ),
    ]
    if tags:
        plain.insert(2, (TAG, _("Tag"), [(one.code, one.name) for one in tags]))
    if sight.is_blind:
        plain = [one for one in plain if one[0] != LOOK]
    states = [(UNPROVED, _("Address not confirmed")), (WITHDRAWN, _("Withdrawn")), ("all", _("All"))]
    return [
        *(Filter(name, label, values, everything) for name, label, values in plain),
        Filter(STATE, _("State"), states, _("Those that count")),
    ]


def read(parameters: Mapping[str, str], filters: Sequence[Filter], sight: Sight) -> Filters:
    """What is not among the choices is as good as not given: links grow old."""
    given = {}
    for one in filters:
        value = parameters.get(one.name, "")
        if value and any(value == known for known, _label in one.values):
            given[one.name] = value
    return Filters(filters, _wanted(parameters.get("q", ""), given, sight), given)


def wanted_in(parameters: Mapping[str, str], questions: Sequence[Question], sight: Sight) -> Wanted:
    """The filters of a link that came from the inbox, without looking whether each value is offered."""
    questions = sight.questions(questions)
    names = {CATEGORY, VERDICT, COMING, LANGUAGE, STATE, EDITED, TAG}
    if not sight.is_blind:
        names.add(LOOK)
    names |= {PREFIX + one.key for one in questions if one.is_attribute}
    given = {name: plain_text(parameters[name])[:100] for name in names if name in parameters}
    return _wanted(parameters.get("q", ""), given, sight)


def _wanted(search: str, given: Mapping[str, str], sight: Sight) -> Wanted:
    return Wanted(
        search=plain_text(search[:LONGEST_SEARCH]),
        category=given.get(CATEGORY, ""),
        verdict=given.get(VERDICT, ""),
        coming=given.get(COMING, ""),
        language=given.get(LANGUAGE, ""),
        state=given.get(STATE, ""),
        edited=given.get(EDITED, ""),
        tag=given.get(TAG, ""),
        look=given.get(LOOK, ""),
        attributes={
            name.removeprefix(PREFIX): value for name, value in given.items() if name.startswith(PREFIX) and value
        },
        by_code=sight.is_blind,
    )
