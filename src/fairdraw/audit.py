"""Statistics that anyone can run: many made-up values, drawn for real, beside what was announced.

The verifier proves a lottery; this counts. Of every value the panel is drawn, which says how many units of each type are
in; as many values as a number of hashes allows are drawn to the last entry. All comparisons together call an honest lottery
unfair in at most one of a thousand audits: each row has the same part of this level, and each comparison of a row the same
part of that (Bonferroni). docs/lottery.md describes it under "Audit".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from fairdraw import tallies
from fairdraw.comparisons import Question, Row, compare, compare_exactly, compare_range, compare_squares
from fairdraw.errors import BadInput
from fairdraw.lottery import Lottery
from fairdraw.outcomes import DrawStep
from fairdraw.significance import chances
from fairdraw.solving import Callback, Reporter
from fairdraw.tallies import Squares, Tally
from fairdraw.types import Floats, Ints

VALUES = 100_000
SEED = b"fairdraw audit"
# How often an honest lottery may be called unfair, and the rows among which this is shared out.
LEVEL = 0.001
ROWS = 14
# Three quarters of a minute on one core. With more units and panels than that allows fewer values are drawn to the last entry.
MOST_KEYS = 70_000_000
FEWEST_WHOLE = 100
# A report lists no more types than this: those that are farthest from what was announced.
MOST_TYPES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One type.  number: counts from 1.  words: what it counts towards.  units: how many.  announced: the chance that the
    proof states.  listed: that of the panels.  drawn: which share of its units the made-up values brought in.
    least, most: how many of its units a panel takes.
    """

    number: int
    words: str
    units: int
    announced: float
    listed: float
    drawn: float
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Audit:
    """values: made-up values whose panel was drawn.  whole: how many of them were drawn to the last entry.
    level: how often an honest lottery is called unfair, at most.
    """

    commitment: str
    entries: int
    values: int
    whole: int
    level: float
    rows: tuple[Row, ...]
    types: tuple[TypeRow, ...]

    @property
    def fits(self) -> bool:
        return all(row.fits for row in self.rows)

    @property
    def sentence(self) -> str:
        """The verdict with numbers."""
        sample = (
            f"{self.values:,} made-up values, {self.whole:,} of them drawn to the last of {self.entries:,} entries,"
            f" {sum(row.comparisons for row in self.rows):,} comparisons"
        )
        if self.fits:
            farthest = min(self.rows, key=lambda row: row.chance)
            return (
                f"Fits: {sample}. Nothing is farther off than chance allows; the least likely, which chance brings in up to"
                f" {farthest.chance:.1%} of audits, is {farthest.name}: {farthest.farthest}."
            )
        wrong = "; ".join(f"{row.name}: {row.farthest}" for row in self.rows if not row.fits)
        return f"Does not fit: {sample}. {wrong[0].upper()}{wrong[1:]}."

    def text(self) -> str:
        """The whole report; its last line is the verdict."""
        lines = [f"The commitment is {self.commitment}.", "", *_types_text(self.types), ""]
        lines.append(f"{'':5}{'comparisons of':36}{'number':>10}{'values':>10}  farthest off")
        for row in self.rows:
            mark = "" if row.fits else "NO"
            lines.append(f"{mark:5}{row.name:36}{row.comparisons:10,}{row.values:10,}  {row.farthest}")
            lines += [f"{'':63}(seen if off by {row.visible})"] if row.visible else []
        lines += ["", f"At most one of {1 / self.level:,.0f} audits of an honest lottery says that it does not fit."]
        return "\n".join([*lines, self.sentence])


def audit(
    lottery: Lottery,
    *,
    values: int = VALUES,
    seed: bytes = SEED,
    seconds: float | None = None,
    progress: Callback | None = None,
    level: float = LEVEL,
    step: DrawStep | None = None,
) -> Audit:
    """Draw many made-up values and compare how often everything comes with what was announced.

    values: how many; of each the panel is drawn.
    seed: the values are made up from it; same seed, same audit.
    seconds: when this is too short, fewer values are drawn to the last entry; then the result depends on the machine.
    progress: called with the steps "panels" and "entries"; the work stops with Cancelled when it returns False.
    level: how often an honest lottery may be called unfair, at most.
    step: another way to draw than people.draw, to see whether an audit finds what is wrong with it.
    Raises BadInput if the lottery is damaged or an argument makes no sense.
    Cost: values + min(values · (2 · units + panels), 7·10⁷) hashes; O(panels · T²) for pairs of at most 1,500 types.
    """
    if values < 1 or not 0 < level < 1:
        raise BadInput("An audit needs at least one value, and a level between 0 and 1.")
    step = step or DrawStep(lottery)
    report = Reporter(progress, seconds)
    seeds = [step.seed(value) for value in made_up_values(seed, values)]
    drawn = _draw_panels(step, seeds, report)
    tally = _draw_entries(step, seeds, report)
    rows = tuple(_Rows(lottery, step, level / ROWS).all(drawn, tally))
    return Audit(
        step.commitment, lottery.entries, values, tally.draws, level, rows, tuple(_type_rows(lottery, step, drawn))
    )


