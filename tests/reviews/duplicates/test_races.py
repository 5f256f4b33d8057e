"""Two organisers at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from einlass.applications.models import Application
from einlass.reviews.duplicates.actions import put_together
from einlass.reviews.duplicates.errors import NotApartAnyMore
from einlass.reviews.models import Merge
from tests.builders import NOON, make_event, make_member
from tests.builders.duplicates import make_pair

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_of_two_who_put_the_same_pair_together_one_does():
    event = make_event()
    organisers, pair = [make_member(event), make_member(event)], make_pair(event)

    def put(position):
        keep = (pair.first_id, pair.second_id)[position]
        try:
            return put_together(pair, keep=keep, from_other=frozenset(), tell=False, by=organisers[position], at=NOON)
        except NotApartAnyMore:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(put, range(2)))

    assert sum(one is not None for one in done) == 1
    assert Merge.objects.count() == 1
    assert Application.objects.counted().count() == 1
