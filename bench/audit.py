"""An audit of a draw: processor time and memory.

Usage: python -m bench.audit [--entries 3400] [--seats 760] [--values 100000]

Fails above 60 processor seconds for 3,400 entries.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.fairdraw.pools import Case, write
from fairdraw import read_pool, read_rules, solve
from fairdraw.audit import audit

SECONDS_ALLOWED: Final = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=3_400, help="default: 3400")
    parser.add_argument("--seats", type=int, default=760, help="default: 760")
    parser.add_argument("--values", type=int, default=100_000, help="default: 100000")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pool, rules = write(Case("audit", chosen.entries, seats=chosen.seats), Path(folder))
        lottery = solve(read_pool(pool), read_rules(rules))
    begin = time.process_time()
    found = audit(lottery, values=chosen.values)
    seconds = time.process_time() - begin
    print(found.text())
    row = {
        "entries": chosen.entries,
        "types": len(lottery.types),
        "values": chosen.values,
        "whole": found.whole,
        "processor_seconds": round(seconds, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "load": os.getloadavg()[0],
    }
    target = Path("var/bench") / f"audit-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(row))
    print(json.dumps(row), target, sep="\n")
    if chosen.entries <= 3_400 and seconds > SECONDS_ALLOWED:
        raise SystemExit(f"More than {SECONDS_ALLOWED:.0f} processor seconds.")


if __name__ == "__main__":
    main()
