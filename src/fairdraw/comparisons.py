"""Counts beside what they should be: rows of an audit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fairdraw.significance import Law, Sums, chi_square, outside, standard_deviations, two_sided, visible
from fairdraw.types import Floats


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of comparison.

    name: what is compared.  comparisons: how many.  values: how many made-up values stand behind each.
    farthest: the comparison that is farthest off, in words.  deviations: by how many standard deviations it is.
    chance: how often an honest draw is this far off in any of the comparisons, at most.
    visible: an error of this size would have been seen in any of them, in words; empty where that has no one size.
    fits: chance is not below the part of the level that this row has.
    """

    name: str
    comparisons: int
    values: int
    farthest: str
    deviations: float
    chance: float
    visible: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What a row asks.

    name: of the row.  part: of the level.  words: of comparison i, up to the number.  number: how numbers are written.
    """

    name: str
    part: float
    words: Callable[[int], str]
    number: str


def compare(question: Question, law: Law, sums: Sums, draws: int) -> Row:
    """Each sum over the draws beside its expectation."""
    at, log_chance = _farthest(two_sided(law, sums, draws), standard_deviations(law, sums, draws))
    found, expected = (question.number.format(mean) for mean in (sums[at] / draws, law.mean[at]))
    farthest = f"{question.words(at)} {found}, expected {expected}"
    deviations = float(standard_deviations(law, sums, draws)[at])
    return _row(
        question, len(sums), draws, farthest, deviations, log_chance, _visible(question, law, draws, len(sums))
    )


def compare_range(question: Question, law: Law, sums: Sums, draws: int, low: Floats, high: Floats) -> Row:
    """Each sum beside the range in which its mean was announced."""
    nearest = np.clip(sums / draws, low, high)
    deviations = standard_deviations(Law(nearest, law.variance, law.above, law.below), sums, draws)
    at, log_chance = _farthest(outside(law, sums, draws, low, high), deviations)
    found, least, most = (question.number.format(mean) for mean in (sums[at] / draws, low[at], high[at]))
    farthest = f"{question.words(at)} {found}, announced {least} to {most}"
    seen = f"{_visible(question, law, draws, len(sums))} beyond that"
    return _row(question, len(sums), draws, farthest, float(deviations[at]), log_chance, seen)


def compare_squares(question: Question, statistic: float, freedom: int, draws: int) -> Row:
    """Many sums at once: a chi-square finds what is a little off everywhere."""
    deviations, chance = chi_square(statistic, freedom)
    words = (
        f"{question.words(0)}, {abs(deviations):.1f} standard deviations too {'uneven' if deviations > 0 else 'even'}"
    )
    return Row(question.name, 1, draws, words, deviations, chance, "", chance >= question.part)


def compare_exactly(question: Question, wrong: int, draws: int) -> Row:
    """What leaves nothing to chance."""
    words = f"{wrong:,} of {draws:,} {question.words(0)}"
    return Row(question.name, 1, draws, words, math.inf if wrong else 0.0, 0.0 if wrong else 1.0, "one", not wrong)


def _farthest(log_chances: Floats, deviations: Floats) -> tuple[int, float]:
    """The comparison that chance explains least, and the logarithm of how often it does."""
    at = int(np.lexsort((-np.abs(deviations), log_chances))[0])
    return at, float(log_chances[at])


def _row(
    question: Question, number: int, draws: int, farthest: str, deviations: float, log_chance: float, visible: str
) -> Row:
    chance = math.exp(min(0.0, log_chance + math.log(number)))
    return Row(question.name, number, draws, farthest, deviations, chance, visible, chance >= question.part)


def _visible(question: Question, law: Law, draws: int, number: int) -> str:
    return question.number.format(visible(law, draws, math.log(question.part / number)).max())
