"""Honest draws of every kind, as texts, and small changes to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from random import Random
from typing import Any

from fairdraw import Entry, Lottery, Pool, Quota, Rules, commit, draw, follow_up, solve
from fairdraw.announcement import Announcement, ValueForm, drand_form, numbers_form

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
ROUND_1000 = (
    "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
)


def honest_draws() -> dict[str, list[str]]:
    """Texts of lottery, result and often announcement, by what is special about the draw."""
    quotas = (
        Quota("g", "w", 14),
        Quota("role", "founder", 4, 9),
        Quota("role", "student", 6),
        Quota("role", "other", None, 999),
    )
    plain = solve(make_pool(120), Rules(30, quotas), panels=60)
    first = draw(plain, "4 1 6")
    wave = follow_up(plain, first, gone=first.admitted[:4] + first.waiting[:3], panels=60)
    numbers = numbers_form(6, 1, 49, "ascending", source="Saturday's lottery", at=NOON)
    return {
        "quotas": texts(plain, "3 6 13 22 31 49", numbers),
        "drand": texts(plain, *ROUND_1000[:1], drand_form(1000), ROUND_1000[1]),
        "teams and weights": texts(
            solve(make_pool(90, in_teams=30, weighted=True), Rules(25, quotas[:2]), panels=60), "1"
        ),
        "whole panels": texts(solve(make_pool(14, in_teams=6), Rules(5, (Quota("g", "w", 2),)), panels=60), "2"),
        "seats that stay empty": texts(solve(make_pool(12, in_teams=12), Rules(5, ()), panels=30), "3"),
        "a wave": [*texts(wave, "6 5 4"), plain.to_json(), first.to_json()],
    }


def make_pool(entries: int, in_teams: int = 0, *, weighted: bool = False) -> Pool:
    """Three to a team. The answers are those of one fixed stream."""
    random = Random(5)
    return Pool(
        tuple(
            Entry(
                f"e{number:03}",
                {"g": random.choice("wmm"), "role": random.choice(["founder", "student", "other"])},
                team=f"T{number // 3}" if number < in_teams else None,
                weight=random.choice([1, 1, 2, Fraction(3, 2)]) if weighted else 1,
            )
            for number in range(entries)
        )
    )


def texts(lottery: Lottery, value: str, form: ValueForm | None = None, signature: str | None = None) -> list[str]:
    found = [lottery.to_json(), draw(lottery, value, signature).to_json()]
    if form is not None:
        found.append(Announcement(commit(lottery), "K7QM", "funkenflug", 1, form).to_json())
    return found


def changed_draws(draws: dict[str, list[str]], number: int, random: Random) -> Iterator[list[str]]:
    """So many draws in each of which one value of one document is another one, written in the one form."""
    for _ in range(number):
        files = list(random.choice(sorted(draws.items()))[1])
        at = 0 if random.random() < 0.7 else random.randrange(len(files))
        document = json.loads(files[at])
        change(document, random)
        files[at] = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + files[at][
            -1:
        ].strip("}")
        yield files


def change(document: Any, random: Random) -> None:
    """Walk down to a place by lot, and put something else there."""
    while True:
        places = list(document) if isinstance(document, dict) else list(range(len(document)))
        place = random.choice(places)
        inner = document[place]
        if not isinstance(inner, dict | list) or not inner or random.random() < 0.1:
            document[place] = other(inner, random)
            return
        document = inner


def other(value: Any, random: Random) -> Any:
    if isinstance(value, int):
        return random.choice([value + 1, max(value - 1, 0)] * 6 + [2 * value, 0, 10**39, 2**53, -value, True])
    if isinstance(value, str):
        return random.choice([*nearby(value, random), value[:-1], value + " ", value + "e\u0301", 7])
    if isinstance(value, list) and len(value) > 1:
        one, two = sorted(random.sample(range(len(value)), 2))
        swapped = [*value[:one], value[two], *value[one + 1 : two], value[one], *value[two + 1 :]]
        return random.choice([swapped, value[:one] + value[one + 1 :], [*value, value[one]], value[::-1]])
    return random.choice([None, 0, "", [], {}])


def nearby(text: str, random: Random) -> list[str]:
    """Fractions a little larger and smaller; another digit."""
    if text and set(text) <= set("0123456789/") and text[0] != "/":
        step = Fraction(1, 10 ** random.choice([3, 9, 12, 15, 18, 25]))
        return [str(Fraction(text) + step), str(abs(Fraction(text) - step))] * 4
    if text and set(text) <= set("0123456789abcdef"):
        at = random.randrange(len(text))
        return [text[:at] + random.choice("0123456789abcdef") + text[at + 1 :]] * 8
    return [text[::-1]]
