"""Pools in which whole panels are hard to find: quotas nearly used up, made from one outcome by lot, always the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fairdraw import Entry, Pool, Quota, Rules

TEAM_SIZES = (2, 2, 3, 3, 4)
# Rare and frequent answers, as people have them.
FREQUENCIES = (40, 25, 15, 10, 6, 4)

Person = dict[str, str]


@dataclass(frozen=True)
class TightCase:
    """seats: about so many are filled by the outcome that the quotas come from.

    values: how many answers each attribute has.  teams: the share of units with two to four members.
    room: each quota is wider than the outcome by 0 to this on either side.
    """

    name: str
    people: int
    seats: int
    values: Sequence[int]
    teams: float
    room: int
    seed: int

    def make(self) -> tuple[Pool, Rules]:
        dice = random.Random(f"{self.name} {self.seed}")
        units = self._units(dice)
        inside = _some_units(dice, units, self.seats)
        entries = tuple(
            Entry(f"{number:04}-{place}", person, team=f"team {number}" if len(unit) > 1 else None)
            for number, unit in enumerate(units)
            for place, person in enumerate(unit)
        )
        return Pool(entries), Rules(len(inside), tuple(self._quotas(dice, units, inside)))

    def write(self, folder: Path) -> tuple[Path, Path]:
        """POOL.csv and RULES.toml of the case."""
        pool, rules = self.make()
        names = [f"a{number}" for number in range(len(self.values))]
        rows = [["code", "team", *names]]
        rows += [
            [entry.code, entry.team or "", *(str(entry.attributes[name]) for name in names)] for entry in pool.entries
        ]
        lines = [f"seats = {rules.seats}"]
        for quota in rules.quotas:
            lines += [f'[quota.{quota.attribute}."{quota.value}"]', f"min = {quota.least}", f"max = {quota.most}"]
        found = folder / f"{self.name}.csv", folder / f"{self.name}.toml"
        for path, texts in zip(found, (map(",".join, rows), lines), strict=True):
            path.write_text("\n".join(texts) + "\n", encoding="utf-8")
        return found

    def _units(self, dice: random.Random) -> list[list[Person]]:
        units: list[list[Person]] = []
        written = 0
        while written < self.people:
            size = dice.choice(TEAM_SIZES) if dice.random() < self.teams else 1
            units.append([self._person(dice) for _ in range(size)])
            written += size
        return units

    def _person(self, dice: random.Random) -> Person:
        return {
            f"a{number}": f"v{dice.choices(range(count), FREQUENCIES[:count])[0]}"
            for number, count in enumerate(self.values)
        }

    def _quotas(self, dice: random.Random, units: list[list[Person]], inside: list[Person]) -> list[Quota]:
        found = []
        for number, count in enumerate(self.values):
            for value in range(count):
                name, answer = f"a{number}", f"v{value}"
                there = sum(person[name] == answer for unit in units for person in unit)
                taken = sum(person[name] == answer for person in inside)
                least, most = taken - dice.randint(0, self.room), taken + dice.randint(0, self.room)
                if there:
                    found.append(Quota(name, answer, max(least, 0), min(most, there)))
        return found


def _some_units(dice: random.Random, units: list[list[Person]], seats: int) -> list[Person]:
    """The members of units by lot, until about so many seats are taken."""
    inside: list[Person] = []
    for unit in dice.sample(units, len(units)):
        if len(inside) + len(unit) <= seats:
            inside += unit
        if len(inside) == seats:
            break
    return inside


def tight_cases(count: int) -> list[TightCase]:
    """200 people, up to about 150 types, quotas of one outcome ± 0 or 1."""
    dice = random.Random(20)
    shapes = ((4, 5, 4, 4), (3, 4, 4), (5, 5), (2, 3, 3, 2), (6, 4, 3), (3, 3, 3, 3), (2, 2, 2, 2, 3))
    return [
        TightCase(
            f"tight {number}",
            200,
            dice.randint(8, 34),
            dice.choice(shapes),
            dice.choice((0.0, 0.15, 0.3)),
            dice.choice((0, 0, 1)),
            number,
        )
        for number in range(count)
    ]


def wave_cases(count: int) -> list[TightCase]:
    """1 to 20 seats among 2,000 who wait, in some 150 to 1,000 types, quotas nearly used up, some with teams."""
    dice = random.Random(12)
    shapes = ((5, 3, 4, 2), (5, 4, 4, 3), (5, 3, 4, 2, 4), (6, 5, 4), (5, 4, 4, 3, 3))
    return [
        TightCase(
            f"wave {number}",
            2000,
            dice.randint(1, 20),
            dice.choice(shapes),
            dice.choice((0.0, 0.1, 0.2)),
            dice.choice((0, 1, 2)),
            number,
        )
        for number in range(count)
    ]
