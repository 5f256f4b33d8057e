"""When a question is asked. The same rule in the browser: static/applications/conditions.js, bound by shared vectors."""

from collections.abc import Iterable, Mapping
from typing import Any

Answers = Mapping[str, Any]


def is_asked(condition: Mapping[str, Any] | None, answers: Answers) -> bool:
    """Whether a question with this condition is asked, given the answers to the questions before it.

    condition: {"question": key, "is": [values]}, or None for always.
    answers:   by key; "category" and "team" count as questions; a list for several choices, True for a consent.
    """
    if condition is None:
        return True
    return not set(given(answers.get(condition["question"]))).isdisjoint(str(value) for value in condition["is"])


def asked(conditions: Iterable[tuple[str, Mapping[str, Any] | None]], answers: Answers) -> set[str]:
    """The keys that are asked, in order: what hangs on a question that is not asked is not asked either."""
    seen = {key: value for key, value in answers.items() if key in {"category", "team"}}
    keys = set()
    for key, condition in conditions:
        if is_asked(condition, seen):
            keys.add(key)
            seen[key] = answers.get(key)
    return keys


def given(value: Any) -> list[str]:
    """An answer as a list of texts; nothing given is the empty list, a consent is 'yes'."""
    if value is None or value is False or value == "":
        return []
    if value is True:
        return ["yes"]
    if isinstance(value, list):
        return [str(part) for part in value]
    return [str(value)]
