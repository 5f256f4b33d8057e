"""One million applications: how long each step takes, and how much memory the server's processes need for it.

Usage: python -m bench.million [--applications 1000000] [--database postgresql|sqlite]

The applications are made in the database from some thousand of the demo's. Then an organiser, over HTTP with the real
`einlass serve` (settings of production, 2 processes): waits until the worker has compared them all for duplicates, looks
at the list, filters it, exports it as CSV, holds a draw with all of them, up to its public outcome. Memory is the largest
resident set that the kernel saw (VmHWM), page by page.
"""

import argparse
import http.client
import json
import os
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from tools.with_postgres import postgres

from bench.server import ADDRESS, HOST, Server, einlass, environment, serving

SETTINGS: Final = "bench.bare.settings"
MOST_MEGABYTES: Final = 300
TEAM: Final = "/funkenflug/team"
SOLVED_WITHIN: Final = 3600.0
DICE: Final = "4 1 6 2 2 5 3 1"
SECRET: Final = "0123456789abcdefghijklmnopqrstuv"  # noqa: S105 - any text of this length is a good form token


@dataclass(frozen=True)
class Row:
    """web_mb, worker_mb: the largest resident set so far.  note: what came out."""

    step: str
    seconds: float
    web_mb: int
    worker_mb: int
    note: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Organiser:
    """Somebody at a browser, signed in with a second factor."""

    def __init__(self, server: Server, session: str) -> None:
        self.server, self.session, self.seen = server, session, ""

    def get(self, path: str) -> int:
        """The number of bytes that came."""
        return self._ask("GET", path)

    def post(self, path: str, **form: str) -> int:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": SECRET, **form}))

    def _ask(self, method: str, path: str, body: str | None = None) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=3600)
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Cookie": f"sessionid={self.session}; csrftoken={SECRET}",
            "Referer": f"{ADDRESS}{path}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        if answer.status not in {200, 302}:
            raise RuntimeError(f"{method} {path} answered {answer.status}; see {self.server.last_words()}")
        if "login" in answer.headers.get("Location", "") or "accounts" in answer.headers.get("Location", ""):
            raise RuntimeError(f"{method} {path} asks to sign in: {answer.headers['Location']}")
        size = 0
        while piece := answer.read(1 << 16):
            size += len(piece)
            # What the page of a last look wants back with the yes.
            if found := re.search(rb'name="seen" value="(\w+)"', piece):
                self.seen = found[1].decode()
        connection.close()
        return size


def measure(
    applications: int,
    database: str,
    steps: Callable[["Organiser"], dict[str, Callable[[], str]]] | None = None,
) -> list[Row]:
    """One row per step. steps: what the organiser does, in order."""
    rows: list[Row] = []

    def step(name: str, work: Callable[[], str], server: Server | None = None) -> None:
        began = time.perf_counter()
        note = work()
        web, worker = (_megabytes(server.web_processes()), _megabytes(_workers(server))) if server else (0, 0)
        rows.append(Row(name, round(time.perf_counter() - began, 1), web, worker, note))
        print(as_line(rows[-1]), flush=True)

    with (
        postgres(for_tests=False) if database == "postgresql" else nullcontext() as url,
        tempfile.TemporaryDirectory(prefix="einlass-bench-") as data,
    ):
        variables = environment(Path(data), url, SETTINGS)
        einlass(["migrate", "--run-syncdb", "-v0"], variables)
        _set_up(environment(Path(data), url, SETTINGS, is_production=False))
        step("generate", lambda: _generate(applications))
        session = _signed_in()
        with serving(variables) as server:
            organiser = Organiser(server, session)
            for name, work in (steps or _steps)(organiser).items():
                step(name, work, server)
    return rows


def _steps(organiser: Organiser) -> dict[str, Callable[[], str]]:
    def size(number: int) -> str:
        return f"{number / 1e6:.1f} MB"

    inbox, filters = f"{TEAM}/applications/", "q=anna&category=founder&language=de&a_region=owl"
    return {
        "server has started": lambda: "",
        "duplicates: in the worker": _until_searched,
        "list": lambda: size(organiser.get(inbox)),
        "list again": lambda: size(organiser.get(inbox)),
        "list, three filters": lambda: size(organiser.get(f"{inbox}?{filters}")),
        "export as CSV": lambda: size(organiser.post(f"{TEAM}/applications/exports/", kind="csv", query="")),
        **draw_steps(organiser),
    }


def draw_steps(organiser: Organiser) -> dict[str, Callable[[], str]]:
    """A draw from the page before it to its public outcome."""

    def size(number: int) -> str:
        return f"{number / 1e6:.1f} MB"

    def to(step: str, **form: str) -> int:
        address = f"{TEAM}/draws/{_draw().code}/{step}"
        return organiser.post(address, **form) if form else organiser.get(address)

    tomorrow = datetime.now(UTC) + timedelta(days=1)
    promise = {"source": "dice", "dice": "8", "value_source": "Eight dice", "known_at": f"{tomorrow:%Y-%m-%dT%H:%M}"}
    return {
        "page before the draw": lambda: size(organiser.get(f"{TEAM}/draws/")),
        "last look before freezing": lambda: size(organiser.get(f"{TEAM}/draws/freezing/")),
        "freeze: answer": lambda: size(organiser.post(f"{TEAM}/draws/freezing/", seen=organiser.seen, although="on")),
        "freeze: in the worker": lambda: _until(lambda draw: True),
        "page of the draw": lambda: size(to("")),
        "solve: in the worker": lambda: _until(lambda draw: draw.solved_at or draw.failure),
        "review of the chances": lambda: size(to("review/")),
        "last look before announcing": lambda: size(to("commitment/", **promise)),
        "commit: answer": lambda: size(to("commitment/", **promise, seen=organiser.seen, although="on")),
        "announcement is mailed": lambda: _until(lambda draw: draw.entrants_told_at),
        "value: answer": lambda: size(_throw(lambda: to("value/", value=DICE, again=DICE, seen=DICE))),
        "outcome is public": lambda: _until(lambda draw: draw.published_at),
        "public page of the draw": lambda: size(organiser.get(f"/funkenflug/draws/{_draw().code}/")),
        "download of lottery.json": lambda: size(organiser.get(f"/funkenflug/draws/{_draw().code}/lottery.json")),
        "download of result.json": lambda: size(organiser.get(f"/funkenflug/draws/{_draw().code}/result.json")),
    }


