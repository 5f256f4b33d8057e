"""Trees that show what a panel is worth at most, against all panels of small problems."""

from random import Random

import numpy as np
import pytest

from fairdraw.branching import prove_worth, root_leaf, shown_worth
from fairdraw.proof import DEEPEST, Branch, leaves
from fairdraw.solver import OutOfTime
from tests.fairdraw.test_dealing import all_panels, random_problem
from tests.fairdraw.test_tight import problem_of


def worth_of(problem, claims):
    return int((all_panels(problem) @ np.array(claims)).max())


def depth(tree):
    return 1 + max(depth(tree.low), depth(tree.high)) if isinstance(tree, Branch) else 0


def shown_by_hand(problem, claims, tree, low, high):
    """The largest worth that the leaves show, by the formula of the docs; None where every leaf says that there is no panel."""
    if isinstance(tree, Branch):
        below, above = list(high), list(low)
        below[tree.kind], above[tree.kind] = min(high[tree.kind], tree.at), max(low[tree.kind], tree.at + 1)
        parts = (
            shown_by_hand(problem, claims, tree.low, low, below),
            shown_by_hand(problem, claims, tree.high, above, high),
        )
        return max((part for part in parts if part is not None), default=None)
    scale, *prices = tree
    total = sum(
        price * int(most if price > 0 else least)
        for price, least, most in zip(prices, problem.least, problem.most, strict=True)
    )
    for kind, adds in enumerate(problem.adds.tolist()):
        left = scale * claims[kind] - sum(price * count for price, count in zip(prices, adds, strict=True))
        total += left * (high[kind] if left > 0 else low[kind])
    assert scale > 0 or total < 0, "a leaf proves nothing"
    return total // scale if scale else None


@pytest.mark.parametrize("seed", range(80))
def test_a_tree_shows_exactly_what_the_best_panel_is_worth(seed):
    dice = Random(seed)
    problem = random_problem(dice)
    claims = [dice.choice([0, 1, 2, 3, 7, 50]) for _ in range(problem.types - 1)] + [1]
    best = worth_of(problem, claims)

    tree = prove_worth(problem, claims, best)

    assert tree is not None
    assert shown_worth(problem, claims, tree) == best
    assert shown_by_hand(problem, claims, tree, [0] * problem.types, problem.limit.tolist()) == best
    assert depth(tree) <= DEEPEST


@pytest.mark.parametrize("seed", range(40))
def test_no_tree_shows_less_than_the_best_panel_is_worth(seed):
    dice = Random(seed)
    problem = random_problem(dice)
    claims = [dice.randint(1, 9) for _ in range(problem.types)]

    assert prove_worth(problem, claims, worth_of(problem, claims) - 1) is None


@pytest.mark.parametrize("seed", range(40))
def test_one_leaf_alone_shows_no_less(seed):
    dice = Random(seed)
    problem = random_problem(dice)
    claims = [dice.randint(1, 9) for _ in range(problem.types)]

    leaf = root_leaf(problem, claims)

    assert leaves(leaf) == 1
    assert shown_worth(problem, claims, leaf) >= worth_of(problem, claims)


def needs_a_branch():
    """Teams of two and of three in ten seats with at most one of each mixed pair: fractions fill more than panels."""
    return problem_of([[3, 1], [3, 2]], [4, 4], [0, 0], [10, 30])


def test_where_fractions_fill_more_a_branch_is_needed():
    problem = needs_a_branch()

    assert shown_worth(problem, [3, 3], root_leaf(problem, [3, 3])) == 10
    tree = prove_worth(problem, [3, 3], 9)
    assert isinstance(tree, Branch)
    assert shown_worth(problem, [3, 3], tree) == 9


def test_a_tree_that_would_be_too_large_is_none():
    assert prove_worth(needs_a_branch(), [3, 3], 9, most_leaves=1) is None


def test_a_tree_ends_when_the_time_does():
    with pytest.raises(OutOfTime):
        prove_worth(needs_a_branch(), [3, 3], 9, seconds_left=lambda: 0.0)
