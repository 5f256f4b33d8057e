"""Run sortition-algorithms on one pool, in an environment of its own; imports nothing of ours.

python peer.py POOL.csv QUOTAS.json SEATS  →  one JSON line
"""

import csv
import json
import sys
import time
from collections import Counter
from pathlib import Path

from sortition_algorithms import Settings, committee_generation, read_in_features, read_in_people


def main(pool, quotas, seats):
    bounds = json.loads(Path(quotas).read_text(encoding="utf-8"))
    with open(pool, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    features = [
        {"feature": feature, "value": value, "min": str(least), "max": str(most)}
        for feature, value, least, most in bounds
    ]
    columns = sorted({feature for feature, *_ in bounds})
    settings = Settings(id_column="code", columns_to_keep=[], selection_algorithm="maximin")
    table, *_ = read_in_features(["feature", "value", "min", "max"], features, int(seats))
    people, _ = read_in_people(["code", *columns], rows, table, settings)
    begin = time.perf_counter()
    committees, shares, _ = committee_generation.find_distribution_maximin(table, people, int(seats), [], "highspy")
    seconds = time.perf_counter() - begin
    chance = Counter({row["code"]: 0.0 for row in rows})
    for committee, share in zip(committees, shares, strict=True):
        for code in committee:
            chance[code] += share
    print(json.dumps({"seconds": round(seconds, 2), "min_chance": min(chance.values())}))


if __name__ == "__main__":
    main(*sys.argv[1:])
