"""An audit finds nothing wrong with honest lotteries, and sees what is wrong with dishonest ones."""

import math
from dataclasses import astuple, replace
from functools import lru_cache
from itertools import combinations

import numpy as np
import pytest

from fairdraw import BadInput, Cancelled, Entry, Lottery, Pool, Quota, Rules, draw, solve
from fairdraw.audit import Audit, audit, made_up_values
from fairdraw.closeness import Deviation, closeness
from fairdraw.comparisons import Question, compare
from fairdraw.lottery import Appearances, pack
from fairdraw.outcomes import DrawStep, Outcome
from fairdraw.people import normalise
from fairdraw.significance import Law, chances, chi_square, law_of_columns, two_sided, visible
from fairdraw.tallies import Tally, pairs_of_types, squares_of_entries, squares_of_ranks
from tests.fairdraw.builders import MAN, WOMAN, make_lottery, make_pool, women


@lru_cache
def conference(panels: int = 50) -> Lottery:
    """12 of 36, at least 6 of 10 women; two teams."""
    pool = make_pool("abcdefghij", "klmnopqrstuvwxyzABCDEF", teams=[("0", "1"), ("23", "")])
    return make_lottery(pool, 12, women(least=6), panels=panels)


def weighted() -> Lottery:
    entries = [Entry(f"w{number}", WOMAN, weight=1 + number % 2) for number in range(8)]
    entries += [Entry(f"m{number}", MAN, weight=1 + number % 3) for number in range(12)]
    return make_lottery(Pool(tuple(entries)), 7, women(3, 4), panels=40)


# In the second the team cannot be in, so it waits behind everybody. In the last two the only panel takes few of many, so
# that the waiting list goes round several times.
def lotteries() -> list[Lottery]:
    return [
        conference(),
        make_lottery(make_pool("abcdef", teams=[("", "xyz")]), 4, women(least=2), panels=10),
        weighted(),
        make_lottery(make_pool("abcdefgh"), 2, panels=1),
        make_lottery(make_pool("abc", "defghi"), 2, women(1, 1), panels=1),
    ]


def failed(found: Audit) -> set[str]:
    return {row.name for row in found.rows if not row.fits}


@pytest.mark.parametrize("lottery", lotteries())
def test_the_fast_draw_step_is_that_of_the_draw(lottery):
    step = DrawStep(lottery)
    units = [unit for kind in lottery.types for unit in kind.units]

    for value in made_up_values(b"same", 60):
        outcome, result = step.outcome(step.seed(value)), draw(lottery, value)
        assert outcome.panel + 1 == result.panel
        assert [code for unit in outcome.admitted for code in units[unit]] == list(result.admitted)
        assert [code for unit in outcome.waiting for code in units[unit]] == list(result.waiting)


def test_made_up_values_are_in_normal_form():
    assert all(normalise(value) == value for value in made_up_values(b"form", 20))


@pytest.mark.parametrize("seed", [b"one", b"two", b"three"])
@pytest.mark.parametrize("lottery", lotteries())
def test_honest_lotteries_fit(lottery, seed):
    found = audit(lottery, values=2000, seed=seed)

    assert found.fits
    assert found.sentence.startswith("Fits: 2,000 made-up values, 2,000 of them drawn to the last of")
    assert found.text().endswith(found.sentence)


def test_the_same_seed_gives_the_same_audit():
    assert audit(conference(), values=300, seed=b"s") == audit(conference(), values=300, seed=b"s")


def test_honest_lotteries_are_called_unfair_no_more_often_than_stated():
    # At a level of 1 in 20, 200 audits call at most 10 unfair on average, and 22 or more in 1 of 3,000 cases. The
    # chi-squares alone have a tenth of their chances below a tenth: 20 of 200 each, 38 or more in 1 of 20,000 cases.
    lottery = conference(20)

    audits = [audit(lottery, values=150, seed=b"alarm %d" % number, level=0.05) for number in range(200)]

    assert sum(not found.fits for found in audits) < 22
    for name in ("panels at once", "entries within types, at once", "places within types, at once"):
        unlikely = sum(row.chance < 0.1 for found in audits for row in found.rows if row.name == name)
        assert 6 < unlikely < 38


def of_panels(lottery, table):
    """The same lottery with these panels, and what is lost and gained by them."""
    times = table.sum(axis=0).tolist()
    return replace(
        lottery,
        panels=len(table),
        appearances=tuple(pack(table[:, kind]) for kind in range(len(lottery.types))),
        closeness=closeness(lottery.types, times, len(table), lottery.levels),
    )


