"""Short ways to write pools and lotteries down in tests."""

from __future__ import annotations

from collections.abc import Sequence

from fairdraw import Entry, Lottery, Pool, Quota, Rules, solve

WOMAN, MAN = {"gender": "woman"}, {"gender": "man"}


def make_pool(women: str = "", men: str = "", teams: Sequence[tuple[str, str]] = ()) -> Pool:
    """One letter is one code. A team is (women, men)."""
    entries = [Entry(code, WOMAN) for code in women] + [Entry(code, MAN) for code in men]
    for number, (team_women, team_men) in enumerate(teams):
        entries += [Entry(code, WOMAN, team=f"team {number}") for code in team_women]
        entries += [Entry(code, MAN, team=f"team {number}") for code in team_men]
    return Pool(tuple(entries))


def women(least: int | None = None, most: int | None = None) -> Quota:
    return Quota("gender", "woman", least, most)


def make_lottery(pool: Pool | None = None, seats: int = 4, *quotas: Quota, panels: int = 1000) -> Lottery:
    return solve(pool or make_pool("ab", "cdefgh"), Rules(seats, quotas), panels=panels)
