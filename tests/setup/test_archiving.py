"""An event comes out as one archive and goes in again the same; what is wrong with an archive is said, and nothing kept."""

import contextlib
import csv
import hashlib
import io
import json
import re
import zipfile
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.editions.errors import SlugRefused
from einlass.events.event_tables import event_tables, foreign_keys
from einlass.events.models import AuditEntry, Event, Role, User
from einlass.mail.sending import send_due
from einlass.setup.afterwards.deleting import delete_rows
from einlass.setup.archiving.errors import ArchiveRefused
from einlass.setup.archiving.reading import import_event
from einlass.setup.archiving.writing import write_archive
from einlass.setup.models import EventTask
from einlass.tickets.models import TicketKey
from fairdraw.verify import check
from tests.builders import NOON, make_application, make_creator, make_event, make_member
from tests.builders.whole_event import make_whole_event, published_files

pytestmark = pytest.mark.django_db
KEYS = {"format", "version", "made_at", "event", "audit_head", "team", "left_out", "tables", "people"}
FILE = re.compile(r"(tables/[A-Za-z_.]+\.jsonl|people/[a-z]+\.csv)")


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def exported(event: Event) -> io.BytesIO:
    file = io.BytesIO()
    write_archive(event, file, at=NOON)
    file.seek(0)
    return file


def content(file: io.BytesIO) -> dict[str, list[dict[str, Any]]]:
    """Rows by table, with the place of a row in its table in the place of keys."""
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        rows = {
            one["table"]: [json.loads(line) for line in archive.read(one["file"]).splitlines()]
            for one in manifest["tables"]
        }
    places = {table: {row["id"]: number for number, row in enumerate(found)} for table, found in rows.items()}
    for table in event_tables():
        for row in rows.get(table.label, []):
            row["id"] = places[table.label][row["id"]]
            for key in foreign_keys(table.model):
                label = key.related_model._meta.label
                if row.get(key.name) is not None and label in places:
                    row[key.name] = places[label][row[key.name]]
    return rows


def test_what_was_exported_goes_in_and_comes_out_the_same(django_user_model):
    event = make_whole_event(closed_at=NOON)
    by = event.memberships.get(role=Role.OWNER).user
    files, first = published_files(event), exported(event)
    before = content(first)
    delete_rows(event)

    copy = import_event(first, at=NOON, by=by)

    after = content(exported(copy))
    # Its import, its new key, and that mails of an archive are not sent, are said.
    assert [row["action"] for row in after["events.AuditEntry"][len(before["events.AuditEntry"]) :]][
        -1
    ] == "import_event"
    after["events.AuditEntry"] = after["events.AuditEntry"][: len(before["events.AuditEntry"])]
    for name in ("failed_at", "problem", "error"):
        for row in [*before["mail.Message"], *after["mail.Message"]]:
            row.pop(name)
    before["events.Event"][0]["opened_at"] = None
    assert after == before
    assert published_files(copy) == files
    assert [check(*one).holds for one in published_files(copy)] == [True]
    while audit.seal(copy):
        pass
    assert audit.breaks(copy) == []


def test_only_the_team_sees_it_nobody_has_a_password_and_no_mail_goes_out(client):
    event = make_whole_event()
    file = exported(event)
    delete_rows(event)
    User.objects.all().delete()
    by = make_creator()

    copy = import_event(file, at=NOON, by=by)

    assert client.get(reverse("events:event", args=[copy.slug])).status_code == 404
    assert copy.memberships.filter(user=by, role=Role.OWNER).exists()
    assert not any(user.has_usable_password() for user in User.objects.exclude(pk=by.pk))
    send_due(lambda: NOON, limit=1000)
    assert mail.outbox == []


def test_no_secret_is_in_it():
    event = make_whole_event()
    secrets = [bytes(key.private_key) for key in TicketKey.objects.filter(event=event)]
    hashes = [device.token_hash for device in event.devices.all()] if hasattr(event, "devices") else []

    text = b"".join(
        zipfile.ZipFile(exported(event)).read(name) for name in zipfile.ZipFile(exported(event)).namelist()
    )

    assert secrets
    for secret in secrets:
        assert secret not in text
        assert b64encode(secret) not in text
    for one in hashes:
        assert not one or one.encode() not in text


def test_another_program_reads_it():
    event = make_whole_event()
    make_application(event, name="=SUM(A1)")

    with zipfile.ZipFile(exported(event)) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        assert set(manifest) == KEYS
        assert (manifest["format"], manifest["version"]) == ("einlass-event", 1)
        assert re.fullmatch("[0-9]+:[0-9a-f]{64}", manifest["audit_head"])
        for one in [*manifest["tables"], *manifest["people"]]:
            assert FILE.fullmatch(one["file"])
            assert hashlib.sha256(archive.read(one["file"])).hexdigest() == one["sha256"]
        rows = list(csv.DictReader(io.StringIO(archive.read("people/applicants.csv").decode("utf-8-sig"))))
    assert len(rows) == Application.objects.filter(event=event).count()
    assert rows[-1]["name"] == "'=SUM(A1)"


def test_an_event_that_is_there_is_not_imported_twice_and_a_taken_slug_asks_for_another():
    event = make_whole_event()
    file = exported(event)
    by = make_creator()

    with pytest.raises(SlugRefused):
        import_event(file, at=NOON, by=by)
    with pytest.raises(ArchiveRefused) as refusal:
        import_event(file, slug="another", at=NOON, by=by)
    assert refusal.value.reason == "there"
    assert Event.objects.count() == 1


