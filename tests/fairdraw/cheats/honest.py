"""Honest lotteries to begin with: each has something that a cheat needs, and is drawn in a moment."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fairdraw import Entry, Lottery, Pool, Quota, Rules, draw, follow_up, solve

DICE_VALUE = "3 1 4 1 5 6 2 6"
# Round 1000 of drand's quicknet.
ROUND = 1000
SIGNATURE = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
RANDOMNESS = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"


@dataclass(frozen=True)
class Honest:
    """before: texts of earlier draws, the latest first."""

    name: str
    lottery: Lottery
    before: tuple[str, ...] = ()


def conference(seed: int = 1, entries: int = 70, panels: int = 100) -> Lottery:
    """Women are rare and wanted, so their chance is larger; clubs and shoes can bind, but they do not, and make small types."""
    dice = random.Random(seed)
    people = [
        Entry(
            f"c{number:03}",
            {
                "gender": "woman" if dice.random() < 0.25 else "man",
                "club": dice.choice(["chess", "choir", "none", "none"]),
                "shoe": "48" if dice.random() < 0.1 else "42",
            },
        )
        for number in range(entries)
    ]
    least = {"woman": entries // 8, "chess": 1}
    seats = entries * 2 // 7
    shoes = sum(person.attributes["shoe"] == "48" for person in people)
    quotas = (
        Quota("gender", "woman", least["woman"]),
        Quota("club", "chess", least["chess"]),
        Quota("shoe", "48", None, shoes - 1),
    )
    return solve(Pool(tuple(people)), Rules(seats, quotas), panels=panels)


def ladder(seed: int = 2, panels: int = 100) -> Lottery:
    """Several levels: each region is rarer than the one before, and each is asked for as often."""
    dice = random.Random(seed)
    regions = ["north"] * 40 + ["south"] * 20 + ["east"] * 12 + ["west"] * 6
    people = [Entry(f"l{number:03}", {"region": region}) for number, region in enumerate(dice.sample(regions, 78))]
    quotas = tuple(Quota("region", region, 5) for region in ("south", "east", "west"))
    return solve(Pool(tuple(people)), Rules(20, quotas), panels=panels)


def teams(seed: int = 3, panels: int = 100) -> Lottery:
    """Teams of two to four, one of which brings more from abroad than are asked for."""
    dice = random.Random(seed)
    people = [Entry(f"s{number:02}", {"from": dice.choice(["here", "here", "abroad"])}) for number in range(36)]
    for number in range(14):
        size = dice.choice([2, 2, 3])
        people += [
            Entry(f"t{number:02}-{place}", {"from": dice.choice(["here", "abroad"])}, f"t{number}")
            for place in range(size)
        ]
    people += [Entry(f"u{number}", {"from": "abroad"}, "u") for number in range(4)]
    return solve(Pool(tuple(people)), Rules(20, (Quota("from", "abroad", 3, 12),)), panels=panels)


def small(panels: int = 60) -> Lottery:
    """So few units that the proof is over whole panels: at least 2 of 4 seats for women, and a team of two men."""
    people = [Entry(code, {"gender": "woman"}) for code in "abcd"] + [Entry("e", {"gender": "man"})]
    people += [Entry(code, {"gender": "man"}, "team") for code in "fg"]
    return solve(Pool(tuple(people)), Rules(4, (Quota("gender", "woman", 2),)), panels=panels)


def unfilled(panels: int = 60) -> Lottery:
    """Only teams of three, so that of 20 seats 18 can be filled."""
    people = [Entry(f"{team:02}-{place}", {}, f"team {team}") for team in range(42) for place in range(3)]
    return solve(Pool(tuple(people)), Rules(20), panels=panels)


def weighted(panels: int = 100) -> Lottery:
    people = [
        Entry(f"w{number:02}", {"gender": "woman" if number % 4 == 0 else "man"}, weight=Fraction(1 + number % 3, 2))
        for number in range(60)
    ]
    return solve(Pool(tuple(people)), Rules(15, (Quota("gender", "woman", 5),)), panels=panels)


def wave(panels: int = 60) -> Honest:
    """A follow-up draw: three who were in and one who waited are gone."""
    first = conference(panels=panels)
    result = draw(first, "6 13 22 31 40 44")
    gone = {*result.admitted[:3], result.waiting[0]}
    return Honest("wave", follow_up(first, result, gone, panels=panels), (first.to_json(), result.to_json()))


def honest() -> Sequence[Honest]:
    makers = {
        "conference": conference,
        "ladder": ladder,
        "teams": teams,
        "small": small,
        "unfilled": unfilled,
        "weighted": weighted,
    }
    return [*(Honest(name, make()) for name, make in makers.items()), wave()]
