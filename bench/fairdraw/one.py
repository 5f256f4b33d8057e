"""Solve one pool and print what it took: `python -m bench.fairdraw.one POOL RULES FOLDER`."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from fairdraw import Progress, draw, read_pool, read_rules, solve


def main(pool_path: str, rules_path: str, folder: str) -> None:
    clock = [time.perf_counter()]
    steps: dict[str, float] = {}

    def spend(step: str) -> None:
        now = time.perf_counter()
        steps[step] = steps.get(step, 0.0) + now - clock[0]
        clock[0] = now

    pool, rules = read_pool(pool_path), read_rules(rules_path)
    spend("read")
    processor = time.process_time()

    def on_progress(progress: Progress) -> None:
        spend(progress.step)

    lottery = solve(pool, rules, progress=on_progress)
    spend("panels")
    processor = time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Path(folder, "lottery.json").write_text(lottery.to_json(), encoding="utf-8")
    spend("write")
    result = draw(lottery, "a public value")
    spend("draw")
    Path(folder, "result.json").write_text(result.to_json(), encoding="utf-8")
    print(json.dumps({
        "entries": lottery.entries, "types": len(lottery.types), "seats": lottery.filled,
        "panels": lottery.panels, "min_chance": float(lottery.min_chance), "bound": float(lottery.bound),
        "gap": lottery.gap, "loss": float(lottery.loss.share), "gain": float(lottery.gain.share), "peak_mb": round(peak), "processor_seconds": round(processor, 2),
        **{f"{step}_seconds": round(seconds, 2) for step, seconds in steps.items()},
    }))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
