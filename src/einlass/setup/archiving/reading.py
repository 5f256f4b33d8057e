"""Reading an archive into a new event. What it says is checked before and while it is read; nothing is unpacked to a disk."""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, Final

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey, Max, Model

from einlass.events import audit
from einlass.events.editions.audit_actions import EditionAction
from einlass.events.editions.slugs import check_slug
from einlass.events.event_tables import EventTable, event_tables
from einlass.events.models import AuditEntry, Event, Membership, Role, User
from einlass.mail.models import GroupMessage, Message, Problem
from einlass.setup.archiving.errors import ArchiveRefused
from einlass.setup.archiving.format import FORMAT, LEFT_OUT_FIELDS, LEFT_OUT_TABLES, MANIFEST, VERSION, read
from einlass.setup.event_tasks.actions import Report
from einlass.tickets.actions import create_ticket_key

MOST_BYTES: Final = 4_000_000_000
MOST_MANIFEST: Final = 5_000_000
MOST_LINE: Final = 60_000_000
# JSON lines shrink to a tenth or so; what shrinks to less than a hundredth, and is large, was made to burst.
MOST_RATIO: Final = 200
HARMLESS: Final = 20_000_000
AT_ONCE: Final = 500


@dataclass
class _Reading:
    """What is known while tables are read. keys: by table, from the key in the archive to ours."""

    archive: zipfile.ZipFile
    manifest: Mapping[str, Any]
    users: Mapping[str, User]
    slug: str
    at: datetime
    keys: dict[str, dict[int, int]] = field(default_factory=dict)


def import_event(file: IO[bytes], *, slug: str = "", at: datetime, by: User, report: Report | None = None) -> Event:
    """A new event from an archive, which only its team sees. slug: instead of the one it had.

    Raises ArchiveRefused, SlugRefused. All of it or nothing.
    """
    with _opened(file) as archive:
        manifest = _manifest(archive)
        _check_hashes(archive, manifest, report)
        slug = slug or str(manifest["event"]["slug"])
        check_slug(slug)
        try:
            with transaction.atomic():
                return _read_event(archive, manifest, slug, at=at, by=by, report=report)
        except IntegrityError as error:
            # Codes of people and tickets are given once in an installation.
            raise ArchiveRefused("there") from error


def check_archive(file: IO[bytes]) -> Mapping[str, Any]:
    """The manifest of an archive that is whole. Raises ArchiveRefused."""
    with _opened(file) as archive:
        manifest = _manifest(archive)
        _check_hashes(archive, manifest, None)
        return manifest


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ArchiveRefused("not_a_zip") from error
    infos = archive.infolist()
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise ArchiveRefused("too_large")
    names = [info.filename for info in infos]
    for info in infos:
        name = info.filename
        if (
            name.startswith(("/", "\\"))
            or ".." in name.split("/")
            or "\\" in name
            or ":" in name
            or names.count(name) > 1
        ):
            raise ArchiveRefused("names", name[:80])
        if info.file_size > HARMLESS and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise ArchiveRefused("bomb", name[:80])
    return archive


