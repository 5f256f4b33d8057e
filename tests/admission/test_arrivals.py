"""How many come: against enumeration, closed forms and known values."""

import subprocess
import sys
from fractions import Fraction
from itertools import product
from math import comb, exp, isclose, lgamma, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from einlass.admission.arrivals import (
    ALWAYS,
    Kind,
    Rate,
    arrivals,
    most_offers,
    quantile,
    risk_of_more_than,
    risk_with,
)

hits_of = st.integers(min_value=1, max_value=20).flatmap(
    lambda of: st.tuples(st.integers(min_value=0, max_value=of), st.just(of))
)
certain = hits_of.map(lambda pair: Rate(*pair, is_certain=True))
rates = st.tuples(hits_of, st.booleans()).map(lambda pair: Rate(*pair[0], is_certain=pair[1]))
few = st.integers(min_value=0, max_value=3)


def kinds_of(rate):
    return st.lists(st.builds(Kind, tickets=few, offers=few, take=rate, show=rate), max_size=2)


@given(kinds=kinds_of(certain))
def test_with_known_rates_it_is_the_poisson_binomial_by_enumeration(kinds):
    chances = [
        chance
        for kind in kinds
        for chance in [kind.show.mean] * kind.tickets + [kind.take.mean * kind.show.mean] * kind.offers
    ]
    expected = np.zeros(len(chances) + 1)
    for outcome in product((0, 1), repeat=len(chances)):
        expected[sum(outcome)] += prod(
            chance if comes else 1 - chance for comes, chance in zip(outcome, chances, strict=True)
        )

    assert np.allclose(arrivals(kinds), expected, atol=1e-12)


def polya(answers: tuple[int, ...], rate: Rate) -> Fraction:
    """The chance of these answers in this order where the rate is a Beta: an urn to which each answer adds a ball."""
    yes, no, chance = Fraction(rate.hits), Fraction(rate.of) - Fraction(rate.hits), Fraction(1)
    for answer in answers:
        chance *= (yes if answer else no) / (yes + no)
        yes, no = yes + answer, no + 1 - answer
    return chance


@settings(max_examples=40)
@given(tickets=few, offers=few, take=hits_of, show=hits_of)
def test_with_uncertain_rates_it_is_polyas_urn_by_enumeration(tickets, offers, take, show):
    take, show = Rate(*take), Rate(*show)
    expected = np.zeros(tickets + offers + 1)
    for taken in product((0, 1), repeat=offers):
        holders = tickets + sum(taken)
        for shown in product((0, 1), repeat=holders):
            expected[sum(shown)] += float(polya(taken, take) * polya(shown, show))

    assert np.allclose(arrivals([Kind(tickets, offers, take, show)]), expected, atol=1e-12)


@given(kinds=kinds_of(rates))
def test_chances_add_up_to_one_and_their_mean_is_the_sum_of_the_means(kinds):
    distribution = arrivals(kinds)

    expected = sum(kind.show.mean * (kind.tickets + kind.offers * kind.take.mean) for kind in kinds)
    assert isclose(distribution.sum(), 1, abs_tol=1e-9)
    assert isclose(float(distribution @ np.arange(len(distribution))), expected, abs_tol=1e-9)


def test_a_full_house_of_known_rates_is_the_binomial():
    distribution = arrivals([Kind(1200, 0, ALWAYS, Rate(9, 10, is_certain=True))])

    # Exact, in whole numbers: the sum of C(1200, k) 9^k over k > 1100, divided by 10^1200.
    exact = Fraction(sum(comb(1200, k) * 9**k for k in range(1101, 1201)), 10**1200)
    assert isclose(risk_of_more_than(1100, distribution), float(exact), rel_tol=1e-9)


def test_a_full_house_of_uncertain_rates_is_the_beta_binomial():
    distribution = arrivals([Kind(1000, 0, ALWAYS, Rate(85, 100))])

    def log_beta(a: float, b: float) -> float:
        return lgamma(a) + lgamma(b) - lgamma(a + b)

    at_900 = exp(lgamma(1001) - lgamma(901) - lgamma(101) + log_beta(985, 115) - log_beta(85, 15))
    assert isclose(distribution[900], at_900, rel_tol=1e-8)


def test_uncertain_rates_spread_the_sum_much_wider_than_known_ones():
    known = arrivals([Kind(1000, 0, ALWAYS, Rate(85, 100, is_certain=True))])
    uncertain = arrivals([Kind(1000, 0, ALWAYS, Rate(85, 100))])

    # Standard deviations: √(1000 · 0.85 · 0.15) = 11.3 people, and about 37 with a rate known from 100.
    assert [quantile(0.999, one) - 850 for one in (known, uncertain)] == [34, 93]


def test_a_rate_known_from_very_many_is_as_good_as_certain():
    uncertain = arrivals([Kind(50, 50, Rate(8e9, 1e10), Rate(9e9, 1e10))])
    known = arrivals([Kind(50, 50, Rate(8, 10, is_certain=True), Rate(9, 10, is_certain=True))])

    assert np.allclose(uncertain, known, atol=1e-5)


def test_people_who_were_seen_move_the_rate_by_their_weight():
    rate = Rate(85, 100).after(20, 100)

    assert (rate.hits, rate.of, rate.mean) == (105, 200, 0.525)


@pytest.mark.parametrize(("hits", "of"), [(0, 0), (-1, 10), (11, 10), (float("nan"), 1)])
def test_what_is_no_rate_is_refused(hits, of):
    with pytest.raises(ValueError, match="is no rate"):
        Rate(hits, of)


@settings(max_examples=50)
@given(
    kinds=kinds_of(rates),
    more=st.builds(Kind, tickets=few, offers=few, take=rates, show=rates),
    limit=st.integers(min_value=0, max_value=12),
    one_in=st.sampled_from([2, 10, 1000]),
)
def test_the_most_offers_keep_the_risk_and_one_more_would_not(kinds, more, limit, one_in):
    room = 6

    most = most_offers(kinds, more, limit=limit, risk=1 / one_in, room=room)

    def risk(extra: int) -> float:
        every = [*kinds, Kind(more.tickets, more.offers + extra, more.take, more.show)]
        return risk_of_more_than(limit, arrivals(every))

    assert isclose(risk_with(arrivals(kinds), more, most, limit=limit), risk(most), abs_tol=1e-12)
    assert most == 0 or risk(most) <= 1 / one_in + 1e-12
    assert most == room or risk(most + 1) > 1 / one_in - 1e-12


def test_without_any_doubt_about_coming_no_offer_goes_out_beyond_the_hall():
    everybody = Kind(1190, 5, ALWAYS, ALWAYS)

    assert most_offers([], everybody, limit=1200, risk=0.001, room=100) == 5


def test_overbooking_of_a_full_hall_by_hand():
    # 10 tickets, each used with the chance 1/2: of 11, all would come with 1/2048, of 12 more than 10 with 13/4096.
    full = Kind(10, 0, ALWAYS, Rate(1, 2, is_certain=True))

    assert most_offers([], full, limit=10, risk=1 / 1000, room=50) == 1
    assert most_offers([], full, limit=10, risk=13.001 / 4096, room=50) == 2


def test_numpy_is_not_loaded_before_something_is_computed():
    code = "import sys, einlass.admission.arrivals; sys.exit('numpy' in sys.modules or 'django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
