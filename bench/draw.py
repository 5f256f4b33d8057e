"""A draw with the demo's quotas, from freezing the entries to the public outcome: time and memory of each step.

Usage: python -m bench.draw [--applications 10000] [--database postgresql|sqlite]

The applications are those of bench.million; the organiser holds the draw over HTTP with the real `einlass serve`.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench import million

SECONDS_ALLOWED: Final = 180.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=10_000, help="default: 10000")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args()
    rows = million.measure(chosen.applications, chosen.database, million.draw_steps)
    target = Path("var/bench") / f"draw-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps([row.as_dict() for row in rows], indent=1))
    names = [row.step for row in rows]
    held = rows[names.index("freeze: answer") : names.index("outcome is public") + 1]
    seconds = sum(row.seconds for row in held)
    print(f"\nfrom freezing to the public outcome: {seconds:.1f} s\n{target}")
    if chosen.applications <= 10_000 and seconds > SECONDS_ALLOWED:
        raise SystemExit(f"More than {SECONDS_ALLOWED:.0f} s.")


if __name__ == "__main__":
    main()