def _manifest(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    """Its form is checked as far as it is used."""
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > MOST_MANIFEST:
            raise ArchiveRefused("too_large", MANIFEST)
        manifest = json.loads(archive.read(info))
        if manifest["format"] != FORMAT:
            raise ArchiveRefused("foreign")
        if int(manifest["version"]) > VERSION:
            raise ArchiveRefused("newer")
        listed = {one["file"] for one in [*manifest["tables"], *manifest["people"]]}
        str(manifest["event"]["slug"]), [str(one["email"]) for one in manifest["team"]]
        known = {table.label for table in event_tables()} - LEFT_OUT_TABLES
        strange = [one["table"] for one in manifest["tables"] if one["table"] not in known]
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise ArchiveRefused("no_manifest") from error
    if strange:
        raise ArchiveRefused("table", str(strange[0])[:80])
    if listed != set(archive.namelist()) - {MANIFEST}:
        raise ArchiveRefused("names", str(next(iter(listed ^ (set(archive.namelist()) - {MANIFEST}))))[:80])
    return manifest


def _check_hashes(archive: zipfile.ZipFile, manifest: Mapping[str, Any], report: Report | None) -> None:
    """Before anything is read; what is read says no more than its header announced."""
    for one in [*manifest["tables"], *manifest["people"]]:
        if report is not None:
            report(5, "checking")
        digest, read_bytes, announced = hashlib.sha256(), 0, archive.getinfo(one["file"]).file_size
        try:
            with archive.open(one["file"]) as file:
                for piece in iter(lambda file=file: file.read(1_000_000), b""):  # type: ignore[misc]
                    read_bytes += len(piece)
                    if read_bytes > announced:
                        raise ArchiveRefused("bomb", one["file"])
                    digest.update(piece)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
            raise ArchiveRefused("hash", one["file"]) from error
        if digest.hexdigest() != one["sha256"]:
            raise ArchiveRefused("hash", one["file"])


def _read_event(
    archive: zipfile.ZipFile,
    manifest: Mapping[str, Any],
    slug: str,
    *,
    at: datetime,
    by: User,
    report: Report | None,
) -> Event:
    reading = _Reading(archive, manifest, _users(manifest), slug, at)
    files = {one["table"]: one["file"] for one in manifest["tables"]}
    tables = [table for table in event_tables() if table.label in files]
    # Keys of all rows first, so that rows may point to and fro.
    for table in tables:
        old = [_number(row) for row in _rows(archive, files[table.label])]
        if len(set(old)) != len(old):
            raise ArchiveRefused("keys", files[table.label])
        reading.keys[table.label] = dict(zip(old, _new_keys(table.model, len(old)), strict=True))
    if len(reading.keys.get("events.Event", {})) != 1:
        raise ArchiveRefused("row", "events.Event")
    for number, table in enumerate(tables):
        if report is not None:
            report(10 + 80 * number // len(tables), "reading")
        _read_table(reading, table, files[table.label])
    event = Event.objects.get(pk=next(iter(reading.keys["events.Event"].values())))
    _finish(event, manifest, at=at, by=by)
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise ArchiveRefused("keys") from error
    event.refresh_from_db()
    return event


def _finish(event: Event, manifest: Mapping[str, Any], *, at: datetime, by: User) -> None:
    """What cannot come over: links of the team, mails that would go out once more, keys, and the secret of the trail."""
    Membership.objects.get_or_create(event=event, user=by, role=Role.OWNER, defaults={"ends_at": None})
    Message.objects.filter(event=event, sent_at=None, failed_at=None).update(
        failed_at=at, problem=Problem.HELD_BACK, error="It came with an archive."
    )
    unfinished = GroupMessage.objects.filter(event=event, send_at__isnull=False, finished_at=None)
    unfinished.filter(begun_at=None).update(send_at=None, stopped_at=None)
    unfinished.update(stopped_at=at, finished_at=at, cursor="")
    AuditEntry.objects.filter(event=event).update(chain_hash="")
    audit.rewrite(event)
    create_ticket_key(event, at=at, by=by)
    after = {"head_in_the_archive": str(manifest["audit_head"])[:100], "made_at": str(manifest["made_at"])[:40]}
    audit.record(event, EditionAction.IMPORT, event.subject, at=at, by=by, after=after)


def _read_table(reading: _Reading, table: EventTable, name: str) -> None:
    waiting: list[Model] = []
    for values in _rows(reading.archive, name):
        waiting.append(_row(reading, table, values, name))
        if len(waiting) == AT_ONCE:
            table.model._base_manager.bulk_create(waiting)
            waiting = []
    table.model._base_manager.bulk_create(waiting)


def _row(reading: _Reading, table: EventTable, values: Mapping[str, Any], name: str) -> Model:
    made: dict[str, Any] = {}
    try:
        for key, value in values.items():
            column = table.model._meta.get_field(key)
            if (table.label, key) in LEFT_OUT_FIELDS or not column.concrete:
                raise ArchiveRefused("field", name)
            if column.primary_key:
                made[column.attname] = reading.keys[table.label][int(value)]
            elif isinstance(column, ForeignKey):
                made[column.attname] = _foreign(reading, column, value)
            else:
                made[key] = read(column, value)
    except FieldDoesNotExist as error:
        raise ArchiveRefused("field", f"{name}: {error}"[:200]) from error
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise ArchiveRefused("row", name) from error
    if table.model is Event:
        made |= {"slug": reading.slug, "opened_at": None}
    return table.model(**made)


def _foreign(reading: _Reading, column: ForeignKey[Any, Any], value: Any) -> int | None:
    """Only to rows of the same archive, and to people by their address."""
    if value is None:
        return None
    if column.related_model is User:
        user = reading.users.get(str(value).lower())
        if user is None and not column.null:
            raise ArchiveRefused("keys", str(column))
        return user.pk if user else None
    return reading.keys[column.related_model._meta.label][int(value)]


def _users(manifest: Mapping[str, Any]) -> dict[str, User]:
    """People of the team, matched by address. Whoever is new gets an account that nobody can sign in to yet."""
    found = {}
    for one in manifest["team"]:
        email = str(one["email"]).strip().lower()
        user = User.objects.filter(email=email).first()
        found[email] = user or User.objects.create_user(email, None, name=str(one.get("name", ""))[:120])
    return found


def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[Mapping[str, Any]]:
    with archive.open(name) as file:
        for line in iter(lambda: file.readline(MOST_LINE + 1), b""):
            if len(line) > MOST_LINE:
                raise ArchiveRefused("too_large", name)
            try:
                values = json.loads(line)
            except ValueError as error:
                raise ArchiveRefused("row", name) from error
            if not isinstance(values, dict):
                raise ArchiveRefused("row", name)
            yield values


def _number(row: Mapping[str, Any]) -> int:
    if not isinstance(row.get("id"), int):
        raise ArchiveRefused("row")
    return int(row["id"])


def _new_keys(model: type[Model], count: int) -> list[int]:
    """Keys that nobody else is given meanwhile: SQLite has one writer, PostgreSQL's sequence gives each once."""
    if not count:
        return []
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            given = cursor.fetchone()
        last = model._base_manager.aggregate(last=Max("pk"))["last"] or 0
        first = max(last, given[0] if given else 0) + 1
        return list(range(first, first + count))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]
