"""The command `einlass`, as somebody at a keyboard meets it."""

import socket
import sqlite3
from datetime import timedelta

import pytest
from django.db import connection

from einlass.config import backups, cli
from einlass.config.addresses import AddressInUse, check_address
from einlass.config.preparation import compile_translations
from einlass.events import audit
from einlass.events.models import AuditEntry, Event, Membership, Role, User
from einlass.setup.backup_record import backup_record
from tests.builders import NOON, make_creator, make_event, make_member
from tests.builders.mail import make_message


def run(capsys, *words):
    """Exit code and what was printed, standard error included."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    captured = capsys.readouterr()
    return stopped.value.code, captured.out + captured.err


@pytest.mark.parametrize(
    "words",
    [
        ["serve"],
        ["worker"],
        ["demo"],
        ["prepare"],
        ["backup"],
        ["restore"],
        ["staff"],
        ["staff", "add"],
        ["staff", "creator"],
        ["setup-link"],
        ["audit"],
        ["outbox"],
    ],
)
def test_every_command_explains_itself(capsys, words):
    code, said = run(capsys, *words, "--help")

    assert code == 0
    assert said.startswith(f"usage: einlass {' '.join(words)}")


def test_without_a_command_all_are_listed(capsys):
    code, said = run(capsys)

    assert code == 0
    assert "serve" in said
    assert "migrate" in said


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80.5"])
def test_a_port_that_is_none_is_refused(capsys, port):
    code, said = run(capsys, "serve", f"--port={port}")

    assert code == 2
    assert "is not a port from 1 to 65535" in said


def test_a_port_in_use_is_said_before_anything_starts(capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]

        code, said = run(capsys, "serve", f"--port={port}")

        with pytest.raises(AddressInUse):
            check_address("127.0.0.1", port)
    assert code == 2
    assert said.startswith(f"einlass: Cannot listen on 127.0.0.1, port {port}: address already in use.")


def test_an_unknown_phase_is_refused(capsys):
    code, said = run(capsys, "demo", "--phase", "party")

    assert code == 2
    assert "invalid choice: 'party'" in said


def test_the_phases_are_those_of_the_demo():
    from einlass.demo import PHASES

    assert cli.PHASES == PHASES
    assert set(cli.ROLES) == set(Role.values)


@pytest.mark.django_db
def test_a_new_member_gets_an_account_a_role_and_an_audit_entry(capsys, monkeypatch):
    event = make_event(slug="funken")
    monkeypatch.setattr("getpass.getpass", lambda prompt: "a long enough secret")

    code, said = run(capsys, "staff", "add", "Anna@Example.org", "--event", "funken", "--role", "organiser")

    user = User.objects.get()
    assert (code, said) == (0, f"Anna@Example.org is organiser of {event.name}.\n")
    assert user.email == "anna@example.org"
    assert user.check_password("a long enough secret")
    assert Membership.objects.get().role == Role.ORGANISER
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject, entry.after) == (
        "add_member",
        "command line",
        f"user {user.pk}",
        {"role": "organiser"},
    )


@pytest.mark.django_db
def test_a_known_person_gets_a_second_role_and_keeps_the_password(capsys, monkeypatch):
    event = make_event(slug="funken")
    user = make_member(event, Role.REVIEWER, email="anna@example.org")
    monkeypatch.setattr("getpass.getpass", lambda prompt: pytest.fail("no password is needed"))

    run(capsys, "staff", "add", "anna@example.org", "--event", "funken", "--role", "door")
    run(capsys, "staff", "add", "anna@example.org", "--event", "funken", "--role", "door")

    user.refresh_from_db()
    assert user.check_password("correct horse battery")
    assert sorted(user.memberships.values_list("role", flat=True)) == ["door", "reviewer"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "answers", "message"),
    [
        (["anna", "--event", "funken"], [], "'anna' is not an e-mail address"),
        (["anna@example.org", "--event", "nothing"], [], "There is no event 'nothing'. Known: funken."),
        (["anna@example.org", "--event", "funken"], ["one two three four", "other"], "The two passwords differ"),
        (["anna@example.org", "--event", "funken"], ["short", "short"], "This password is too short"),
    ],
)
def test_a_wrong_answer_adds_nobody(capsys, monkeypatch, words, answers, message):
    make_event(slug="funken")
    given = iter(answers)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(given))

    code, said = run(capsys, "staff", "add", *words, "--role", "door")

    assert code == 2
    assert message in said
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_touched_audit_trail_is_found(capsys):
    event = make_event(slug="funken", name="Funken")
    for number in range(3):
        audit.record(event, "test", f"thing {number}", at=NOON, by="worker")
    audit.seal(event)
    code, said = run(capsys, "audit", "funken")
    head = said.split()[-1]
    assert code == 0
    assert said.startswith("Funken: 3 sealed entries, 0 not sealed yet, 0 breaks.\n")
    assert run(capsys, "audit", "funken", "--since", head)[0] == 0

    AuditEntry.objects.filter(position=2).update(actor="nobody")

    code, said = run(capsys, "audit", "funken")
    assert code == 1
    assert said.startswith("entry 2 was changed")

    event.audit_entries.filter(position=3).delete()

    assert f"the trail does not lead through entry {head}" in run(capsys, "audit", "funken", "--since", head)[1]


@pytest.mark.django_db
def test_given_up_mails_are_listed_and_sent_again(capsys):
    assert run(capsys, "outbox") == (0, "0 mails wait, 0 were given up.\n")
    message = make_message(failed_at=NOON + timedelta(days=1), error="no such user", to="anna@example.org")

    code, said = run(capsys, "outbox")
    assert code == 1
    assert "anna@example.org" in said
    assert "no such user" in said

    code, said = run(capsys, "outbox", "--send-again", message.code)
    assert (code, said) == (0, f"{message.code} will be sent again to anna@example.org.\n")
    assert run(capsys, "outbox", "--send-again", message.code)[0] == 2


def test_translations_are_compiled_where_they_are_newer(tmp_path):
    (tmp_path / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\nmsgid "a"\nmsgstr "b"\n'
    )

    assert [path.name for path in compile_translations(tmp_path)] == ["django.mo"]
    assert compile_translations(tmp_path) == []


@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_everything_back(capsys, tmp_path, settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", connection.settings_dict["NAME"])
    settings.DATA = tmp_path
    make_event(name="Before")
    file = tmp_path / "einlass.backup"

    code, _ = run(capsys, "backup", str(file))
    Event.objects.update(name="After")
    restored, _ = run(capsys, "restore", str(file), "--yes")

    assert (code, restored) == (0, 0)
    assert Event.objects.get().name == "Before"
    assert file.stat().st_mode & 0o777 == 0o600
    record = backup_record()
    assert record.made_at <= record.restored_at


@pytest.mark.django_db(transaction=True)
def test_an_existing_file_is_not_overwritten_by_a_backup(capsys, tmp_path):
    file = tmp_path / "precious"
    file.write_text("precious")

    code, said = run(capsys, "backup", str(file))

    assert code == 2
    assert "exists already" in said
    assert file.read_text() == "precious"


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00" + b"x" * 5000, b"PGDM"])
def test_what_is_no_backup_is_refused(tmp_path, content):
    file = tmp_path / "file"
    file.write_bytes(content)

    with pytest.raises(backups.BackupError):
        backups.check(file)


def test_a_database_of_another_program_is_refused(tmp_path, settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    file = tmp_path / "other.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE songs (name)")

    with pytest.raises(backups.BackupError, match="not one of Einlass"):
        backups.check(file)


def test_a_backup_of_the_other_kind_of_database_is_refused(tmp_path, settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    file = tmp_path / "dump"
    file.write_bytes(b"PGDMP" + b"\x00" * 100)

    with pytest.raises(backups.BackupError, match="is a backup of a PostgreSQL database"):
        backups.check(file)


@pytest.mark.django_db
def test_a_setup_link_is_printed_as_long_as_nobody_can_sign_in(capsys):
    code, said = run(capsys, "setup-link")
    assert code == 0
    assert "http://localhost:8000/setup/" in said

    make_member(make_event())

    code, said = run(capsys, "setup-link")
    assert code == 2
    assert "/setup/" not in said


@pytest.mark.django_db
def test_the_right_to_make_events_is_given_and_taken(capsys):
    one, other = make_creator(), make_member(make_event())

    code, said = run(capsys, "staff", "creator", other.email)
    assert code == 0
    assert f"{other.email} may make events.\n" in said
    assert run(capsys, "staff", "creator", one.email, "--no-longer")[0] == 0
    assert run(capsys, "staff", "creator", other.email, "--no-longer") == (
        2,
        f"einlass: {other.email} is the last who may make events; name somebody else first.\n",
    )
    assert run(capsys, "staff", "creator", "nobody@example.org")[0] == 2