def test_what_the_announced_loss_and_gain_allow_fits():
    # Of 25 panels a chance cannot be had as exactly as 30,000 values tell chances apart.
    entries = [Entry(f"{number}", {"region": "abc"[number % 3]}, weight=1 + number % 4) for number in range(48)]
    whole = solve(Pool(tuple(entries)), Rules(7, (Quota("region", "a", 3),)), panels=25)
    lottery = of_panels(whole, whole.table()[:25])

    found = audit(lottery, values=30_000, seconds=0)

    assert lottery.loss.most > 20_000
    assert lottery.gain.most > 20_000
    assert found.fits
    for wrong in ({"loss": Deviation(0, 0)}, {"gain": Deviation(0, 0)}):
        silent = replace(lottery, closeness=replace(lottery.closeness, **wrong))
        assert failed(audit(silent, values=30_000, seconds=0)) == {"types, beside the proof"}


def test_pairs_of_types_are_those_of_the_panels_counted_one_by_one():
    lottery = conference(20)
    step, drawn = DrawStep(lottery), np.arange(lottery.panels)

    pairs = pairs_of_types(step, drawn)

    for first, second, total in zip(pairs.first, pairs.second, pairs.sums, strict=True):
        by_panel = [
            sum({one[0], other[0]} == {first, second} for one, other in combinations(_units_in(panel), 2))
            for panel in step.table
        ]
        assert total == np.dot(drawn, by_panel)


def _units_in(panel: np.ndarray) -> list[tuple[int, int]]:
    return [(kind, unit) for kind, count in enumerate(panel) for unit in range(count)]


def test_chi_squares_have_their_degrees_of_freedom_as_mean():
    # 2 women, 1 of whom is in, and 4 men: 1 + 3 degrees of freedom. The mean of 200 has a standard deviation of 0.2.
    lottery = make_lottery(make_pool("ab", "cdef"), 2, women(1, 1), panels=4)
    step = DrawStep(lottery)
    found = {squares_of_entries: [], squares_of_ranks: []}

    for number in range(200):
        tally = Tally(step)
        for value in made_up_values(b"%d" % number, 50):
            tally.add(step.outcome(step.seed(value)))
        for squares, statistics in found.items():
            statistics.append(squares(tally).statistic)
            assert squares(tally).freedom == 4

    for statistics in found.values():
        assert abs(np.mean(statistics) - 4) < 0.8


def test_a_row_of_many_comparisons_asks_for_more_than_one_comparison():
    law, draws = chances(np.full(100, 0.5)), 1000
    counts = np.array([560] + [500] * 99)
    question = Question("coins", 0.01, lambda at: f"coin {at}:", "{:.3f}")

    alone = compare(question, Law(*(each[:1] for each in astuple(law))), counts[:1], draws)
    among_many = compare(question, law, counts, draws)

    assert not alone.fits
    assert among_many.fits
    assert among_many.chance == pytest.approx(100 * alone.chance)
    assert among_many.farthest == "coin 0: 0.560, expected 0.500"


class FirstPanelsMore(DrawStep):
    """The first half of the panels comes in 60 of 100 cases."""

    def panel(self, seed: bytes) -> int:
        number = super().panel(seed)
        return number - self.panels // 2 if seed[0] < 51 and number >= self.panels // 2 else number


class PanelsInTurn(DrawStep):
    """No panel comes more often than another, which chance does not bring about."""

    def panel(self, seed: bytes) -> int:
        self.last = (getattr(self, "last", -1) + 1) % self.panels
        return self.last


class OneFriend(DrawStep):
    """The first man has two keys and takes the smaller."""

    def keys(self, seed: bytes) -> list[bytes]:
        keys = super().keys(seed)
        friend = self.first_codes.index("k")
        keys[friend] = min(keys[friend], keys[0])
        return keys


class FriendPlacedFirst(DrawStep):
    """Among those who come in together the friend is the first."""

    def places(self, seed: bytes) -> list[bytes]:
        places = super().places(seed)
        places[self.first_codes.index("k")] = bytes(32)
        return places


class TwoTogether(DrawStep):
    """Two of a type come next to each other; each alone has the right chance."""

    def keys(self, seed: bytes) -> list[bytes]:
        keys = super().keys(seed)
        one, other = (self.first_codes.index(code) for code in "kl")
        keys[other] = (int.from_bytes(keys[one]) ^ 1).to_bytes(32)
        return keys


class HalfOfAType(DrawStep):
    """Every second man is a little more likely to be in than the others."""

    def keys(self, seed: bytes) -> list[bytes]:
        keys = super().keys(seed)
        return [
            key if code not in "kmoqsuwyACE" or key[1] > 40 else b"\0" + key[1:]
            for code, key in zip(self.first_codes, keys, strict=True)
        ]


