"""How often chance alone would deviate this much: bounds that hold for any number of draws.

Bennett's inequality (G. Bennett: Probability inequalities for the sum of independent random variables, JASA 57, 1962)
is proved, not approximated: for independent terms, each at most `reach` above its mean, with `variance` each,

    P(sum − its mean ≥ t)  ≤  exp(−(n·variance / reach²) · h(reach·t / (n·variance))),   h(u) = (1 + u)·ln(1 + u) − u.

So rare entries, of which a normal curve is a bad picture, raise no false alarm. It costs little: near five standard
deviations it asks for about a tenth more than the normal curve would.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from fairdraw.types import Floats, Ints

# Sums of whole numbers below 2^53 are exact, means and products of them are off by a few units in the last place.
ROUNDING = 1e-9

Sums = Ints | Floats


@dataclass(frozen=True, slots=True)
class Law:
    """What one draw adds to each of several sums.  mean, variance: of one draw.  above, below: the farthest from the mean.

    All four have the same shape, one number for each sum.
    """

    mean: Floats
    variance: Floats
    above: Floats
    below: Floats


def chances(probabilities: Floats) -> Law:
    """The law of something that happens with these probabilities or does not."""
    return Law(probabilities, probabilities * (1 - probabilities), 1 - probabilities, probabilities)


def law_of_columns(columns: Floats) -> Law:
    """columns: (rows, …) each row as likely as any other."""
    mean = columns.mean(axis=0)
    return Law(mean, columns.var(axis=0), columns.max(axis=0) - mean, mean - columns.min(axis=0))


def two_sided(law: Law, sums: Sums, draws: int) -> Floats:
    """The logarithm of a bound on how often a sum would be at least this far off, above or below."""
    return outside(law, sums, draws, law.mean, law.mean)


def outside(law: Law, sums: Sums, draws: int, low: Floats, high: Floats) -> Floats:
    """The same for sums that may lie anywhere from draws · low to draws · high; 0 for those that do."""
    over = _bennett(law, sums - draws * high, draws, law.above)
    under = _bennett(law, draws * low - sums, draws, law.below)
    return np.minimum(0.0, math.log(2) + np.minimum(over, under))


def _bennett(law: Law, excess: Floats, draws: int, reach: Floats) -> Floats:
    spread = draws * law.variance
    real = excess > ROUNDING * (1 + draws * np.abs(law.mean))
    # Where nothing can vary, any excess is impossible.
    possible = real & (spread > 0) & (reach > 0)
    safe_spread, safe_reach = np.where(possible, spread, 1.0), np.where(possible, reach, 1.0)
    u = safe_reach * np.where(possible, excess, 0.0) / safe_spread
    logarithm = -safe_spread / safe_reach**2 * ((1 + u) * np.log1p(u) - u)
    return np.where(possible, logarithm, np.where(real, -np.inf, 0.0))


def visible(law: Law, draws: int, log_limit: float) -> Floats:
    """By how much the mean of a draw must be off to fall below the limit: Bernstein's form, solved for the excess."""
    needed = math.log(2) - log_limit
    linear = np.maximum(law.above, law.below) * needed / 3
    excess: Floats = (linear + np.sqrt(linear**2 + 2 * draws * law.variance * needed)) / draws
    return excess


def standard_deviations(law: Law, sums: Sums, draws: int) -> Floats:
    """How far the sums are off; infinite where nothing can vary and yet it did."""
    off = sums - draws * law.mean
    spread = np.sqrt(draws * law.variance)
    fixed = np.where(np.abs(off) > ROUNDING * (1 + draws * np.abs(law.mean)), np.copysign(np.inf, off), 0.0)
    deviations: Floats = np.divide(off, spread, out=fixed, where=spread > 0)
    return deviations


def chi_square(statistic: float, freedom: int) -> tuple[float, float]:
    """(standard deviations, how often chance is at least this far off, above or below).

    Too even is as suspicious as too uneven. By the cube root: E. B. Wilson, M. M. Hilferty: The distribution of
    chi-square, PNAS 17, 1931; good to some per cent of the probability from some ten degrees of freedom.
    """
    spread = 2 / (9 * freedom)
    deviation = (math.cbrt(statistic / freedom) - (1 - spread)) / math.sqrt(spread)
    return deviation, math.erfc(abs(deviation) / math.sqrt(2))
