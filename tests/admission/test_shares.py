from fractions import Fraction

import fairdraw
from einlass.admission.shares import balanced_lottery, share_quotas


def units_of(*sizes: int) -> dict[int, list[str]]:
    return {unit: [f"{unit}-{member}" for member in range(size)] for unit, size in enumerate(sizes)}


def test_each_size_of_team_but_the_smallest_gets_its_share_to_within_one_team():
    quotas = share_quotas([1] * 20 + [2] * 5 + [4] * 5, seats=20)

    # 50 people, 20 seats, so two in five: exactly 2 of 5 teams of either size.
    assert quotas == (
        fairdraw.Quota("people in the team", "2", 4, 4),
        fairdraw.Quota("people in the team", "4", 8, 8),
    )


def test_a_share_that_is_not_whole_leaves_room_for_one_team():
    # 20 people for 6 seats: 1.2 of the 4 teams.
    assert share_quotas([1] * 8 + [3] * 4, seats=6) == (fairdraw.Quota("people in the team", "3", 3, 6),)


def test_with_one_size_there_is_nothing_to_balance():
    assert share_quotas([1] * 8, seats=5) == ()
    assert share_quotas([2] * 8, seats=5) == ()


def test_every_outcome_gives_each_size_its_share_at_equal_chances():
    lottery = balanced_lottery(units_of(*[1] * 60, *[2] * 10, *[3] * 10, *[4] * 5), seats=43)

    table = lottery.table()
    by_size = {kind.size: index for index, kind in enumerate(lottery.types)}
    # 130 people for 43 seats: 3.3 teams of two, 3.3 of three, 1.7 of four.
    assert set(table[:, by_size[2]].tolist()) <= {3, 4}
    assert set(table[:, by_size[3]].tolist()) <= {3, 4}
    assert set(table[:, by_size[4]].tolist()) <= {1, 2}
    assert all(abs(chance - Fraction(43, 130)) <= Fraction(1, 500) for chance in lottery.type_chances())


def test_where_balance_is_impossible_the_chances_come_first():
    units = units_of(3, 4)

    lottery = balanced_lottery(units, seats=4)

    assert (
        lottery.min_chance
        == fairdraw.solve(
            fairdraw.Pool(
                tuple(fairdraw.Entry(code, team=str(unit)) for unit, codes in units.items() for code in codes)
            ),
            fairdraw.Rules(4),
        ).min_chance
    )