class WaitingByCode(DrawStep):
    def outcome(self, seed: bytes) -> Outcome:
        honest = super().outcome(seed)
        return replace(honest, waiting=np.sort(honest.waiting))


class WaitingByKey(DrawStep):
    """The rest in a random order: a type with twice the chance does not move up twice as fast."""

    def outcome(self, seed: bytes) -> Outcome:
        honest = super().outcome(seed)
        keys = self.keys(seed)
        waiting = np.array(sorted(honest.waiting, key=lambda unit: keys[unit]))
        return replace(honest, waiting=waiting)


class FriendWaitsFirst(DrawStep):
    """Whoever is next of her type, the friend takes the place from them if she waits."""

    def outcome(self, seed: bytes) -> Outcome:
        honest = super().outcome(seed)
        waiting, friend = honest.waiting.copy(), self.first_codes.index("k")
        alike = np.flatnonzero(self.type_of[waiting] == self.type_of[friend])
        here = np.flatnonzero(waiting == friend)
        if len(here):
            waiting[[alike[0], here[0]]] = waiting[[here[0], alike[0]]]
        return replace(honest, waiting=waiting)


class FriendIsIn(DrawStep):
    """A friend takes the place of the last who is in."""

    def outcome(self, seed: bytes) -> Outcome:
        honest = super().outcome(seed)
        friend = self.first_codes.index("a")
        if friend in honest.admitted:
            return honest
        last = honest.admitted[-1]
        waiting = np.where(honest.waiting == friend, last, honest.waiting)
        return replace(honest, admitted=np.append(honest.admitted[:-1], friend), waiting=waiting)


class OneSeed(DrawStep):
    """The value makes no difference."""

    def seed(self, value: str) -> bytes:
        return super().seed("always")


@pytest.mark.parametrize(
    ("step", "seen"),
    [
        (FirstPanelsMore, {"panels at once"}),
        (PanelsInTurn, {"panels at once"}),
        (
            OneFriend,
            {"entries", "places within types", "places within types, at once"},
        ),
        (FriendPlacedFirst, {"waiting: who is next of a type"}),
        (TwoTogether, {"pairs of entries"}),
        (HalfOfAType, {"entries within types, at once", "places within types, at once"}),
        (WaitingByCode, {"waiting: how soon", "places within types", "who waits, given the panel"}),
        (WaitingByKey, {"waiting: how soon", "who waits, given the panel"}),
        (FriendWaitsFirst, {"waiting: who is next of a type"}),
        (FriendIsIn, {"who is in, given the panel", "entries"}),
        (OneSeed, {"panels", "panels at once", "entries"}),
    ],
)
def test_a_dishonest_draw_does_not_fit(step, seen):
    found = audit(conference(), values=4000, step=step(conference()))

    assert not found.fits
    assert seen <= failed(found)
    assert found.sentence.startswith("Does not fit: 4,000 made-up values")


def test_the_verdict_names_whom_a_dishonest_draw_favours():
    found = audit(conference(), values=4000, step=OneFriend(conference()))

    row = next(row for row in found.rows if row.name == "entries")
    assert row.farthest.startswith("'k' of type")
    assert row.farthest in found.sentence


def test_a_type_that_the_panels_take_more_often_than_announced_does_not_fit():
    # Women and men change places in 5 of 50 panels: the proof promises the women less than the panels give.
    honest = conference()
    table = honest.table()
    women_alone, men_alone = (
        next(number for number, kind in enumerate(honest.types) if (code,) in kind.units) for code in "ak"
    )
    table[:5, women_alone] += 1
    table[:5, men_alone] -= 1
    edited = replace(honest, appearances=tuple(pack(column) for column in table.T))

    found = audit(edited, values=6000)

    assert failed(found) == {"types, beside the proof"}


def test_the_report_says_in_which_type_panels_differ_most():
    """A list may hold all of a type or none of it, each as often: chances stay, and only this shows it."""
    honest = conference()
    table = honest.table()
    women, men = (next(number for number, kind in enumerate(honest.types) if (code,) in kind.units) for code in "ak")
    moved = int(min(table[:, women].min(), len(honest.types[men].units) - table[:, men].max()))
    half = len(table) // 2
    table[:half, women] -= moved
    table[:half, men] += moved
    table[half : 2 * half, women] += moved
    table[half : 2 * half, men] -= moved
    table = np.clip(table, 0, [len(kind.units) for kind in honest.types])
    uneven = replace(honest, appearances=tuple(pack(column) for column in table.T))

    even, found = audit(honest, values=50).text(), audit(uneven, values=50).text()

    assert moved > 0
    spread = table[:, [women, men]].max(axis=0) - table[:, [women, men]].min(axis=0)
    kind = (women, men)[int(np.argmax(spread))]
    assert f"Panels differ most in type {kind + 1}, of which they hold {table[:, kind].min()} to " in found
    assert "Panels differ most in type" in even


