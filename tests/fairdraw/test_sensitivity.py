"""What each rule does to a chance, on draws small enough to be worked out by hand."""

import pytest

from fairdraw import Entry, Pool, Quota, Rules, draw, follow_up, sensitivity, solve

pytestmark = pytest.mark.pure


def people(number: int, **attributes: str) -> list[Entry]:
    name = "".join(attributes.values())
    return [Entry(f"{name}{place:03}", attributes=attributes) for place in range(number)]


def test_a_quota_raises_those_it_counts_and_lowers_the_others():
    # 60 seats for 30 women and 70 men. At least 30 women: all of them are in, and the men share 30 seats.
    pool = Pool((*people(30, gender="woman"), *people(70, gender="man")))
    lottery = solve(pool, Rules(60, (Quota("gender", "woman", least=30),)))

    found = sensitivity(lottery)

    by_adds = dict(
        zip((kind.adds for kind in lottery.types), zip(found.chances, found.without[0], strict=True), strict=True)
    )
    assert by_adds[(1,)] == pytest.approx((1, 60 / 100))
    assert by_adds[(0,)] == pytest.approx((30 / 70, 60 / 100))


def test_a_rule_that_cannot_bind_makes_no_difference():
    pool = Pool((*people(50, gender="woman"), *people(50, gender="man")))
    lottery = solve(pool, Rules(60, (Quota("gender", "man", most=50), Quota("gender", "woman", least=40))))

    found = sensitivity(lottery)

    assert found.without[0] is None
    assert found.without[1] is not None


def test_each_rule_is_left_out_alone():
    # 50 seats. Women and students do not overlap: 20 women and 20 students are all in, the other 60 share 10 seats. Without
    # the rule for women the 20 students are in and 80 share 30 seats.
    pool = Pool((*people(20, who="woman"), *people(20, who="student"), *people(60, who="other")))
    lottery = solve(pool, Rules(50, (Quota("who", "student", least=20), Quota("who", "woman", least=20))))

    found = sensitivity(lottery)

    others = next(place for place, kind in enumerate(lottery.types) if not any(kind.adds))
    assert found.chances[others] == pytest.approx(10 / 60)
    assert [without[others] for without in found.without] == pytest.approx([30 / 80, 30 / 80])


def test_in_a_wave_a_full_quota_is_what_keeps_somebody_out():
    # 10 of 20 students at most: after the first draw 10 are in, so in a wave the others have no chance but without it.
    pool = Pool((*people(20, who="student"), *people(40, who="other")))
    first = solve(pool, Rules(30, (Quota("who", "student", least=10, most=10),)))
    result = draw(first, "6")
    gone = [code for code in result.admitted if code.startswith("other")][:4]
    wave = follow_up(first, result, gone, seats=4)

    found = sensitivity(wave)

    students = next(place for place, kind in enumerate(wave.types) if kind.adds == (1,))
    assert found.chances[students] == 0
    # Ten students and twenty others wait for four seats.
    assert found.without[0][students] == pytest.approx(4 / 30)


def test_without_a_full_quota_those_whom_it_counts_fill_seats_that_would_stay_empty():
    pool = Pool((*people(20, who="student"), *people(6, who="other")))
    first = solve(pool, Rules(15, (Quota("who", "student", least=10, most=10),)))
    result = draw(first, "6")
    # Of the others one waits and the rest do without: 10 students and it wait for four seats, and no student may be in.
    others = [code for code in (*result.admitted, *result.waiting) if code.startswith("other")]
    wave = follow_up(first, result, others[:-1], seats=4)

    found = sensitivity(wave)

    students = next(place for place, kind in enumerate(wave.types) if kind.adds == (1,))
    assert (wave.filled, found.chances[students]) == (1, 0)
    assert found.without[0][students] == pytest.approx(4 / 11)