def _throw(dice: Callable[[], int]) -> int:
    """The dice, for which nobody waits until tomorrow."""
    from django.utils import timezone

    from einlass.admission.models import Draw

    Draw.objects.update(value_due_at=timezone.now())
    return dice()


def _set_up(variables: dict[str, str]) -> None:
    """This process is Einlass too, on the same database: it makes the applications and signs somebody in."""
    os.environ.update(variables)
    import django

    django.setup()
    from django.utils import timezone

    from einlass.demo import steps
    from einlass.demo.event import create_event

    now = timezone.now()
    event = create_event(at=now)
    steps.take_applications(event, now)
    steps.close_applications(event, now)


def _generate(wanted: int) -> str:
    """Copies of the demo's applications, each with its own code, address and team; all are sent to the draw."""
    from django.db import connection, transaction
    from django.utils import timezone

    from einlass.applications.models import Application, Team

    base = Application.objects.count()
    copies = -(-wanted // base) - 1
    changed = {
        "code": "n || 'X' || one.id",
        "email": "n || '-' || one.email",
        "email_normalised": "n || '-' || one.email_normalised",
        "team_id": f"(SELECT team.id FROM {Team._meta.db_table} team WHERE team.code = n || 'T' || one.team_id)",
        "submission_key": "NULL",
    }
    numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {copies})"
    decisions = (
        "INSERT INTO reviews_decision (application_id, verdict, decided_at, reason) "
        "SELECT one.id, 'draw', %s, '' FROM applications_application one "
        "WHERE one.email_proved_at IS NOT NULL AND one.withdrawn_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM reviews_decision d WHERE d.application_id = one.id)"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        if copies > 0:
            cursor.execute(_copy(Team, numbers, {"code": "n || 'T' || one.id"}))
            cursor.execute(_copy(Application, numbers, changed))
        cursor.execute(decisions, [connection.ops.adapt_datetimefield_value(timezone.now())])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return f"{Application.objects.count()} applications, {Application.objects.counted().count()} count"


def _copy(model: Any, numbers: str, changed: dict[str, str]) -> str:
    table = model._meta.db_table
    columns = [field.column for field in model._meta.local_concrete_fields if not field.primary_key]
    values = ", ".join(changed.get(column, f"one.{column}") for column in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) {numbers} SELECT {values} FROM {table} one, numbers"


def _signed_in() -> str:
    """A session of the event's owner, who has a second factor."""
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from bench.server import PRODUCTION
    from einlass.events.models import Membership, Role

    user = Membership.objects.filter(role=Role.OWNER).select_related("user")[0].user
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
    from django.conf import settings

    settings.SECRET_KEY = PRODUCTION["EINLASS_SECRET_KEY"]
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _draw() -> Any:
    from einlass.admission.queries import light_draws
    from einlass.events.models import Event

    return light_draws(Event.objects.get()).first()


def _until(is_so: Callable[[Any], Any]) -> str:
    until = time.monotonic() + SOLVED_WITHIN
    while time.monotonic() < until:
        draw = _draw()
        if draw is not None and is_so(draw):
            return f"{draw.entry_count} entries, {draw.seats} seats{', ' + draw.failure if draw.failure else ''}"
        time.sleep(0.5)
    raise RuntimeError("The worker has not done it in time.")


def _until_searched() -> str:
    """The worker begins at its start. Every person is there a thousand times, so the most pairs that wait are soon found."""
    from einlass.reviews.models import DuplicateSearch

    until = time.monotonic() + SOLVED_WITHIN
    while time.monotonic() < until:
        if (search := DuplicateSearch.objects.first()) is not None:
            return f"{search.compared} compared in {search.seconds:.0f} s"
        time.sleep(0.5)
    raise RuntimeError("The worker has not done it in time.")


def _workers(server: Server) -> list[int]:
    web = server.web_processes()
    return [pid for pid in server.processes()[1:] if pid not in web]


def _megabytes(processes: list[int]) -> int:
    """The largest resident set of any of them, since it started."""
    peaks = [Path(f"/proc/{pid}/status").read_text() for pid in processes]
    return max(int(text.split("VmHWM:")[1].split()[0]) for text in peaks) // 1024


def as_line(row: Row) -> str:
    mark = " <" if row.web_mb > MOST_MEGABYTES else ""
    return f"{row.step:26}{row.seconds:9.1f} s  web {row.web_mb:5} MB  worker {row.worker_mb:5} MB  {row.note}{mark}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=1_000_000, help="default: 1000000")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    chosen = parser.parse_args()
    rows = measure(chosen.applications, chosen.database)
    target = Path("var/bench") / f"million-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps([row.as_dict() for row in rows], indent=1))
    print(f"\n{target}")
    if max(row.web_mb for row in rows) > MOST_MEGABYTES:
        raise SystemExit(f"A web process took more than {MOST_MEGABYTES} MB.")


if __name__ == "__main__":
    main()
