"""Nothing that says who somebody was is left, in no table and no file; what can be counted and checked is."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connection, models
from django.urls import reverse

from einlass.admission.models import Draw, DrawEntry
from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.editions.errors import NotInState
from einlass.events.event_tables import event_tables
from einlass.events.models import AuditEntry, Event, Role, User
from einlass.setup.afterwards.anonymising import anonymise_event
from einlass.setup.afterwards.anonymising import run as run_anonymising
from einlass.setup.afterwards.deleting import delete_event, delete_rows
from einlass.setup.afterwards.kept import KEPT, goes
from einlass.setup.models import DeletedEvent, EventStatistics, EventTask
from fairdraw.verify import check
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.whole_event import make_whole_event, published_files

CANARY = "Zq9Kanari"
SHORT = "Zq9"


def no_report(percent: int, step: str) -> None: ...


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def owner_of(event: Event) -> User:
    return event.memberships.get(role=Role.OWNER).user


def canary_for(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.JSONField):
        return {"name": CANARY, "list": [CANARY]}
    if isinstance(field, models.BinaryField):
        return CANARY.encode()
    if isinstance(field, models.EmailField):
        return f"{CANARY}@example.org"
    longest = field.max_length
    return CANARY if longest is None or longest >= len(CANARY) else SHORT[:longest]


def put_canaries(event: Event) -> int:
    """In the newest row of every table: into each text that is to go."""
    put = 0
    for table in event_tables():
        row = table.rows(event).order_by("-pk").first()
        assert row is not None, table.label
        fields = {
            field.name: canary_for(field)
            for field in table.model._meta.local_concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.BinaryField)
            and (table.label not in KEPT or goes(table.label, field))
        }
        if fields:
            table.rows(event).filter(pk=row.pk).update(**fields)
            put += len(fields)
    entry = AuditEntry.objects.filter(event=event).latest("pk")
    AuditEntry.objects.filter(pk=entry.pk).update(
        actor=f"{CANARY}@example.org", before={"name": CANARY}, after={"name": CANARY}
    )
    return put


def found_in_database() -> list[str]:
    places = []
    for model in apps.get_models(include_auto_created=True):
        columns = [field.attname for field in model._meta.local_concrete_fields]
        for row in model._base_manager.values_list(*columns):
            for column, value in zip(columns, row, strict=True):
                text = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                if CANARY.lower() in text.lower() or SHORT in text:
                    places.append(f"{model._meta.label}.{column}")
    return places


@pytest.mark.django_db
def test_no_canary_is_left_in_any_table_nor_in_a_mail_that_became_a_file(settings, tmp_path):
    settings.MAILBOX = tmp_path
    event = make_whole_event(closed_at=NOON)
    assert put_canaries(event) > 50
    assert len(found_in_database()) > 50
    code = event.messages.latest("pk").code
    (tmp_path / f"{code}.eml").write_text(CANARY)

    anonymise_event(event, at=NOON, by=owner_of(event), report=no_report)

    assert found_in_database() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("postgresql" in str(settings.DATABASES), reason="how PostgreSQL frees rows is its VACUUM's")
def test_no_canary_is_left_in_the_file_of_the_database_either():
    event = make_whole_event(closed_at=NOON)
    put_canaries(event)
    task = EventTask.objects.create(
        kind="anonymise", event=event, asked_at=NOON, reported_at=NOON, asked_by=owner_of(event)
    )

    run_anonymising(task, no_report)

    path = Path(connection.settings_dict["NAME"])
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in (path, path.with_name(path.name + "-wal")):
        assert not file.exists() or CANARY.encode() not in file.read_bytes()


@pytest.mark.django_db
def test_draws_can_be_checked_as_before_and_nobody_can_say_whose_entry_it_was():
    event = make_whole_event(closed_at=NOON)
    before = published_files(event)
    assert [check(*files).holds for files in before] == [True]

    anonymise_event(event, at=NOON, by=owner_of(event), report=no_report)

    assert published_files(event) == before
    assert [check(*files).holds for files in published_files(event)] == [True]
    assert set(DrawEntry.objects.filter(draw__event=event).values_list("salt", "email")) == {("", "")}


@pytest.mark.django_db
def test_counts_stay_and_the_trail_holds_with_its_former_head_in_it():
    event = make_whole_event(closed_at=NOON)
    applied = Application.objects.filter(event=event, email_proved_at__isnull=False).count()
    head, number = audit.head(event), AuditEntry.objects.filter(event=event).count()

    anonymise_event(event, at=NOON, by=owner_of(event), report=no_report)

    tables = {table["name"]: table for table in EventStatistics.objects.get(event=event).tables}
    assert sum(counts["applied"] for _name, counts in tables["category"]["rows"]) == applied
    assert sum(counts["applied"] for _name, counts in tables["day"]["rows"]) == applied
    while audit.seal(event):
        pass
    assert audit.breaks(event) == []
    assert AuditEntry.objects.filter(event=event).count() == number + 1
    assert AuditEntry.objects.filter(event=event).latest("pk").after["head_before"] == str(head)


@pytest.mark.django_db
def test_an_event_of_another_year_keeps_everything():
    other = make_whole_event()
    names = list(Application.objects.filter(event=other).values_list("name", "email"))
    event = make_whole_event(closed_at=NOON)

    anonymise_event(event, at=NOON, by=owner_of(event), report=no_report)

    assert list(Application.objects.filter(event=other).values_list("name", "email")) == names
    assert audit.breaks(other) == []


@pytest.mark.django_db
def test_an_event_that_is_open_keeps_its_people():
    event = make_event()

    with pytest.raises(NotInState):
        anonymise_event(event, at=NOON, by=make_member(event, Role.OWNER), report=no_report)


@pytest.mark.django_db
def test_pages_of_an_anonymised_event_open(client):
    event = make_whole_event(closed_at=NOON)
    anonymise_event(event, at=NOON, by=owner_of(event), report=no_report)
    client.force_login(owner_of(event))

    for name in (
        "setup:afterwards", "applications:inbox", "tickets:list", "admission:offers", "admission:seats",
        "admission:draws", "programme:desk", "checkin:board", "events:team", "events:event", "setup:people",
        "programme:schedule", "admission:partners", "programme:team_speakers",
    ):  # fmt: skip
        assert client.get(reverse(name, args=[event.slug])).status_code == 200, name


@pytest.mark.django_db
def test_nothing_of_a_deleted_event_is_left_but_what_was_said(client):
    other = make_whole_event()
    event = make_whole_event(closed_at=NOON)
    files, pk = published_files(event), event.pk
    tables = event_tables()
    there = {table.label: table.rows(other).count() for table in tables}

    gone = delete_event(event, at=NOON)

    assert {table.label for table in tables if table.rows(Event(pk=pk)).exists()} == set()
    assert {table.label: table.rows(other).count() for table in tables} == there
    assert check(*(gone.draws[0][part] for part in ("lottery", "result", "announcement"))).holds
    assert (gone.draws[0]["lottery"], gone.draws[0]["result"], gone.draws[0]["announcement"]) == files[0]
    assert client.get(reverse("setup:deleted_event", args=[gone.code])).status_code == 200
    url = reverse("setup:deleted_draw", args=[gone.code, gone.draws[0]["number"], "lottery"])
    assert client.get(url).content.decode() == files[0][0]
    connection.check_constraints()


@pytest.mark.django_db
def test_deleting_asks_for_the_name_and_says_what_goes(client):
    event = make_event(name="Summit  of Fools")
    make_application(event)
    client.force_login(make_member(event, Role.OWNER))
    page = reverse("setup:deletion", args=[event.slug])

    assert b"applications" in client.get(page).content
    assert client.post(page, {"name": "Summit"}).status_code == 422
    assert Event.objects.filter(pk=event.pk).exists()
    answer = client.post(page, {"name": "Summit of Fools"})

    task = EventTask.objects.get()
    assert answer.headers["Location"] == reverse("setup:task", args=[task.code])


@pytest.mark.django_db(transaction=True)
def test_the_worker_deletes_it_once_however_often_it_is_begun(client):
    event = make_event(name="Gone")
    client.force_login(make_member(event, Role.OWNER))
    client.post(reverse("setup:deletion", args=[event.slug]), {"name": "Gone"})

    task = EventTask.objects.get()
    assert (task.progress, task.failure, task.event) == (100, "", None)
    assert DeletedEvent.objects.get().name == "Gone"
    text = client.get(reverse("setup:task", args=[task.code])).content.decode()
    assert reverse("setup:deleted_event", args=[task.result["deleted"]]) in text


@pytest.mark.django_db
def test_deleting_rows_leaves_no_key_that_leads_nowhere():
    event = make_whole_event()

    delete_rows(event)

    connection.check_constraints()
    assert not Draw.objects.exists()
    assert mail.outbox == []