def rebuilt(file: io.BytesIO, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> io.BytesIO:
    """The archive with something wrong, and otherwise as whole as it can be made."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    change(parts, manifest)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        archive.writestr("manifest.json", json.dumps(manifest))
    made.seek(0)
    return made


def signed(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    for one in [*manifest["tables"], *manifest["people"]]:
        one["sha256"] = hashlib.sha256(parts[one["file"]]).hexdigest()


def wrong_byte(parts, manifest):
    parts["people/applicants.csv"] += b"x"


def newer(parts, manifest):
    manifest["version"] = 2


def foreign(parts, manifest):
    manifest["format"] = "photos"


def unlisted(parts, manifest):
    parts["tables/extra.jsonl"] = b"{}\n"


def traversal(parts, manifest):
    parts["../../etc/passwd"] = b"x"


def absolute(parts, manifest):
    parts["/etc/passwd"] = b"x"


def bomb(parts, manifest):
    parts["people/applicants.csv"] = b"0" * 60_000_000
    signed(parts, manifest)


def strange_table(parts, manifest):
    manifest["tables"][0]["table"] = "events.User"


def table_of_secrets(parts, manifest):
    manifest["tables"][1]["table"] = "tickets.TicketKey"


def strange_field(parts, manifest):
    _change_row(parts, manifest, lambda row: row | {"is_superuser": True})


def secret_field(parts, manifest):
    name = "tables/checkin.Device.jsonl"
    rows = [json.loads(line) | {"token_hash": "x"} for line in parts[name].splitlines()]
    parts[name] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    signed(parts, manifest)


def key_of_another_event(parts, manifest):
    _change_row(parts, manifest, lambda row: row | {"event": 999_999})


def no_json(parts, manifest):
    parts["tables/applications.Application.jsonl"] += b"{\n"
    signed(parts, manifest)


def twice_the_same_key(parts, manifest):
    name = "tables/applications.Application.jsonl"
    parts[name] += parts[name].splitlines()[0] + b"\n"
    signed(parts, manifest)


def _change_row(parts, manifest, change):
    name = "tables/applications.Application.jsonl"
    rows = [change(json.loads(line)) for line in parts[name].splitlines()]
    parts[name] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    signed(parts, manifest)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (wrong_byte, "hash"), (newer, "newer"), (foreign, "foreign"), (unlisted, "names"), (traversal, "names"),
        (absolute, "names"), (bomb, "bomb"), (strange_table, "table"), (table_of_secrets, "table"),
        (strange_field, "field"), (secret_field, "field"), (key_of_another_event, "row"), (no_json, "row"),
        (twice_the_same_key, "keys"),
    ],
)  # fmt: skip
def test_a_hostile_archive_is_refused_and_leaves_nothing(change, reason):
    event = make_whole_event()
    file = rebuilt(exported(event), change)
    delete_rows(event)
    users = User.objects.count()
    by = make_creator()

    with pytest.raises(ArchiveRefused) as refusal:
        import_event(file, at=NOON, by=by)

    assert refusal.value.reason == reason
    assert (Event.objects.count(), User.objects.count()) == (0, users + 1)


def test_ten_gigabytes_are_refused_by_what_the_archive_says_of_itself(monkeypatch):
    file = exported(make_event())
    monkeypatch.setattr("einlass.setup.archiving.reading.MOST_BYTES", 100)

    with pytest.raises(ArchiveRefused) as refusal:
        import_event(file, slug="other", at=NOON, by=make_creator())

    assert refusal.value.reason == "too_large"


def test_what_is_no_archive_is_refused():
    with pytest.raises(ArchiveRefused) as refusal:
        import_event(io.BytesIO(b"hello"), at=NOON, by=make_creator())

    assert refusal.value.reason == "not_a_zip"


@pytest.mark.django_db(transaction=True)
def test_an_owner_downloads_it_until_it_ends_and_nobody_else(client, time_machine):
    event = make_event(archived_at=NOON, closed_at=NOON)
    make_application(event)
    owner = make_member(event, Role.OWNER)
    client.force_login(owner)

    answer = client.post(reverse("setup:archive", args=[event.slug]))
    task = EventTask.objects.get()
    assert answer.headers["Location"] == reverse("setup:task", args=[task.code])
    url = reverse("setup:archive_file", args=[event.slug, task.code])
    download = client.get(url)
    file = io.BytesIO(b"".join(download.streaming_content))

    assert "no-store" in download.headers["Cache-Control"]
    assert len(content(file)["applications.Application"]) == 1
    assert AuditEntry.objects.filter(event=event, action="export_event").exists()
    client.force_login(make_member(event, Role.ORGANISER))
    assert client.get(url).status_code == 404
    client.force_login(owner)
    with contextlib.suppress(AttributeError):
        time_machine.move_to(NOON.replace(day=8), tick=False)
    assert client.get(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_who_may_make_events_imports_one_on_a_page(client):
    event = make_event(name="Last Year")
    make_application(event)
    file = exported(event)
    delete_rows(event)
    file.name = "archive.zip"
    client.force_login(make_creator())

    answer = client.post(reverse("setup:import_event"), {"file": file, "slug": ""})

    task = EventTask.objects.get()
    assert (answer.status_code, task.failure) == (302, "")
    assert Event.objects.get().name == "Last Year"
    assert not task.pieces.exists()


@pytest.mark.django_db(transaction=True)
def test_the_page_says_what_is_wrong_with_an_archive(client):
    client.force_login(make_creator())
    file = io.BytesIO(b"no archive")
    file.name = "archive.zip"

    answer = client.post(reverse("setup:import_event"), {"file": file, "slug": ""})

    assert answer.status_code == 422
    assert b"no ZIP file" in answer.content