def made_up_values(seed: bytes, number: int) -> Iterator[str]:
    """64 hexadecimal digits each, as drand publishes them."""
    return (hashlib.sha256(seed + at.to_bytes(8, "big")).hexdigest() for at in range(number))


def _draw_panels(step: DrawStep, seeds: list[bytes], report: Reporter) -> Ints:
    """(m,) how often each panel came."""
    drawn = np.bincount([step.panel(seed) for seed in seeds], minlength=step.panels)
    report("panels", len(seeds), len(seeds))
    return drawn


def _draw_entries(step: DrawStep, seeds: list[bytes], report: Reporter) -> Tally:
    """The first values, to the last entry: as many as the number of hashes or the time allows."""
    tally = Tally(step)
    whole = min(len(seeds), max(MOST_KEYS // (2 * step.units + step.panels), FEWEST_WHOLE))
    for seed in seeds[:whole]:
        if tally.draws and not report.seconds_left():
            break
        tally.add(step.outcome(seed))
        report("entries", tally.draws, whole)
    return tally


def announced(lottery: Lottery) -> tuple[Floats, Floats, Floats]:
    """(T,) units of each type that are in by the proof; the least and the most of them by the announced loss and gain."""
    promised = np.zeros(len(lottery.types))
    for level in lottery.levels:
        for number in level.types:
            kind = lottery.types[number]
            promised[number] = float(level.value * kind.weight * len(kind.units))
    smallest = [float(lottery.min_chance * kind.weight * len(kind.units)) for kind in lottery.types]
    low = np.maximum(promised * (1 - lottery.loss.most / 1e6), np.where(promised > 0, smallest, 0.0))
    return promised, low, np.maximum(promised * (1 + lottery.gain.most / 1e6), low)


class _Rows:
    """All comparisons, in the order of the report."""

    def __init__(self, lottery: Lottery, step: DrawStep, part: float) -> None:
        self.lottery, self.step, self.part = lottery, step, part

    def all(self, drawn: Ints, tally: Tally) -> Iterator[Row]:
        yield from self._panels(drawn)
        yield from self._types(drawn)
        yield from self._entries(tally)
        yield from self._places(tally)
        yield from self._orders(tally)

    def _ask(self, name: str, words: Callable[[int], str], number: str = "{:.5g}") -> Question:
        return Question(name, self.part, words, number)

    def _panels(self, drawn: Ints) -> Iterator[Row]:
        law = chances(np.full(self.step.panels, 1 / self.step.panels))
        question = self._ask("panels", lambda at: f"panel {at + 1} comes in", "{:.3%}")
        yield compare(question, law, drawn, int(drawn.sum()))
        yield from self._squares("panels at once", tallies.squares_of_panels(drawn), int(drawn.sum()))

    def _types(self, drawn: Ints) -> Iterator[Row]:
        values, law, sums = int(drawn.sum()), tallies.law_of_types(self.step), drawn @ self.step.table
        yield compare(self._ask("types, beside the panels", self._units_in), law, sums, values)
        _, low, high = announced(self.lottery)
        yield compare_range(self._ask("types, beside the proof", self._units_in), law, sums, values, low, high)
        pairs = tallies.pairs_of_types(self.step, drawn)

        def words(at: int) -> str:
            return f"pairs of {self._type(pairs.first[at])} and {self._type(pairs.second[at])} admitted together:"

        yield compare(self._ask("pairs by types", words), pairs.law, pairs.sums, values)

    def _units_in(self, kind: int) -> str:
        return f"units of {self._type(kind)} admitted:"

    def _entries(self, tally: Tally) -> Iterator[Row]:
        question = self._ask("entries", lambda at: f"{self._unit(at)} is admitted in", "{:.2%}")
        yield compare(question, tallies.law_of_entries(self.step), tally.entries, tally.draws)
        yield from self._squares("entries within types, at once", tallies.squares_of_entries(tally), tally.draws)

        def words(at: int) -> str:
            return " and ".join(self._unit(unit) for unit in tally.pairs[at]) + " are both admitted in"

        if len(tally.pairs):
            law = tallies.law_of_together(self.step, tally.pairs)
            yield compare(self._ask("pairs of entries", words, "{:.2%}"), law, tally.together, tally.draws)

    def _places(self, tally: Tally) -> Iterator[Row]:
        step, draws = self.step, tally.draws
        question = self._ask(
            "waiting: how soon", lambda at: f"further panels until the next of {self._type(at)} comes:"
        )
        yield compare(question, tallies.law_of_soon(step), tally.soon, draws)
        question = self._ask("waiting: who is next of a type", lambda at: f"{self._unit(at)} is next in", "{:.2%}")
        yield compare(question, tallies.law_of_next_up(step), tally.next_up, draws)
        question = self._ask(
            "places within types", lambda at: f"mean place of {self._unit(at)} within its type, from 0:"
        )
        yield compare(question, tallies.law_of_ranks(step), tally.ranks, draws)
        yield from self._squares("places within types, at once", tallies.squares_of_ranks(tally), draws)

    def _orders(self, tally: Tally) -> Iterator[Row]:
        words = "outcomes are not what their panel says"
        yield compare_exactly(
            self._ask("who is in, given the panel", lambda _: words), tally.wrong_panels, tally.draws
        )
        words_waiting = "waiting lists are not in the order of further panels"
        question = self._ask("who waits, given the panel", lambda _: words_waiting)
        yield compare_exactly(question, tally.wrong_waiting, tally.draws)

    def _squares(self, name: str, squares: Squares, draws: int) -> Iterator[Row]:
        if squares.freedom:
            question = self._ask(name, lambda _: "all together")
            yield compare_squares(question, squares.statistic, squares.freedom, draws)

    def _type(self, number: int) -> str:
        return f"type {number + 1}"

    def _unit(self, number: int) -> str:
        kind = int(self.step.type_of[number])
        codes = self.lottery.types[kind].units[int(self.step.rank[number])]
        return f"{codes[0]!r}{f' (team of {len(codes)})' if len(codes) > 1 else ''} of {self._type(kind)}"


def _type_rows(lottery: Lottery, step: DrawStep, drawn: Ints) -> Iterator[TypeRow]:
    promised = announced(lottery)[0] / step.supply
    listed = step.table.mean(axis=0) / step.supply
    found = drawn @ step.table / drawn.sum() / step.supply
    least, most = step.table.min(axis=0), step.table.max(axis=0)
    for at, kind in enumerate(lottery.types):
        yield TypeRow(
            at + 1,
            _in_words(lottery, at),
            len(kind.units),
            float(promised[at]),
            float(listed[at]),
            float(found[at]),
            int(least[at]),
            int(most[at]),
        )


def _in_words(lottery: Lottery, number: int) -> str:
    kind = lottery.types[number]
    size = "alone" if kind.size == 1 else f"team of {kind.size}"
    weight = f"weight {kind.weight}" if kind.weight != 1 else ""
    counts = (
        f"{quota.attribute} = {quota.value}{f' × {adds}' if adds > 1 else ''}"
        for quota, adds in zip(lottery.quotas, kind.adds, strict=True)
        if adds
    )
    return ", ".join(part for part in (size, weight, *counts) if part)


def _types_text(types: tuple[TypeRow, ...]) -> Iterator[str]:
    farthest = sorted(types, key=lambda row: -abs(row.drawn - row.announced))[:MOST_TYPES_SHOWN]
    if len(farthest) < len(types):
        yield f"The {len(farthest)} of {len(types):,} types whose chances drawn are farthest from those announced:"
    yield f"{'type':>6}{'units':>9}{'announced':>11}{'by panels':>11}{'drawn':>9}{'in a panel':>13}  members count towards"
    for row in sorted(farthest, key=lambda row: row.number):
        shares = f"{row.announced:11.3%}{row.listed:11.3%}{row.drawn:9.3%}"
        yield f"{row.number:6}{row.units:9,}{shares}{f'{row.least:,} to {row.most:,}':>13}  {row.words}"
    # A panel need not hold just the mean of a type; but who is never in without many others of the same type should know.
    widest = max(types, key=lambda row: row.most - row.least)
    yield (
        f"Panels differ most in type {widest.number}, of which they hold {widest.least:,} to {widest.most:,} units,"
        f" {widest.listed * widest.units:.4g} on average."
    )
