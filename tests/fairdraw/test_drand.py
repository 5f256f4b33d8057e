"""Rounds of drand: real ones of quicknet hold, forged ones do not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdraw import FairdrawError, drand

# Rounds that quicknet has published.
ROUNDS = {
    1000: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
    657413: "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
    12040883: "929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec895bb6868e5b9ff13ab289bdb5266b394",
    32285086: "a64d99fd7fa3e48912be7209c7b69c72c88fc5224be2516949b6f29f3a4b7e3fa069dd58b2bbb4bf2c34ae61ef631a44",
}


def test_published_rounds_hold():
    values = {number: drand.randomness(number, signature) for number, signature in ROUNDS.items()}

    assert values[1000] == "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
    assert values[657413] == "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
    assert len(set(values.values())) == 4


@given(st.sampled_from(sorted(ROUNDS)), st.integers(0, 383))
def test_a_signature_with_any_bit_changed_does_not_hold(number, bit):
    forged = f"{int(ROUNDS[number], 16) ^ 1 << bit:096x}"

    with pytest.raises(drand.BadSignature):
        drand.randomness(number, forged)


@pytest.mark.parametrize("other", [999, 1001, 32285085, 2**63])
def test_a_signature_holds_for_its_own_round_only(other):
    with pytest.raises(drand.BadSignature):
        drand.randomness(other, ROUNDS[1000])


@given(st.one_of(st.text(max_size=200), st.binary(max_size=48).map(bytes.hex)))
def test_no_other_text_holds(text):
    with pytest.raises(drand.BadSignature):
        drand.randomness(1000, text)


def test_the_point_at_infinity_does_not_hold():
    with pytest.raises(drand.BadSignature):
        drand.randomness(1000, "c0" + "00" * 47)


def test_the_time_of_a_round_is_as_the_chain_says():
    assert drand.time_of(1) == datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)
    assert drand.time_of(1001) - drand.time_of(1) == timedelta(seconds=3000)


@given(st.integers(0, 2**41).map(lambda passed: drand.GENESIS + timedelta(milliseconds=4000 + passed)))
def test_the_round_from_a_moment_on_is_the_first_that_is_not_before_it(moment):
    number = drand.round_from(moment)

    assert drand.time_of(number - 1) < moment <= drand.time_of(number)


def test_a_forged_signature_is_named_with_its_round():
    with pytest.raises(FairdrawError, match="The signature is not that of drand's round 1001"):
        drand.randomness(1001, ROUNDS[1000])
