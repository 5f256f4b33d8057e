"""The page that a monitor asks: it is well only when people can apply."""

import shutil

import pytest
from django.db import connection

from einlass.config import health

pytestmark = pytest.mark.django_db


def test_a_database_with_its_tables_and_a_disk_with_room_are_well(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_full_disk_is_not_well(client, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", shutil.disk_usage("/").total * 10)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert "are free in" in answer.json()["problems"][0]


def test_a_database_without_tables_is_not_well(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_event RENAME TO events_gone")

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["problems"] == [
        "The database does not answer, or its tables are missing: einlass migrate makes them."
    ]
