"""python -m bench.importing: a list of 100,000 people, imported, beside a bare bulk insert of the same rows.

On SQLite and on PostgreSQL, as CSV and as XLSX, each in a process of its own so that its memory is its own.
An import is everything between the upload and the last row: reading, checking each row as the form does, comparing
with what is there, writing applications with their source and the audit trail, all in one transaction.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

ROWS: Final = 100_000
STEPS: Final = ("bare", "csv", "xlsx")
MOST_TIMES: Final = 6.0
MOST_MEGABYTES: Final = 500
HEADS: Final = [
    "Name",
    "E-Mail",
    "Ich komme als",
    "Sprache",
    "company",
    "stage",
    "employees",
    "industry",
    "region",
    "gender",
    "first_time",
    "looking_for",
    "motivation",
    "website",
    "photos",
]


def main() -> None:
    from tools.with_postgres import postgres

    rows: list[dict[str, Any]] = []
    databases: list[tuple[str, AbstractContextManager[str]]] = [
        ("sqlite", nullcontext("")),
        ("postgresql", postgres()),
    ]
    for database, server in databases:
        with server as url, tempfile.TemporaryDirectory(prefix="einlass-bench-") as folder:
            rows += [_in_a_process(database, url, folder, what) for what in ("bare", "csv", "xlsx", "bare")]
    bare = {
        name: min(row["seconds"] for row in rows if row["database"] == name and row["what"] == "bare")
        for name, _ in databases
    }
    for row in rows:
        row["times"] = round(row["seconds"] / bare[row["database"]], 2)
    print(as_table(rows))
    target = Path("var/bench") / f"importing-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(rows, indent=1))
    print(f"\n{target}")
    missed = [
        row
        for row in rows
        if row["what"] != "bare" and (row["times"] > MOST_TIMES or row["megabytes"] > MOST_MEGABYTES)
    ]
    sys.exit(
        f"{len(missed)} imports take more than {MOST_TIMES} times as long or {MOST_MEGABYTES} MB" if missed else 0
    )


def as_table(rows: list[dict[str, Any]]) -> str:
    lines = [
        f"{'database':12}{'what':6}{'seconds':>9}{'times':>7}{'MB':>6}{'MB, reader':>12}{'reports':>9}   in detail"
    ]
    for row in rows:
        detail = ", ".join(f"{name} {seconds:.1f}" for name, seconds in row["detail"].items())
        lines.append(
            f"{row['database']:12}{row['what']:6}{row['seconds']:9.1f}{row['times']:7.2f}{row['megabytes']:6.0f}"
            f"{row['reader_megabytes']:12.0f}{row['reports']:9}   {detail}"
        )
    return "\n".join(lines)


def _in_a_process(database: str, url: str, folder: str, what: str) -> dict[str, Any]:
    environment = {
        **os.environ,
        "EINLASS_DEVELOPMENT": "1",
        "EINLASS_DATA": folder,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": url,
    }
    if not url:
        environment.pop("DATABASE_URL")
    done = subprocess.run(
        [sys.executable, "-m", "bench.importing", what],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    row = {"database": database, "what": what, **json.loads(done.stdout.splitlines()[-1])}
    print(f"{database}, {what}: {row['seconds']} s, {row['detail']}", file=sys.stderr)
    return row


def measure(what: str) -> None:
    """One kind, in this process; prints what it took as JSON."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from einlass.demo.applications.form import make_form
    from einlass.demo.event import create_event

    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    event = create_event(at=timezone.now())
    if not event.questions.exists():
        make_form(event)
    taken = bare_insert(event) if what == "bare" else whole_import(event, what)
    print(json.dumps(taken))


def bare_insert(event: Any) -> dict[str, Any]:
    from django.db import transaction
    from django.utils import timezone

    from einlass.applications.models import Application

    at, categories = timezone.now(), {one.key: one for one in event.categories.all()}
    begun = time.perf_counter()
    with transaction.atomic():
        some: list[Application] = []
        for person in people():
            some.append(
                Application(
                    event=event,
                    email=person["email"],
                    email_normalised=person["email"],
                    name=person["name"],
                    language="de",
                    category=categories[person["category"]],
                    answers=person["answers"],
                    search_text=f"{person['name']}\n{person['email']}\n{person['answers']['company']}",
                    submitted_at=at,
                    email_proved_at=at,
                )
            )
            if len(some) == 1000:
                Application.objects.bulk_create(some)
                some = []
    return _taken({"insert": time.perf_counter() - begun}, reports=0)


