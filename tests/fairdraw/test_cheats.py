"""No unfair lottery verifies: dishonest bundles, made by program, each refused by the step that is there for it."""

import pytest

from fairdraw.verify import LOTTERY, RESULT, check
from tests.fairdraw.cheats.honest import honest
from tests.fairdraw.cheats.kinds import KINDS
from tests.fairdraw.cheats.limits import limits
from tests.fairdraw.cheats.old_checks import accepted
from tests.fairdraw.cheats.suite import differences, load
from tests.fairdraw.cheats.vectors import VECTORS

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def lotteries():
    return {each.name: each for each in honest()}


@pytest.fixture(scope="module")
def vectors():
    return load()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_cheat_is_refused_by_the_step_that_is_there_for_it(kind, lotteries):
    base = lotteries[kind.base]

    verdict = check(*kind.texts(base.lottery.to_json(), base.before))

    assert [problem.step for problem in verdict.problems] == [kind.step]
    assert verdict.sentence == f"Does not hold: {verdict.problems[0].words}"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.old is not None], ids=lambda kind: kind.name)
def test_the_old_checks_show_what_is_new(kind, lotteries):
    texts = kind.texts(lotteries[kind.base].lottery.to_json())

    lottery = next(text for text in texts if LOTTERY in text)
    result = next(text for text in texts if RESULT in text)

    assert accepted(lottery, result) == kind.old


def test_the_old_checks_accept_what_is_honest(lotteries, vectors):
    for case in vectors["honest"]:
        if case["name"] in lotteries and case["name"] != "wave":
            assert accepted(*case["texts"])


def test_the_verifier_says_what_the_vectors_say(vectors):
    assert list(differences(check, vectors)) == []


def test_the_vectors_are_those_of_the_red_team(vectors):
    inside, outside = limits()

    assert [case["name"] for case in vectors["cheats"]] == [*(kind.name for kind in KINDS), *outside]
    assert [case["name"] for case in vectors["honest"]][-len(inside) :] == [*inside]


def test_the_vectors_stay_small(vectors):
    assert VECTORS.stat().st_size < 1_000_000


def test_a_signature_of_drand_is_not_checked_and_the_verdict_says_so(vectors):
    for case in vectors["signatures"]:
        verdict = check(*case["texts"])

        assert verdict.holds
        assert "The drand signature was not checked here." in verdict.unchecked
