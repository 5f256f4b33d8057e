import pytest
from django.db import IntegrityError, connection, transaction

from einlass.events.models import Tally
from einlass.events.statements import fetch
from tests.builders import NOON

pytestmark = pytest.mark.django_db


def test_a_statement_gets_its_values_in_order():
    Tally.objects.create(key="one", ends_at=NOON, number=1)
    Tally.objects.create(key="two", ends_at=NOON, number=2)

    found = fetch("SELECT key, number FROM events_tally WHERE number >= %s AND key <> %s", [1, "one"])

    assert found == [("two", 2)]


def test_an_error_is_the_one_that_django_knows():
    Tally.objects.create(key="one", ends_at=NOON, number=1)
    ends_at = connection.ops.adapt_datetimefield_value(NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        fetch("INSERT INTO events_tally (key, ends_at, number) VALUES (%s, %s, 1) RETURNING id", ["one", ends_at])


def test_postgresql_keeps_the_plan_of_what_is_written():
    ends_at = connection.ops.adapt_datetimefield_value(NOON)
    sql = "INSERT INTO events_tally (key, ends_at, number) VALUES (%s, %s, 1) RETURNING number"
    kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO events_tally%'"

    for key in ("one", "two"):
        fetch(sql, [key, ends_at], plan_once=True)

    plans = fetch(kept, []) if connection.vendor == "postgresql" else [(1,)]
    assert plans == [(1,)]
