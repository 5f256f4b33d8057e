"""Made-up pools of a conference, always the same: who applies is skewed, what the quotas ask for is not."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

FEW = {
    "role": {"founder": 45, "corporate": 17, "student": 25, "investor": 8, "press": 5},
    "gender": {"woman": 30, "man": 67, "other": 3},
    "region": {"local": 40, "national": 35, "europe": 18, "world": 7},
    "first": {"yes": 60, "no": 40},
}
MANY = FEW | {
    "sector": {f"s{number}": weight for number, weight in enumerate((20, 18, 16, 14, 12, 10, 6, 4))},
    "age": {"under 25": 15, "under 35": 40, "under 50": 35, "over 50": 10},
    "stage": {"idea": 50, "seed": 35, "growth": 15},
}
# Shares of the seats: at least, at most.
FEW_QUOTAS = {
    ("gender", "woman"): (0.45, 0.55),
    ("gender", "man"): (None, 0.50),
    ("gender", "other"): (0.02, None),
    ("role", "founder"): (0.35, 0.45),
    ("role", "investor"): (0.12, 0.15),
    ("role", "corporate"): (None, 0.15),
    ("role", "student"): (0.15, 0.25),
    ("role", "press"): (None, 0.05),
    ("region", "local"): (None, 0.35),
    ("region", "national"): (0.25, 0.40),
    ("region", "europe"): (0.20, 0.30),
    ("region", "world"): (0.10, 0.15),
    ("first", "yes"): (0.50, 0.60),
}
MANY_QUOTAS = FEW_QUOTAS | {
    **{("sector", f"s{number}"): (0.08, 0.18) for number in range(8)},
    ("age", "under 25"): (0.20, 0.30),
    ("age", "over 50"): (0.10, 0.20),
    ("stage", "growth"): (0.20, 0.30),
}
# Of 100 steps through the pool 15 begin a team, of these sizes.
TEAM_SHARE, TEAM_SIZES = 0.15, (2, 2, 3, 3, 4)


@dataclass(frozen=True)
class Case:
    name: str
    entries: int
    seats: int = 1200
    teams: bool = False
    many: bool = False

    @property
    def attributes(self) -> dict[str, dict[str, int]]:
        return MANY if self.many else FEW

    @property
    def quotas(self) -> dict[tuple[str, str], tuple[float | None, float | None]]:
        return MANY_QUOTAS if self.many else FEW_QUOTAS


def write(case: Case, folder: Path) -> tuple[Path, Path]:
    """POOL.csv and RULES.toml of the case."""
    pool, rules = folder / f"{case.name}.csv", folder / f"{case.name}.toml"
    dice = random.Random(7)
    values = {name: (list(shares), list(shares.values())) for name, shares in case.attributes.items()}
    with pool.open("w", encoding="utf-8") as file:
        print("code", "team", *case.attributes, sep=",", file=file)
        written = team = 0
        while written < case.entries:
            size = 1
            if case.teams and dice.random() < TEAM_SHARE:
                size = min(dice.choice(TEAM_SIZES), case.entries - written)
                team += 1
            for _ in range(size):
                answers = (dice.choices(*values[name])[0] for name in case.attributes)
                print(f"c{written:07}", f"t{team}" if size > 1 else "", *answers, sep=",", file=file)
                written += 1
    lines = [f"seats = {case.seats}"]
    for (attribute, value), (least, most) in case.quotas.items():
        lines.append(f'[quota.{attribute}."{value}"]')
        lines += [f"min = {int(least * case.seats)}"] if least is not None else []
        lines += [f"max = {int(most * case.seats)}"] if most is not None else []
    rules.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return pool, rules
