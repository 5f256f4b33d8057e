from contextlib import suppress

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

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


@pytest.fixture
def lost_connection(transactional_db):
    """As when the database was restarted, or a connection cut, since the last request."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, suppress(OperationalError):
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    # As at the end of a request.
    connection.health_check_enabled, connection.health_check_done, connection.errors_occurred = True, False, False
    yield
    connection.health_check_enabled = False


@pytest.mark.parametrize("may_repeat", [True, False])
def test_a_connection_that_was_lost_is_made_anew(lost_connection, may_repeat):
    assert fetch("SELECT number FROM events_tally", [], may_repeat=may_repeat) == []


def test_a_row_written_over_a_connection_that_was_lost_is_there_once(lost_connection):
    sql = "INSERT INTO events_tally (key, ends_at, number) VALUES (%s, %s, 1) RETURNING number"

    written = fetch(sql, ["one", connection.ops.adapt_datetimefield_value(NOON)], plan_once=True, may_repeat=True)

    assert written == [(1,)]
    assert Tally.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_error_over_a_sound_connection_is_raised_and_the_connection_kept():
    connection.ensure_connection()
    before = connection.connection

    with pytest.raises(DatabaseError, match="no_such_table"):
        fetch("SELECT 1 FROM no_such_table", [], may_repeat=True)

    assert connection.connection is before
