"""make bench: every measurement, as a table and as JSON in var/bench/."""

import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path


def main() -> None:
    os.environ["EINLASS_DEVELOPMENT"] = "1"
    os.environ["EINLASS_DATA"] = tempfile.mkdtemp(prefix="einlass-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from bench import pages

    rows = pages.measure()
    print(pages.as_table(rows))
    folder = Path("var/bench")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"pages-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.write_text(json.dumps([row.as_dict() for row in rows], indent=1))
    print(f"\n{target}")
    too_many = [row for row in rows if row.queries > pages.MOST_QUERIES]
    sys.exit(f"{len(too_many)} pages make more than {pages.MOST_QUERIES} queries" if too_many else 0)


if __name__ == "__main__":
    main()
