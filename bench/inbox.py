"""The inbox with three filters, at ten thousand and at a million applications, side by side.

python -m bench.inbox [--applications 1000000] [--requests 100] [--only postgresql|sqlite]

Both events stand in one database; their pages are asked for in turns by one process that has done nothing else, through
Django's client. Nothing is cached that a server would not cache.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

SMALL: Final = 10_000
LARGEST_RATIO: Final = 5
MOST_MEGABYTES: Final = 300
QUERIES: Final = {
    "three filters": [
        "?category=founder&a_region=owl&verdict=undecided",
        "?category=student&a_gender=woman&coming=team",
        "?a_industry=health&a_stage=idea&language=de",
        "?a_region=abroad&verdict=draw&edited=no",
    ],
    "page 100": ["?category=founder&language=de&coming=alone&page=100"],
    "no filter": [""],
    "search, rare": ["?q=person+00777"],
    "search, common": ["?q=example.org&category=founder&a_region=owl"],
    "pool": ["pool/?category=founder&a_region=owl&verdict=undecided"],
}


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m bench.inbox")
    arguments.add_argument("--applications", type=int, default=1_000_000)
    arguments.add_argument("--requests", type=int, default=100)
    arguments.add_argument("--only", choices=["postgresql", "sqlite"])
    arguments.add_argument("--step", choices=["generate", "measure"], help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.step:
        _prepare()
        print(json.dumps(generate(given.applications) if given.step == "generate" else measure(given.requests)))
        return
    results = {name: _run(name, given) for name in ("postgresql", "sqlite") if given.only in (None, name)}
    print(as_table(results))
    folder = Path("var/bench")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"inbox-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.write_text(json.dumps(results, indent=1))
    print(f"\n{target}")
    worst = max(result["pages"]["three filters"]["ratio"] for result in results.values())
    memory = max(result["megabytes"] for result in results.values())
    if worst > LARGEST_RATIO or memory > MOST_MEGABYTES:
        sys.exit(f"ratio {worst} (at most {LARGEST_RATIO}), memory {memory} MB (at most {MOST_MEGABYTES})")


def _run(database: str, given: argparse.Namespace) -> dict[str, Any]:
    """Generate and measure in processes of their own, on a database of their own."""
    from tools.with_postgres import postgres

    server = postgres() if database == "postgresql" else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="einlass-bench-") as folder, server as url:
        environment = {**os.environ, "EINLASS_DATA": folder, "DATABASE_URL": url}
        if not url:
            del environment["DATABASE_URL"]
        steps = {}
        for step in ("generate", "measure"):
            command = [sys.executable, "-m", "bench.inbox", "--step", step]
            command += ["--applications", str(given.applications), "--requests", str(given.requests)]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
            steps[step] = json.loads(done.stdout.splitlines()[-1])
            print(f"{database}: {step} done", file=sys.stderr)
    return {**steps["measure"], "made": steps["generate"]}


def _prepare() -> None:
    os.environ["EINLASS_DEVELOPMENT"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()


def generate(number: int) -> dict[str, Any]:
    """Two events of the demo's kind, with SMALL and with `number` applications; the worker's snapshot is made."""
    from django.core.management import call_command
    from django.utils import timezone

    from bench.inbox_rows import fill, make_event
    from einlass.reviews.models import PoolSnapshot
    from einlass.reviews.pool.snapshots import refresh

    call_command("migrate", verbosity=0)
    seconds = {}
    for slug, size in (("small", SMALL), ("large", number)):
        begun = time.perf_counter()
        fill(make_event(slug), size)
        seconds[f"fill {slug}"] = round(time.perf_counter() - begun, 1)
    begun = time.perf_counter()
    refresh(timezone.now())
    seconds["snapshot"] = round(time.perf_counter() - begun, 1)
    bits = sum(len(one.bits) for one in _all_bits(PoolSnapshot))
    return {"applications": [SMALL, number], "seconds": seconds, "bitmap bytes": bits, "worker MB": _megabytes()}


def _all_bits(snapshots: Any) -> Any:
    return (bits for snapshot in snapshots.objects.only("pk") for bits in snapshot.bits.iterator(chunk_size=4))


def measure(requests: int) -> dict[str, Any]:
    from django.test import Client
    from django.urls import reverse

    from einlass.events.models import Event, Membership, User

    client = Client()
    client.force_login(User.objects.get(pk=Membership.objects.all()[0].user_id))
    events = {slug: reverse("applications:inbox", args=[slug]) for slug in ("small", "large")}
    numbers = {slug: Event.objects.get(slug=slug).applications.count() for slug in events}
    pages: dict[str, Any] = {}
    for name, queries in QUERIES.items():
        times: dict[str, list[float]] = {slug: [] for slug in events}
        for turn in range(requests + len(queries)):
            for slug, base in events.items():
                begun = time.perf_counter()
                answer = client.get(base + queries[turn % len(queries)])
                if answer.status_code != 200:
                    raise RuntimeError(f"{base}{queries[turn % len(queries)]} answered {answer.status_code}")
                # Each query once, to be warm.
                if turn >= len(queries):
                    times[slug].append((time.perf_counter() - begun) * 1000)
        pages[name] = {slug: _summary(some) for slug, some in times.items()}
        pages[name]["ratio"] = round(pages[name]["large"]["p95"] / pages[name]["small"]["p95"], 2)
    return {"pages": pages, "applications": numbers, "megabytes": _megabytes()}


def _summary(times: list[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(times), 1),
        "p95": round(statistics.quantiles(times, n=20, method="inclusive")[-1], 1),
    }


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def as_table(results: dict[str, Any]) -> str:
    lines = []
    for database, result in results.items():
        small, large = result["applications"].values()
        lines.append(f"\n{database}: {small:,} and {large:,} applications, {result['megabytes']} MB at most")
        lines.append(f"{'page':20}{'median':>10}{'p95':>10}{'median':>12}{'p95':>10}{'p95 ratio':>12}")
        for name, page in result["pages"].items():
            numbers = [page[slug][key] for slug in ("small", "large") for key in ("median", "p95")]
            lines.append(f"{name:20}{numbers[0]:10}{numbers[1]:10}{numbers[2]:12}{numbers[3]:10}{page['ratio']:12}")
        made = result["made"]
        lines.append(
            f"made in {made['seconds']}, bitmaps {made['bitmap bytes']:,} bytes, worker {made['worker MB']} MB"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
