"""The command `einlass`.

What is not one of our commands goes on to Django: migrate, shell, check, createsuperuser, …
Django is loaded inside the commands, after they have set the environment up.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

PHASES = ("applications", "review", "draw", "offers", "programme", "doors")
ROLES = ("owner", "organiser", "reviewer", "programme", "stage", "partners", "door", "viewer")
EPILOG = """\
Django's own commands work as well, each with --help:
  migrate             bring the database up to date
  check --deploy      look the production settings over
  shell               Python with Einlass loaded
  help --commands     all of them

The environment is described in docs/operating.md.
"""


class CommandError(Exception):
    """The message is all that a person needs to see."""


def main(arguments: Sequence[str] | None = None) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "einlass.config.settings")
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser()
    known = _names(parser)
    try:
        if words and not words[0].startswith("-") and words[0] not in known:
            _django(words)
            return
        chosen = parser.parse_args(words or ["--help"])
        sys.exit(chosen.run(chosen))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
    except CommandError as error:
        _fail(str(error))
    except Exception as error:
        if type(error).__name__ in {"ImproperlyConfigured", "BackupError", "AddressInUse", "OtherEventsPresent"}:
            _fail(str(error))
        raise


def serve(chosen: argparse.Namespace) -> int:
    _check_address(chosen)
    _set_up()
    # A database without a table is a new one: there is nothing that a migration could change.
    if chosen.migrate or _is_new_database():
        _migrate()
    _show_setup_address()
    _serve(chosen)
    return 0


def setup_link(chosen: argparse.Namespace) -> int:
    _set_up()
    if _is_new_database():
        _migrate()
    if not _show_setup_address():
        raise CommandError("There is an account already, so nobody else can make the first one. Sign in instead.")
    return 0


def worker(chosen: argparse.Namespace) -> int:
    _set_up()
    from einlass.config.worker import run

    run(parent=chosen.parent)
    return 0


def demo(chosen: argparse.Namespace) -> int:
    from einlass.config.environment import refuse_demo_in_production

    refuse_demo_in_production()
    os.environ.setdefault("EINLASS_DEVELOPMENT", "1")
    os.environ.setdefault("EINLASS_URL", f"http://localhost:{chosen.port}")
    if chosen.empty:
        # Beside the demo, which stays as it is.
        os.environ.setdefault("EINLASS_DATA", "var/own")
    if chosen.serve:
        _check_address(chosen)
    _set_up()
    from einlass.config.preparation import is_prepared
    from einlass.config.preparation import prepare as prepare_files

    if chosen.serve and not is_prepared():
        prepare_files()
    _migrate()
    if chosen.empty:
        _show_setup_address()
        if chosen.serve:
            _serve(chosen)
        return 0
    from django.utils import timezone

    from einlass.demo import build

    print(build(chosen.phase, at=timezone.now()))
    if chosen.serve:
        _show_addresses()
        _serve(chosen)
    return 0


def prepare(chosen: argparse.Namespace) -> int:
    # Secrets and the database's address make no difference here, so none are asked for.
    os.environ.setdefault("EINLASS_DEVELOPMENT", "1")
    _set_up()
    from einlass.config.preparation import prepare

    prepare()
    return 0


def backup(chosen: argparse.Namespace) -> int:
    _set_up()
    from django.utils import timezone

    from einlass.config.backups import backup
    from einlass.setup.backup_record import record_backup

    size = backup(chosen.file)
    record_backup(chosen.file, at=timezone.now())
    print(f"{chosen.file}: {size / 1e6:.1f} MB. EINLASS_SECRET_KEY is not in it; keep it apart.")
    return 0


def restore(chosen: argparse.Namespace) -> int:
    _set_up()
    from django.utils import timezone

    from einlass.config.backups import check, restore
    from einlass.setup.backup_record import record_restore

    check(chosen.file)
    if not chosen.yes and input(f"Replace the whole database by {chosen.file}? Type yes: ").strip() != "yes":
        raise CommandError("Nothing was changed.")
    restore(chosen.file)
    _migrate()
    record_restore(chosen.file, at=timezone.now())
    print("Restored. Start the server again.")
    return 0


def import_event(chosen: argparse.Namespace) -> int:
    _set_up()
    from django.utils import timezone

    from einlass.events.editions.errors import SlugRefused
    from einlass.events.models import User
    from einlass.setup.archiving.errors import ArchiveRefused
    from einlass.setup.archiving.reading import import_event as read_event
    from einlass.setup.archiving.wording import archive_in_words
    from einlass.setup.wording import slug_in_words

    owner = User.objects.filter(email=chosen.owner.strip().lower(), is_active=True).first()
    if owner is None:
        raise CommandError(f"Nobody signs in with {chosen.owner!r}.")
    if not chosen.file.is_file():
        raise CommandError(f"There is no file {chosen.file}.")
    try:
        with chosen.file.open("rb") as file:
            event = read_event(file, slug=chosen.slug or "", at=timezone.now(), by=owner)
    except ArchiveRefused as refusal:
        raise CommandError(archive_in_words(refusal)) from refusal
    except SlugRefused as refusal:
        raise CommandError(slug_in_words(refusal)) from refusal
    print(f"{event.name} is here: /{event.slug}/team/. Only its team sees it.")
    return 0


def add_staff(chosen: argparse.Namespace) -> int:
    _set_up()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.utils import timezone

    from einlass.events.models import Role, User
    from einlass.events.staff import add_member

    event = _event(chosen.event)
    try:
        validate_email(chosen.email)
    except ValidationError as error:
        raise CommandError(f"{chosen.email!r} is not an e-mail address.") from error
    stage = event.stages.filter(key=chosen.stage).first() if chosen.stage else None
    if bool(chosen.stage) != (chosen.role == Role.STAGE) or bool(chosen.stage) != bool(stage):
        keys = ", ".join(event.stages.values_list("key", flat=True))
        raise CommandError(f"The role 'stage', and no other, takes --stage with one of: {keys or 'none yet'}.")
    is_known = User.objects.filter(email=chosen.email.strip().lower()).exists()
    password = None if is_known else _new_password(chosen.email)
    role, now = Role(chosen.role), timezone.now()
    add_member(event, chosen.email, role, stage=stage, at=now, by="command line", password=password)
    print(f"{chosen.email} is {chosen.role} of {event.name}." + (" The account existed already." if is_known else ""))
    return 0


def creator(chosen: argparse.Namespace) -> int:
    _set_up()
    from django.utils import timezone

    from einlass.setup.my_events.actions import let_create_events, stop_creating_events
    from einlass.setup.my_events.errors import LastCreator, NoSuchAccount

    try:
        if chosen.no_longer:
            stop_creating_events(chosen.email, by="command line")
        else:
            let_create_events(chosen.email, at=timezone.now(), by="command line")
    except NoSuchAccount as error:
        raise CommandError(f"No account that this could be changed for has the address {error.email!r}.") from error
    except LastCreator as error:
        raise CommandError(
            f"{error.user.email} is the last who may make events; name somebody else first."
        ) from error
    print(f"{chosen.email} {'makes no new events any more' if chosen.no_longer else 'may make events'}.")
    return 0


def check_audit(chosen: argparse.Namespace) -> int:
    _set_up()
    from einlass.events import audit

    event = _event(chosen.event)
    try:
        since = audit.Head.read(chosen.since) if chosen.since else None
    except ValueError as error:
        raise CommandError(f"{chosen.since!r} is not POSITION:HASH, as this command prints it.") from error
    found = audit.breaks(event, since=since)
    for line in found:
        print(line)
    sealed = event.audit_entries.exclude(position=None).count()
    unsealed = event.audit_entries.filter(position=None).count()
    print(f"{event.name}: {sealed} sealed entries, {unsealed} not sealed yet, {len(found)} breaks.")
    print(f"Keep this elsewhere, and check later with --since that nothing was cut off: {audit.head(event)}")
    return 1 if found else 0


def outbox(chosen: argparse.Namespace) -> int:
    _set_up()
    from django.utils import timezone

    from einlass.mail.queries import given_up, waiting
    from einlass.mail.sending import send_again

    if chosen.send_again:
        message = given_up().filter(code=chosen.send_again).first()
        if message is None or not send_again(message, at=timezone.now()):
            raise CommandError(f"No mail with code {chosen.send_again} was given up.")
        print(f"{message.code} will be sent again to {message.to}.")
        return 0
    for message in given_up().order_by("pk"):
        print(
            f"{message.code}  {message.failed_at:%Y-%m-%d %H:%M}  {message.to}  {message.template}\n    {message.error}"
        )
    number = given_up().count()
    print(f"{waiting().count()} mails wait, {number} were given up.")
    return 1 if number else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="einlass",
        description="Einlass: a conference from the first application to the last scan.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], sentence: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=sentence, description=sentence)
        sub.set_defaults(run=run)
        return sub

    one = command("serve", serve, "Serve Einlass, with its worker.")
    _add_address(one)
    one.add_argument("--migrate", action="store_true", help="bring the database up to date first")

    command("setup-link", setup_link, "Print a new address to make the first account, as long as there is none.")

    one = command("worker", worker, "Send mail, run jobs, end offers whose time is over; serve starts one by itself.")
    one.add_argument("--parent", type=int, help="stop when this process is gone (used by serve)")

    one = command("demo", demo, "Make the demo event, or move it on to a phase; for development only.")
    one.add_argument("--phase", choices=PHASES, help="default: leave it as it is, or begin with applications")
    one.add_argument(
        "--empty", action="store_true", help="no demo event: an installation to set up oneself, in var/own"
    )
    one.add_argument("--serve", action="store_true", help="then serve it")
    _add_address(one)

    command("prepare", prepare, "Compile translations and collect static files; needs no database.")

    one = command("backup", backup, "Write the whole database to one file; the server may run.")
    one.add_argument("file", type=Path)

    one = command("restore", restore, "Replace the whole database by a backup; stop the server first.")
    one.add_argument("file", type=Path)
    one.add_argument("--yes", action="store_true", help="do not ask")

    one = command("import-event", import_event, "Make an event from an archive that was exported on a page.")
    one.add_argument("file", type=Path)
    one.add_argument("--owner", required=True, metavar="EMAIL", help="who becomes an owner of it")
    one.add_argument("--slug", help="another address than it had")

    staff = command("staff", lambda chosen: 2, "Add people to an event's team; say who may make events.")
    staff_actions = staff.add_subparsers(metavar="ACTION", required=True)
    one = staff_actions.add_parser("creator", help="let somebody who has an account make events")
    one.set_defaults(run=creator)
    one.add_argument("email")
    one.add_argument("--no-longer", action="store_true", help="take the right away")
    one = staff_actions.add_parser("add", help="give a person a role; asks for a password if the account is new")
    one.set_defaults(run=add_staff)
    one.add_argument("email")
    one.add_argument("--event", required=True, metavar="SLUG")
    one.add_argument("--role", required=True, choices=ROLES)
    one.add_argument("--stage", metavar="KEY", help="of which stage; with the role 'stage' only")

    one = command("audit", check_audit, "Check an event's audit trail; exit 1 and say where if it was touched.")
    one.add_argument("event", metavar="EVENT", help="the event's slug")
    one.add_argument("--since", metavar="POSITION:HASH", help="a head that this command printed earlier")

    one = command("outbox", outbox, "List mails that were given up; exit 1 if there are any.")
    one.add_argument("--send-again", metavar="CODE", help="put one of them back into the outbox")
    return parser


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=8000, help="default: 8000")
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1; 0.0.0.0 for every network")
    parser.add_argument("--workers", type=_at_least_one, default=2, help="server processes, default: 2")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 1 or more")
    return int(text)


def _names(parser: argparse.ArgumentParser) -> set[str]:
    return {
        name
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name in action.choices
    }


def _django(words: list[str]) -> None:
    from django.core.management import execute_from_command_line

    if words[0] == "migrate":
        _set_up()
        _make_folder()
    execute_from_command_line(["einlass", *words])


def _set_up() -> None:
    import django

    django.setup()


def _migrate() -> None:
    """Bring the database up to date; a look is enough where it is."""
    from django.core.management import call_command

    _make_folder()
    if not _is_migrated():
        call_command("migrate", interactive=False, verbosity=0)


def _is_migrated() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _make_folder() -> None:
    from django.conf import settings

    database = settings.DATABASES["default"]
    if str(database["ENGINE"]).endswith("sqlite3"):
        Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)


def _check_address(chosen: argparse.Namespace) -> None:
    from einlass.config.addresses import check_address

    check_address(chosen.host, chosen.port)


def _serve(chosen: argparse.Namespace) -> None:
    from einlass.config.serving import serve

    serve(host=chosen.host, port=chosen.port, workers=chosen.workers)


def _event(slug: str) -> Any:
    from einlass.events.models import Event

    event = Event.objects.filter(slug=slug).first()
    if event is None:
        known = ", ".join(Event.objects.order_by("slug").values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no event {slug!r}. Known: {known}.")
    return event


def _new_password(email: str) -> str:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from einlass.events.models import User

    password = getpass.getpass(f"Password for {email} (12 letters or more): ")
    if getpass.getpass("Once more: ") != password:
        raise CommandError("The two passwords differ; nothing was changed.")
    try:
        validate_password(password, User(email=email))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password


def _is_new_database() -> bool:
    from django.db import connection

    _make_folder()
    return not connection.introspection.table_names()


def _show_setup_address() -> bool:
    """Where the first account is made; says nothing, and False, where there is one."""
    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone

    from einlass.setup.first_run.actions import has_owner, make_setup_secret

    # A database that was not brought up to date says so where it is used.
    if not _is_migrated() or has_owner():
        return False
    address = settings.PUBLIC_URL + reverse("setup:first_account", args=[make_setup_secret(at=timezone.now())])
    print("\n  Nobody can sign in yet. Open this address within an hour to make the first account:")
    print(f"\n  {address}\n\n  A new one: einlass setup-link\n", flush=True)
    return True


def _show_addresses() -> None:
    from django.conf import settings

    from einlass.demo.event import LOGINS, PASSWORD, SLUG

    root, event = settings.PUBLIC_URL, f"{settings.PUBLIC_URL}/{SLUG}"
    rows = [
        ("The event", f"{event}/"),
        ("Apply", f"{event}/apply/"),
        ("Team", f"{event}/team/"),
        ("Mailbox", f"{root}/mail/"),
    ]
    print()
    for name, address in rows:
        print(f"  {name:<10} {address}")
    print(f"\n  Sign in with one of these and the password {PASSWORD}:")
    for login, (person, role) in LOGINS.items():
        print(f"  {role.value:<10} {login}  ({person})")
    print("\n  Ctrl-C stops it.\n", flush=True)


def _fail(message: str) -> None:
    print(f"einlass: {message}", file=sys.stderr)
    sys.exit(2)
