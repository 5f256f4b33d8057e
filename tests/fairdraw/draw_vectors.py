"""Write tests/vectors/draw.json anew, after a change of format: `python -m tests.fairdraw.draw_vectors`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fairdraw import Entry, Lottery, Pool, Quota, Rules, draw, solve
from fairdraw.people import normalise, number_below
from tests.fairdraw.builders import make_lottery, make_pool, women

VECTORS = Path(__file__).parents[1] / "vectors" / "draw.json"
# A value with the signature that it comes from, if it is of a drand round.
SIGNATURE = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
VALUES = [
    ("1", None),
    (" 6 13  22\u2003 31 40 44\n", None),
    ("Cafe\u0301 am Ring", None),
    ("\u00c5ngstr\u00f6m \U0001f3b2", None),
    ("b" * 200, None),
    ("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd", SIGNATURE),
]


def lotteries() -> list[Lottery]:
    # In UTF-16 the face comes before the ligature, by code points after it; both have the same answer.
    codes = ["ä", "ß-1", "\u4e16", "\U0001f600", 'quo"te', "\ufb00", "back\\slash", "tail.", "\u05d0\u0301", "Z"]
    answers = [{"a": "xy"[number % 2]} for number in range(len(codes))]
    odd = Pool(tuple(Entry(code, each) for code, each in zip(codes, answers, strict=True)))
    many = Pool(tuple(Entry(f"c{n:03}", {"a": "xyz"[n % 7 % 3], "b": "pq"[n % 5 % 2]}) for n in range(90)))
    return [
        make_lottery(make_pool("ab", "cdefgh"), 4, women(least=2), panels=7),
        make_lottery(make_pool("abc", "de", teams=[("f", "g"), ("hij", "")]), 5, women(3, 4), panels=6),
        solve(odd, Rules(4, (Quota("a", "x", 3, 3),)), panels=10),
        solve(many, Rules(31, (Quota("a", "y", 13), Quota("b", "p", None, 30))), panels=50),
        make_lottery(make_pool("ab", teams=[("cdefg", "")]), 3, panels=5),
        # Chances of 8/61, 16/61 and 24/61, which twenty to forty outcomes cannot give exactly.
        solve(
            Pool(tuple(Entry(f"w{n:02}", {}, weight=1 + (n > 4) + (n > 11)) for n in range(26))),
            Rules(8, ()),
            panels=20,
        ),
    ]


def vectors() -> dict[str, Any]:
    seed = bytes(range(32))
    return {
        "normalise": [{"value": value, "normal": normalise(value)} for value, _ in VALUES],
        "number_below": [
            {"seed": seed.hex(), "end": end, "number": number_below(seed, end)}
            for end in (1, 2, 3, 1000, 1024, 2**32 + 1, 2**53 - 1)
        ],
        "draws": [
            {
                # As text: its prices are whole numbers that JavaScript's own JSON would round.
                "lottery": lottery.to_json(),
                "results": [json.loads(draw(lottery, *drawn).to_json()) for drawn in VALUES],
                "values": VALUES,
            }
            for lottery in lotteries()
        ],
    }


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
