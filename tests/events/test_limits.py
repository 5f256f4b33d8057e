"""How often something may be tried, over all server processes."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from einlass.events.limits import Limit, TooOften, Tries, clear_tallies, count, must_have_left, network_of, spend
from einlass.events.models import Tally
from tests.applications.test_races import at_once
from tests.builders import NOON

pytestmark = pytest.mark.django_db
LIMIT = Limit("test", 3, timedelta(minutes=10))


def test_after_the_limit_one_must_wait_until_the_window_ends():
    for _ in range(3):
        spend(LIMIT, "ada", at=NOON)

    with pytest.raises(TooOften) as refusal:
        spend(LIMIT, "ada", at=NOON + timedelta(minutes=4))

    assert refusal.value.again_at == NOON + timedelta(minutes=10)
    assert (refusal.value.seconds, refusal.value.minutes) == (360, 6)
    spend(LIMIT, "eve", at=NOON)
    spend(LIMIT, "ada", at=NOON + timedelta(minutes=10))


def test_failures_are_counted_when_they_happen():
    for _ in range(3):
        must_have_left(LIMIT, "ada", at=NOON)
        count(LIMIT, "ada", at=NOON)

    with pytest.raises(TooOften):
        must_have_left(LIMIT, "ada", at=NOON)


def test_tries_are_locked_in_one_order_whoever_names_them():
    ada, eve = (LIMIT, "ada"), (LIMIT, "eve")

    assert Tries([ada, eve], at=NOON).values == Tries([eve, ada], at=NOON).values


def test_a_tally_does_not_say_whose_it_is():
    count(LIMIT, "ada@example.org", at=NOON)

    assert "ada" not in str(Tally.objects.values())


def test_windows_that_are_over_are_cleared():
    count(LIMIT, "ada", at=NOON)
    count(LIMIT, "ada", at=NOON + timedelta(minutes=10))

    clear_tallies(NOON + timedelta(minutes=10))

    assert Tally.objects.get().ends_at == NOON + timedelta(minutes=20)


@pytest.mark.parametrize(
    ("forwarded", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("1.2.3.4, 203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("nonsense", "unknown"),
    ],
)
def test_behind_the_proxy_the_address_it_wrote_counts(settings, forwarded, network):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    assert network_of(RequestFactory().get("/", headers={"x-forwarded-for": forwarded})) == network


def test_without_a_proxy_nobody_can_claim_an_address(settings):
    settings.SECURE_PROXY_SSL_HEADER = None

    assert network_of(RequestFactory().get("/", headers={"x-forwarded-for": "203.0.113.7"})) == "127.0.0.1"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_none_is_lost():
    numbers = at_once(lambda _: count(LIMIT, "ada", at=NOON), range(12))

    assert sorted(numbers) == list(range(1, 13))
