"""How fast people can apply, and look: as shares of what the same server can do at most.

Usage: python -m bench.intake [--seconds 5] [--rounds 5] [--database sqlite|postgresql|both]

The server is `einlass serve` with the settings of production, 2 processes with 8 threads each. Beside Einlass's pages it
has two bare views: one answers "ok", one inserts one row and answers "ok". Each round measures all of them, one after the
other; a share is the median over the rounds. Every request comes from a network of its own, as X-Forwarded-For says, or
the limits would stop it. PostgreSQL runs with fsync on, SQLite with synchronous=FULL: what is confirmed is on the disk.
"""

import argparse
import itertools
import json
import re
import statistics
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from tools.with_postgres import postgres

from bench.load import Outcome, request, send
from bench.server import ADDRESS, HOST, Server, einlass, environment, serving

SETTINGS: Final = "bench.bare.settings"
EVENT: Final = "/funkenflug/"
APPLY: Final = "/funkenflug/apply/"
CONNECTIONS: Final = {"pages": 100, "submissions": 32}
GOALS: Final = {"event page": 0.5, "application form": 0.5, "submission": 0.35}
_numbers = itertools.count(1)
_run: Final = uuid4().hex[:8]


@dataclass(frozen=True)
class Row:
    """What came out for one page; share: of the bare view's answers per second, the median over the rounds."""

    database: str
    page: str
    per_second: float
    bare_per_second: float
    share: float
    goal: float
    p95_ms: float
    load_busy: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def measure(*, seconds: float, rounds: int, databases: tuple[str, ...]) -> list[Row]:
    rows = []
    for database in databases:
        with _database(database) as url, tempfile.TemporaryDirectory(prefix="einlass-bench-") as data:
            einlass(["migrate", "--run-syncdb", "-v0"], environment(Path(data), url, SETTINGS))
            einlass(["demo", "--phase=applications"], environment(Path(data), url, SETTINGS, is_production=False))
            with serving(environment(Path(data), url, SETTINGS)) as server:
                rows += _rows(database, server, seconds, rounds)
    return rows


@contextmanager
def _database(name: str) -> Iterator[str | None]:
    with postgres(for_tests=False) if name == "postgresql" else nullcontext() as url:
        yield url


def _rows(database: str, server: Server, seconds: float, rounds: int) -> list[Row]:
    visit = {"event page": _visits(EVENT), "application form": _visits(APPLY)}
    tries: dict[str, tuple[Callable[[], bytes], int, int]] = {
        "bare page": (_visits("/bare/page/"), CONNECTIONS["pages"], 200),
        **{name: (make, CONNECTIONS["pages"], 200) for name, make in visit.items()},
        "bare insert": (_inserts(server), CONNECTIONS["submissions"], 200),
        "submission": (_submissions(server), CONNECTIONS["submissions"], 302),
    }
    found: dict[str, list[Outcome]] = {name: [] for name in tries}
    for number in range(-1, rounds):
        for name, (make, connections, status) in tries.items():
            # The round before the first warms up.
            outcome = send(server.port, make, connections=connections, seconds=seconds if number >= 0 else 1)
            if set(outcome.answers) != {status}:
                raise RuntimeError(f"{name} answered {dict(outcome.answers)}; see {server.last_words()}")
            if number >= 0:
                found[name].append(outcome)
    bare = {"event page": "bare page", "application form": "bare page", "submission": "bare insert"}
    return [_row(database, name, found[name], found[bare[name]]) for name in bare]


def _row(database: str, name: str, real: list[Outcome], bare: list[Outcome]) -> Row:
    shares = [one.per_second / other.per_second for one, other in zip(real, bare, strict=True)]
    return Row(
        database,
        name,
        per_second=round(statistics.median(one.per_second for one in real), 1),
        bare_per_second=round(statistics.median(one.per_second for one in bare), 1),
        share=round(statistics.median(shares), 3),
        goal=GOALS[name],
        p95_ms=round(statistics.median(one.percentile(0.95) for one in real), 1),
        load_busy=round(max(one.busy for one in [*real, *bare]), 2),
    )


def _headers(**more: str) -> dict[str, str]:
    """As the proxy in front passes them on, each time from another network."""
    number = next(_numbers)
    network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": network,
        "Accept-Language": "de" if number % 2 else "en",
        **more,
    }


def _visits(path: str) -> Callable[[], bytes]:
    return lambda: request("GET", path, _headers())


def _inserts(server: Server) -> Callable[[], bytes]:
    token, headers = _form(server)
    return lambda: request("POST", "/bare/insert/", _headers(**headers), {"csrfmiddlewaretoken": token})


def _submissions(server: Server) -> Callable[[], bytes]:
    token, headers = _form(server)
    return lambda: request("POST", APPLY, _headers(**headers), {"csrfmiddlewaretoken": token, **filled()})


def filled() -> dict[str, str]:
    """The demo's form as somebody fills it in: all that is required, and an answer of some length."""
    number = next(_numbers)
    return {
        "submission_key": str(uuid4()),
        "name": f"Ada Lovelace {number}",
        "email": f"ada-{_run}-{number}@company-{number % 97}.example",
        "category": "founder",
        "q_company": f"Analytical Engines {number}",
        "q_stage": "prototype",
        "q_industry": "machines",
        "q_region": "abroad",
        "q_country": "GB",
        "q_gender": "woman",
        "q_first_time": "yes",
        "q_looking_for": "customers",
        "q_motivation": "We build a machine that weaves algebraic patterns as the loom weaves flowers and leaves. "
        * 3,
        "q_website": "https://engines.example/",
        "q_needs": "",
        "q_photos": "on",
        "team": "alone",
        "team_name": "",
        "team_code": "",
        "homepage": "",
        "consent": "on",
    }


def _form(server: Server) -> tuple[str, dict[str, str]]:
    """The token that comes with the form, and the headers with which a browser sends it back."""
    visit = urllib.request.Request(f"http://127.0.0.1:{server.port}{APPLY}", headers=_headers())
    with urllib.request.urlopen(visit, timeout=30) as answer:  # noqa: S310
        cookie = re.search(r"csrftoken=(\w+)", answer.headers["Set-Cookie"])
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
    assert cookie is not None
    assert token is not None
    return token[1], {"Cookie": f"csrftoken={cookie[1]}", "Referer": f"{ADDRESS}{APPLY}", "Origin": ADDRESS}


def as_table(rows: list[Row]) -> str:
    lines = [f"{'database':12}{'page':18}{'a second':>10}{'bare':>10}{'share':>8}{'goal':>7}{'p95 ms':>9}{'load':>7}"]
    for row in rows:
        mark = " <" if row.share < row.goal else ""
        lines.append(
            f"{row.database:12}{row.page:18}{row.per_second:10.0f}{row.bare_per_second:10.0f}{row.share:8.2f}"
            f"{row.goal:7.2f}{row.p95_ms:9.1f}{row.load_busy:7.2f}{mark}"
        )
    return "\n".join([*lines, "load: the largest share of a core that sending the requests took"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5, help="length of each measurement, default: 5")
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    chosen = parser.parse_args()
    databases = ("sqlite", "postgresql") if chosen.database == "both" else (chosen.database,)
    rows = measure(seconds=chosen.seconds, rounds=chosen.rounds, databases=databases)
    print(as_table(rows))
    target = Path("var/bench") / f"intake-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps([row.as_dict() for row in rows], indent=1))
    print(f"\n{target}")


if __name__ == "__main__":
    main()