def whole_import(event: Any, kind: str) -> dict[str, Any]:
    from django.utils import timezone

    from einlass.applications.entering import Proof
    from einlass.applications.importing import actions, progress
    from einlass.applications.importing.mapping import Columns, guess, targets
    from einlass.applications.importing.writing import Terms
    from einlass.applications.models import Application
    from einlass.events.models import Role
    from einlass.events.staff import add_member

    organiser, _ = add_member(event, "bench@example.org", Role.ORGANISER, at=timezone.now(), by="bench")
    path = Path(tempfile.mkdtemp()) / f"people.{kind}"
    # The file is made elsewhere, so that its making does not count as memory of the import.
    subprocess.run([sys.executable, "-m", "bench.importing", "file", str(path)], check=True)
    reports: list[int] = []
    told, actions.progress.report = progress.report, lambda run, done: (reports.append(done), told(run, done))  # type: ignore[assignment,func-returns-value]
    detail, begun = {}, time.perf_counter()
    with path.open("rb") as file:
        run = actions.upload_sheet(event, file, name=path.name, language="de", by=organiser, at=timezone.now())
    detail["read"] = time.perf_counter() - begun
    columns = Columns(guess(run.headings, targets(event.questions.all())))
    begun = time.perf_counter()
    run.mapping = columns.as_json()
    run.save()
    run = actions.check_import(run, clock=lambda: (reports.append(0), timezone.now())[1])  # type: ignore[func-returns-value]
    detail["check"] = time.perf_counter() - begun
    if run.found["problem_count"]:
        raise RuntimeError(f"{run.found['problem_count']} problems, the first: {run.found['problems'][0]}")
    begun = time.perf_counter()
    run.terms, run.started_at, run.imported_by = Terms(Proof.QUIET, changes=True).as_json(), timezone.now(), organiser
    run.save()
    actions.run_import(run, clock=timezone.now)
    detail["write"] = time.perf_counter() - begun
    path.unlink()
    if Application.objects.filter(event=event).counted().count() != ROWS:
        raise RuntimeError("not everybody was imported")
    return _taken(detail, reports=len(reports))


def people() -> Iterator[dict[str, Any]]:
    """The same people each time."""
    for number in range(ROWS):
        yield {
            "name": f"Anna Jäger {number}",
            "email": f"anna.{number}@firma-{number % 900}.example",
            "category": "founder",
            "answers": {
                "company": f"Werkstatt {number % 900} GmbH",
                "stage": ("idea", "prototype", "customers", "growing")[number % 4],
                "industry": ("software", "machines", "food", "health")[number % 4],
                "region": ("owl", "nrw", "germany")[number % 3],
                "gender": ("woman", "man", "nonbinary")[number % 3],
                "first_time": ("yes", "no")[number % 2],
                "looking_for": ["partners", "capital"],
                "motivation": f"Wir bauen seit {number % 20} Jahren Maschinen und möchten Menschen treffen, die das auch tun.",
                "website": f"https://firma-{number % 900}.example/",
                "photos": True,
            },
        }


def sheet() -> Iterator[list[str]]:
    """The people as somebody's list has them: some answers in words, some by value."""
    region = {"owl": "Ostwestfalen-Lippe", "nrw": "Übriges Nordrhein-Westfalen", "germany": "Übriges Deutschland"}
    yield HEADS
    for person in people():
        answers = person["answers"]
        yield [
            person["name"], person["email"], "Gründerin oder Gründer", "Deutsch", answers["company"], answers["stage"], "",
            answers["industry"], region[answers["region"]], answers["gender"], answers["first_time"],
            "Partner für ein Pilotprojekt; Geldgeber", answers["motivation"], answers["website"], "ja",
        ]  # fmt: skip


def write_file(path: str) -> None:
    if path.endswith("csv"):
        import csv

        with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(sheet())
        return
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book:
        page = book.add_worksheet()
        for number, cells in enumerate(sheet()):
            page.write_row(number, 0, cells)


def _taken(detail: dict[str, float], *, reports: int) -> dict[str, Any]:
    return {
        "seconds": round(sum(detail.values()), 2),
        "detail": {name: round(seconds, 2) for name, seconds in detail.items()},
        "reports": reports,
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "reader_megabytes": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", nargs="?", choices=("file", *STEPS), help="one step alone; without: all, as a table")
    parser.add_argument("path", nargs="?", help="where the step “file” writes the list, as .csv or .xlsx")
    asked = parser.parse_args()
    if (asked.step == "file") != (asked.path is not None):
        parser.error("the step “file” needs a path, and no other step has one")
    if asked.step is None:
        main()
    elif asked.step == "file":
        write_file(asked.path)
    else:
        measure(asked.step)