def test_how_many_are_drawn_to_the_last_entry_is_said_and_limited_by_time():
    found = audit(conference(), values=500, seconds=0)

    assert (found.values, found.whole) == (500, 1)
    assert "500 made-up values, 1 of them drawn to the last of 36 entries" in found.sentence


def test_an_audit_can_be_cancelled():
    with pytest.raises(Cancelled):
        audit(conference(), values=500, progress=lambda progress: progress.step != "entries")


def damaged() -> list[Lottery]:
    honest = conference()
    first, *others = honest.appearances
    return [
        replace(honest, panels=0),
        replace(honest, types=()),
        replace(honest, appearances=honest.appearances[1:]),
        replace(honest, appearances=(Appearances(10_000, first.planes), *others)),
        replace(honest, appearances=(Appearances(-5, ()), *others)),
        replace(honest, appearances=(Appearances(0, ("xyz",)), *others)),
        replace(honest, appearances=(Appearances(0, ("ff",)), *others)),
        replace(honest, types=(replace(honest.types[0], size=2), *honest.types[1:])),
        replace(honest, types=(replace(honest.types[0], units=honest.types[1].units), *honest.types[1:])),
        replace(honest, types=(replace(honest.types[0], units=(("\ud800",),)), *honest.types[1:])),
        replace(honest, levels=honest.levels[:-1]),
    ]


@pytest.mark.parametrize("lottery", damaged())
def test_a_damaged_lottery_is_refused(lottery):
    with pytest.raises(BadInput, match="The lottery is damaged"):
        audit(lottery, values=10)


@pytest.mark.parametrize("wrong", [{"values": 0}, {"level": 0.0}, {"level": 1.0}])
def test_an_audit_of_nothing_is_refused(wrong):
    with pytest.raises(BadInput):
        audit(conference(), **wrong)


@pytest.mark.parametrize(("draws", "chance"), [(1000, 0.5), (1000, 0.01), (200, 0.001), (5000, 0.97)])
def test_the_bound_of_a_deviation_is_true_and_near(draws, chance):
    law = chances(np.array([chance]))
    counts = np.arange(draws + 1)
    exact = np.array([math.exp(_log_binomial(draws, count, chance)) for count in counts])

    bounds = np.exp([two_sided(law, np.array([count]), draws)[0] for count in counts])

    for count in counts:
        above = count > draws * chance
        tail = 2 * (exact[count:].sum() if above else exact[: count + 1].sum())
        assert tail <= bounds[count] * (1 + 1e-9) or bounds[count] == 1
        # Far above the mean of something rare a normal curve would be wrong by orders of magnitude.
        near = above and chance <= 0.5 and tail > 1e-9
        assert not near or bounds[count] < 60 * tail


def _log_binomial(draws: int, count: int, chance: float) -> float:
    ways = math.lgamma(draws + 1) - math.lgamma(count + 1) - math.lgamma(draws - count + 1)
    return ways + count * math.log(chance) + (draws - count) * math.log(1 - chance)


def test_what_cannot_vary_must_not():
    law = law_of_columns(np.array([[3.0], [3.0]]))

    assert two_sided(law, np.array([300]), 100).tolist() == [0.0]
    assert two_sided(law, np.array([301]), 100).tolist() == [-math.inf]


def test_an_error_that_is_said_to_be_visible_is_seen():
    law, draws, limit = chances(np.array([0.02, 0.5])), 1000, math.log(1e-6)

    off = visible(law, draws, limit)

    assert (two_sided(law, draws * (law.mean + off), draws) < limit + 1e-9).all()
    assert (two_sided(law, draws * (law.mean + 0.8 * off), draws) > limit).all()


# Percentiles of chi-square as in any table of it; twice the tail, because both are looked at.
@pytest.mark.parametrize(
    ("statistic", "freedom", "chance"),
    [(23.209, 10, 0.02), (2.558, 10, 0.02), (149.449, 100, 0.002), (61.918, 100, 0.002), (99.334, 100, 1.0)],
)
def test_chi_square_is_that_of_the_tables(statistic, freedom, chance):
    assert chi_square(statistic, freedom)[1] == pytest.approx(chance, rel=0.08)
