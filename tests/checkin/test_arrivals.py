from datetime import timedelta

from einlass.checkin.arrivals import arrivals
from tests.builders import NOON


def minutes(*numbers):
    return [NOON + timedelta(minutes=number) for number in numbers]


def test_nobody_makes_no_curve():
    assert arrivals([], begins_at=NOON, until=NOON + timedelta(hours=1)) is None


def test_each_step_says_how_many_came_and_how_many_are_in():
    curve = arrivals(minutes(1, 2, 7, 12), begins_at=NOON, until=NOON + timedelta(minutes=14))

    assert [(step.came, step.inside) for step in curve.steps] == [(2, 2), (1, 3), (1, 4)]
    assert curve.steps[0].ends_at == NOON + timedelta(minutes=5)


def test_who_came_before_the_doors_opened_or_after_the_end_is_in_the_curve():
    curve = arrivals(minutes(-17, 80), begins_at=NOON, until=NOON + timedelta(minutes=30))

    assert curve.steps[0].came == 1
    assert curve.steps[-1].inside == 2


def test_a_long_time_is_cut_into_few_steps():
    curve = arrivals(minutes(0), begins_at=NOON, until=NOON + timedelta(days=30))

    assert len(curve.steps) <= 50


def test_the_axis_ends_at_a_number_that_reads_well():
    many = [NOON + timedelta(seconds=second) for second in range(633)]

    assert [tick.label for tick in arrivals(many, begins_at=NOON, until=NOON).up] == ["0", "500", "1000"]
