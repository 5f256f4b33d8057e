"""An invented pool of applicants, to try the quotas of an event before anybody has applied."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Final

from einlass.admission.attributes import Attribute, Value
from einlass.admission.coming import Coming
from einlass.admission.quota_pool import Answered, QuotaPool
from einlass.applications.models import Question

# Applicants for each seat.
APPLICANTS_PER_SEAT: Final = 2
ELSEWHERE: Final = ""


def plausible_pool(attributes: Sequence[Attribute], seats: int, asked: set[tuple[str, str]]) -> QuotaPool:
    """Twice as many people as seats, evenly spread over what the form offers, the attributes independent of each other.

    asked: (attribute, value) of the quotas. Same form, same pool. Cost: O(people × attributes).
    """
    people = seats * APPLICANTS_PER_SEAT
    columns = [_column(attribute, people, asked) for attribute in attributes]
    counted: Counter[Answered] = Counter(zip(*columns, strict=True)) if columns else Counter({(): people})
    answered = sorted(counted)
    units = [((place,), counted[answers]) for place, answers in enumerate(answered)]
    return QuotaPool(seats, answered, units, Coming(0, {}, {}))


def _column(attribute: Attribute, people: int, asked: set[tuple[str, str]]) -> list[tuple[str, ...]]:
    values = _values(attribute, asked)
    column = [values[number % len(values)] for number in range(people)]
    # The order must be the same each time, and not that of another attribute. It keeps nothing secret.
    Random(attribute.key).shuffle(column)  # noqa: S311
    return column


def _values(attribute: Attribute, asked: set[tuple[str, str]]) -> list[tuple[str, ...]]:
    """What people answer. Nobody expects as many from each of 250 countries: all without a quota count as one."""
    offered = [value for value in attribute.values if value.is_offered]
    if attribute.kind == Question.Kind.COUNTRY:
        offered = [value for value in offered if (attribute.key, value.key) in asked] + [Value(ELSEWHERE, {})]
    return [(value.key,) if value.key else () for value in offered] or [()]
