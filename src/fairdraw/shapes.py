"""What a document read from a file must look like before anything is made of it; what is wrong is said with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from fairdraw.errors import BadInput
from fairdraw.texts import LONGEST_CODE, LONGEST_NAME, problem_of

LARGEST = 2**53 - 1
LONGEST_FRACTION = 200
FRACTION = re.compile("(0|[1-9][0-9]*)(/[1-9][0-9]*)?")
HEX_64, HEX_96 = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{96}")

# A shape is a dictionary (exactly these keys), a list of one shape (any number of such), a tuple of one shape (such, or
# null), or a function that says what is wrong with a value, or None.
Shape = Any


class _Misfit(Exception):
    """path: from the inside out."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        self.path: list[str] = []


def fit(document: object, shape: Shape, name: str) -> None:
    """Raises BadInput at the first part of the document that has not the shape. name: of the document, in words."""
    try:
        _fit(document, shape)
    except _Misfit as misfit:
        place = "".join(reversed(misfit.path)).lstrip(".")
        raise BadInput(f"{name} is damaged: {place or 'it'} {misfit.problem}.", line=1, column=1) from misfit


def _fit(value: object, shape: Shape) -> None:
    if isinstance(shape, dict):
        if not isinstance(value, dict) or value.keys() != shape.keys():
            raise _Misfit(f"must have exactly the keys {', '.join(sorted(shape))}")
        for key, inner in shape.items():
            _fit_inside(value[key], inner, f".{key}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise _Misfit("must be a list")
        for place, each in enumerate(value):
            _fit_inside(each, shape[0], place)
    elif isinstance(shape, tuple):
        if value is not None:
            _fit(value, shape[0])
    elif problem := shape(value):
        raise _Misfit(problem)


def _fit_inside(value: object, shape: Shape, place: str | int) -> None:
    try:
        _fit(value, shape)
    except _Misfit as misfit:
        misfit.path.append(f"[{place}]" if isinstance(place, int) else place)
        raise


def whole(least: int = 0, most: int = LARGEST) -> Callable[[object], str | None]:
    def problem(number: object) -> str | None:
        if type(number) is int and least <= number <= most:
            return None
        return f"must be a whole number from {least} to {most}"

    return problem


def wholes(numbers: object) -> str | None:
    """Of any size; the parser has bounded their digits."""
    if isinstance(numbers, list) and all(type(number) is int for number in numbers):
        return None
    return "must be a list of whole numbers"


def code(text: object) -> str | None:
    return problem_of(text, LONGEST_CODE)


def codes(texts: object) -> str | None:
    if not isinstance(texts, list):
        return "must be a list of codes"
    return next((f"has a code that {problem}" for text in texts if (problem := code(text))), None)


def name(text: object) -> str | None:
    return problem_of(text, LONGEST_NAME, may_be_empty=True)


def fraction(text: object) -> str | None:
    if (
        isinstance(text, str)
        and len(text) <= LONGEST_FRACTION
        and FRACTION.fullmatch(text)
        and str(Fraction(text)) == text
    ):
        return None
    return "must be a fraction in its shortest form, such as “3/4”"


def exactly(wanted: str) -> Callable[[object], str | None]:
    return lambda value: None if value == wanted else f"must be “{wanted}”"


def matching(pattern: re.Pattern[str]) -> Callable[[object], str | None]:
    def problem(value: object) -> str | None:
        if isinstance(value, str) and pattern.fullmatch(value):
            return None
        return f"must match {pattern.pattern}"

    return problem


def nothing(value: object) -> str | None:
    return None if value is None else "must be null"


def anything(value: object) -> str | None:
    """What is looked at elsewhere."""
    return None
