"""Panels are close to the mean, so that people of one kind do not win or lose together."""

from fairdraw import Entry, Pool, Rules, draw, solve, verify
from fairdraw.lottery import unpack


def people(groups):
    """groups: (size of the team, number of teams) pairs."""
    return Pool(
        tuple(
            Entry(f"{size}-{team}-{member}", {}, team=f"{size}-{team}" if size > 1 else None)
            for size, number in groups
            for team in range(number)
            for member in range(size)
        )
    )


def test_every_outcome_holds_its_share_of_teams_of_every_size():
    pool = people([(1, 2525), (2, 98), (3, 69), (4, 45)])

    lottery = solve(pool, Rules(760))

    for kind, packed in zip(lottery.types, lottery.appearances, strict=True):
        counts = unpack(packed, lottery.panels)
        mean = sum(counts) / lottery.panels
        assert max(abs(count - mean) for count in counts) <= 4, kind.size
    assert verify(lottery, draw(lottery, "4 1 6")).holds
