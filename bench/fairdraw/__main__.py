"""python -m bench.fairdraw [--quick] [--no-peer]: print a table, and JSON into var/bench/."""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fairdraw
from bench.fairdraw.pools import Case, write
from bench.fairdraw.tight import TightCase, tight_cases, wave_cases

CASES = (
    Case("100 of 500", 500, seats=100),
    Case("3000", 3_000),
    Case("10000", 10_000),
    Case("3000 teams", 3_000, teams=True),
    Case("10000 teams", 10_000, teams=True),
    Case("100000", 100_000),
    Case("100000 many attributes", 100_000, many=True),
    Case("100000 teams", 100_000, teams=True),
    Case("1000000", 1_000_000),
    Case("1000000 many attributes", 1_000_000, many=True),
)
QUICK = 5
# How many pools without room, and how many waves, are measured.
TIGHT, WAVES = 6, 6
# The peer's maximin; its leximin needs a solver that is not free.
PEER_CASES = (
    Case("40 of 150", 150, seats=40),
    Case("100 of 500", 500, seats=100),
    Case("300 of 1000", 1_000, seats=300),
)
PEER = "sortition-algorithms==0.12"
# No measurement takes longer than this.
SECONDS = 300
COLUMNS = (
    "name", "types", "panels", "read_seconds", "types_seconds", "chances_seconds", "panels_seconds",
    "processor_seconds", "verify_seconds", "peak_mb", "verify_mb", "file_kb", "min_chance", "gap", "loss", "gain",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only the small pools")
    parser.add_argument("--no-peer", action="store_true", help=f"without {PEER}")
    options = parser.parse_args()
    report: dict[str, Any] = {"load": os.getloadavg(), "cores": os.cpu_count(), "own": [], "peer": []}
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(" | ".join(COLUMNS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        without_room = [*tight_cases(TIGHT), *wave_cases(WAVES)]
        for case in CASES[:QUICK] if options.quick else [*CASES, *without_room]:
            row = measure(case, folder)
            report["own"].append(row)
            print(" | ".join(shown(row.get(column, "–")) for column in COLUMNS), flush=True)
        if not options.no_peer:
            report["peer"] = compare(folder)
    target = Path("var/bench") / f"fairdraw-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(report, indent=1))
    print(target)


def shown(value: object) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def measure(case: Case | TightCase, folder: Path) -> dict[str, Any]:
    """Solve and verify one case, each in a process of its own."""
    pool, rules = case.write(folder) if isinstance(case, TightCase) else write(case, folder)
    row: dict[str, Any] = {"name": case.name}
    solved = run([sys.executable, "-m", "bench.fairdraw.one", str(pool), str(rules), str(folder)])
    if isinstance(solved, str):
        return row | {"gap": solved}
    row |= json.loads(solved.stdout.splitlines()[-1])
    lottery, result = folder / "lottery.json", folder / "result.json"
    row["file_kb"] = round(lottery.stat().st_size / 1000)
    verifier = str(Path(fairdraw.__file__).with_name("verify.py"))
    code = (
        "import resource, runpy, sys; sys.argv = sys.argv[1:]\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    begin = time.perf_counter()
    verified = run([sys.executable, "-S", "-c", code, verifier, str(lottery), str(result)])
    row["verify_seconds"] = round(time.perf_counter() - begin, 2)
    if not isinstance(verified, str):
        row["holds"] = "Holds: " in verified.stdout
        row["verify_mb"] = int(verified.stdout.split()[-1])
    return row


def run(command: list[str]) -> subprocess.CompletedProcess[str] | str:
    """The finished process, or why there is none."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    except subprocess.TimeoutExpired:
        return f"not in {SECONDS} s"
    except subprocess.CalledProcessError as error:
        return f"failed: {error.stderr.strip().splitlines()[-1] if error.stderr.strip() else error.returncode}"


def compare(folder: Path) -> list[dict[str, Any]]:
    """Seconds and smallest chance side by side; the peer sees people one by one, as its users call it."""
    python = str(make_peer(folder / "peer"))
    rows = []
    print(f"\ncase | {PEER}: seconds | smallest chance | fairdraw: seconds | smallest chance | times as fast")
    for case in PEER_CASES:
        ours = measure(case, folder)
        pool, bounds = folder / f"{case.name}.csv", folder / "bounds.json"
        bounds.write_text(json.dumps(all_bounds(case, pool)))
        script = str(Path(__file__).with_name("peer.py"))
        answer = run([python, script, str(pool), str(bounds), str(case.seats)])
        theirs = {"seconds": answer} if isinstance(answer, str) else json.loads(answer.stdout.splitlines()[-1])
        our_seconds = sum(ours[f"{step}_seconds"] for step in ("types", "feasible", "chances", "panels"))
        rows.append({"case": case.name, "theirs": theirs, "ours": ours, "our_seconds": our_seconds})
        finished = not isinstance(theirs["seconds"], str)
        cells = [
            case.name,
            theirs["seconds"],
            theirs.get("min_chance", "–"),
            our_seconds,
            ours["min_chance"],
            round(theirs["seconds"] / max(our_seconds, 0.01)) if finished else "–",
        ]
        print(" | ".join(shown(cell) for cell in cells), flush=True)
    return rows


def make_peer(environment: Path) -> Path:
    """An environment with nothing in it but the peer, whose licence forbids us to import it."""
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", PEER, "highspy"]
    subprocess.run(install, check=True, capture_output=True)
    return python


def all_bounds(case: Case, pool: Path) -> list[tuple[str, str, int, int]]:
    """The peer wants bounds for every value; where we have none, they are 0 and the number of seats."""
    with pool.open(encoding="utf-8") as file:
        there = Counter((name, row[name]) for row in csv.DictReader(file) for name in case.attributes)
    found = []
    for name, value in sorted(there):
        least, most = case.quotas.get((name, value), (None, None))
        share = 1 if most is None else most
        found.append((name, value, int((least or 0) * case.seats), int(share * case.seats)))
    return found


if __name__ == "__main__":
    main()
