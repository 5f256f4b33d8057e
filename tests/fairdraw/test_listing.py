"""From chances and mixes to lists: against brute force on small problems."""

from collections import Counter
from random import Random

import numpy as np
import pytest

from fairdraw.clock import forever
from fairdraw.fairest import over_whole_panels
from fairdraw.leximin import leximin
from fairdraw.listing import ListMaker, _as_often, _whole_times, spread
from fairdraw.whole import Mix, Panels
from tests.fairdraw.test_dealing import all_panels, random_problem


def makers(seed, panels=60):
    problem = random_problem(Random(seed))
    known = all_panels(problem)
    fairest = over_whole_panels(problem, Panels(problem, [known[0]]))
    return problem, known, fairest, ListMaker(problem, panels, lambda *_: None, forever)


def keeps_all(problem, table):
    sums = table.astype(np.int64) @ problem.adds
    return bool(
        ((sums >= problem.least) & (sums <= problem.most)).all()
        and (table >= 0).all()
        and (table <= problem.supply).all()
    )


@pytest.mark.parametrize("seed", range(30))
def test_every_way_to_a_list_makes_panels_that_keep_every_bound(seed):
    problem, _, fairest, lists = makers(seed)
    levels, mix = fairest.levels, fairest.mix

    made = [lists.exact(levels, mix), lists.mixed(levels, mix), lists.first(levels), lists._dealt(levels)]

    assert all(keeps_all(problem, each.table) for each in made)
    assert all(len(each.table) >= 60 for each in [*made[:2], made[3]])


@pytest.mark.parametrize("seed", range(30))
def test_a_list_says_itself_how_far_it_is_from_the_chances(seed):
    _, _, fairest, lists = makers(seed)

    found = lists.exact(fairest.levels, fairest.mix)

    wanted = fairest.mix.shares @ fairest.mix.panels
    share = np.array(
        [got / should for got, should in zip(found.table.mean(axis=0), wanted, strict=True) if should > 1e-7]
    )
    assert found.loss == pytest.approx(max(0, 1 - share.min(initial=1)), abs=1e-6)
    assert found.gain == pytest.approx(max(0, share.max(initial=1) - 1), abs=1e-6)


@pytest.mark.parametrize("seed", range(30))
def test_a_mix_of_few_panels_is_listed_exactly_or_nearly(seed):
    _, _, fairest, lists = makers(seed)

    assert lists.exact(fairest.levels, fairest.mix).loss < 0.01


@pytest.mark.parametrize("seed", range(20))
def test_a_list_by_the_relaxation_has_the_appearances_it_can_have(seed):
    problem, _, _, lists = makers(seed)

    found = lists.first(leximin(problem))

    assert keeps_all(problem, found.table)


def test_an_empty_list_lacks_everything():
    problem, _, fairest, lists = makers(1)

    found = lists.measured(fairest.levels, np.zeros((0, problem.types), dtype=np.int64))

    assert (found.loss, found.gain) == (1, np.inf)
    assert not found.is_close(1)


def test_equal_panels_lie_evenly_over_the_list():
    panels = np.array([[1, 0], [0, 1]])

    listed = spread(panels, np.array([2, 6]))

    assert Counter(map(tuple, listed.tolist())) == {(1, 0): 2, (0, 1): 6}
    rare = [place for place, panel in enumerate(listed.tolist()) if panel == [1, 0]]
    assert 3 <= rare[1] - rare[0] <= 5


@pytest.mark.parametrize("seed", range(50))
def test_whole_times_are_near_the_shares_and_make_up_the_list(seed):
    shares = np.random.default_rng(seed).dirichlet(np.ones(7))

    times = _whole_times(shares, 100)

    assert times.sum() == 100
    assert (np.abs(times - 100 * shares) <= 1).all()


def test_the_first_number_of_panels_is_taken_that_gives_everybody_their_chance():
    mix = Mix(np.array([[1, 0], [0, 1]]), np.array([1 / 3, 2 / 3]), ())

    listed = _as_often(mix, 100, 200, 1e-9)

    assert listed.sum(axis=0).tolist() == [34, 68]


def test_a_part_of_the_time_is_kept_for_what_comes_after():
    problem, _, _, _ = makers(1)
    left = [10.0]

    lists = ListMaker(problem, 10, lambda *_: None, lambda: left[0]).within(0.8)

    assert lists._seconds_left() == pytest.approx(8)
    left[0] = 1.5
    assert lists._seconds_left() == 0
