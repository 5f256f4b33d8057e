"""The one place that talks to HiGHS: linear and integer programmes, the same answer on every run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from fairdraw.errors import TooFarApart
from fairdraw.types import Floats, Ints

# Half of the smallest step that matters in an integer programme, and far below any chance that can occur.
FEASIBILITY_TOLERANCE = 1e-9
# An integer programme that is not done by then is taken for too hard; the same on every machine, as seconds are not.
MOST_NODES = 50_000
# A programme that gets stuck is tried once more in these ways.
OTHER_WAYS = (("presolve", "on"), ("solver", "ipm"))

Status = highspy.HighsModelStatus
NOTHING_FITS = (Status.kInfeasible, Status.kUnboundedOrInfeasible)
STOPPED = (Status.kTimeLimit, Status.kSolutionLimit, Status.kInterrupt)


class OutOfTime(Exception):
    """Nothing was found in the seconds that were allowed, or with the work that is worth while."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """x: (columns,) the best point.  row_dual: (rows,) of a linear programme.

    proven: False if an integer programme stopped early because it took too long: then something better may exist.
    """

    value: float
    x: Floats
    row_dual: Floats
    proven: bool = True


def maximise(
    gain: NDArray[np.generic],
    rows: NDArray[np.generic],
    row_least: NDArray[np.generic],
    row_most: NDArray[np.generic],
    least: NDArray[np.generic],
    most: NDArray[np.generic],
    *,
    whole: bool = False,
    gap: float = 0.0,
    seconds: float = math.inf,
    most_nodes: int = highspy.kHighsIInf,
) -> Optimum | None:
    """Maximise gain·x under row_least ≤ rows·x ≤ row_most and least ≤ x ≤ most; None if nothing fits.

    rows: (R, C) matrix.  whole: all columns in whole numbers.
    gap: an integer programme may stop this far (absolutely) from the best.
    seconds, most_nodes: an integer programme stops then with the best found so far.
    Duals have the sign of a maximum: raising a bound that holds x back by 1 gains `row_dual`.
    Raises OutOfTime, TooFarApart.
    """
    programme = Programme(gain, rows, row_least, row_most, least, most, whole=whole)
    return programme.solve(gap=gap, seconds=seconds, most_nodes=most_nodes)


class Programme:
    """A linear or integer programme as in `maximise` that is solved several times, with other numbers or more columns.

    A linear one goes on from where it ended before, which mostly takes few steps.
    """

    def __init__(
        self,
        gain: NDArray[np.generic],
        rows: NDArray[np.generic],
        row_least: NDArray[np.generic],
        row_most: NDArray[np.generic],
        least: NDArray[np.generic],
        most: NDArray[np.generic],
        *,
        whole: bool = False,
    ) -> None:
        model = highspy.HighsLp()
        matrix = np.asarray(rows, dtype=np.float64)
        model.num_row_, model.num_col_ = matrix.shape
        model.col_cost_ = -np.asarray(gain, dtype=np.float64)
        model.col_lower_ = np.asarray(least, dtype=np.float64)
        model.col_upper_ = np.asarray(most, dtype=np.float64)
        model.row_lower_ = np.asarray(row_least, dtype=np.float64)
        model.row_upper_ = np.asarray(row_most, dtype=np.float64)
        columns, places = np.nonzero(matrix.T)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.searchsorted(columns, np.arange(matrix.shape[1] + 1)).astype(np.int32)
        model.a_matrix_.index_ = places.astype(np.int32)
        model.a_matrix_.value_ = matrix.T[columns, places]
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * matrix.shape[1]
        self._whole = whole
        self._solver = _quiet_solver()
        # These linear programmes have few rows: taking them apart first costs more than solving them.
        self._solver.setOptionValue("presolve", "on" if whole else "off")
        self._solver.setOptionValue("mip_improving_solution_save", whole)
        self._solver.passModel(model)

    def gain(self, gain: NDArray[np.generic]) -> None:
        self._solver.changeColsCost(len(gain), _numbers(gain), -np.asarray(gain, dtype=np.float64))

    def limits(self, least: NDArray[np.generic], most: NDArray[np.generic]) -> None:
        """Other limits of the first columns, as many as are given."""
        bounds = np.asarray(least, dtype=np.float64), np.asarray(most, dtype=np.float64)
        self._solver.changeColsBounds(len(least), _numbers(least), *bounds)

    def limit(self, column: int, least: float, most: float) -> None:
        self._solver.changeColBounds(column, least, most)

    def row_limits(self, least: NDArray[np.generic], most: NDArray[np.generic]) -> None:
        bounds = np.asarray(least, dtype=np.float64), np.asarray(most, dtype=np.float64)
        self._solver.changeRowsBounds(len(least), _numbers(least), *bounds)  # type: ignore[attr-defined]  # The stubs leave it out.

    def entry(self, row: int, column: int, value: float) -> None:
        self._solver.changeCoeff(row, column, value)

    def add(self, entries: NDArray[np.generic]) -> None:
        """One more column, from 0 on, without gain. entries: (rows,)."""
        places = np.flatnonzero(entries)
        values = np.asarray(entries, dtype=np.float64)[places]
        self._solver.addCol(0.0, 0.0, highspy.kHighsInf, len(places), places.astype(np.int32), values)

    def solve(
        self, *, gap: float = 0.0, seconds: float = math.inf, most_nodes: int = highspy.kHighsIInf
    ) -> Optimum | None:
        """The best point, None if nothing fits. Raises OutOfTime, TooFarApart. gap, seconds, most_nodes: as in `maximise`."""
        self._start(gap, seconds, most_nodes)
        self._solver.run()
        for option, value in OTHER_WAYS:
            if self._solver.getModelStatus() in (Status.kOptimal, Status.kInfeasible, *STOPPED):
                break
            before = self._solver.getOptionValue(option)[1]
            self._solver.clearSolver()
            self._solver.setOptionValue(option, value)
            self._solver.run()
            self._solver.setOptionValue(option, before)
        return self._optimum()

    def _start(self, gap: float, seconds: float, most_nodes: int) -> None:
        if self._whole:
            # A start from the last point would make the answer depend on what was asked before.
            self._solver.clearSolver()
            self._solver.setOptionValue("mip_abs_gap", max(gap, 1e-6))
            self._solver.setOptionValue("mip_rel_gap", 0.0)
            self._solver.setOptionValue("mip_max_nodes", most_nodes)
        if seconds <= 0:
            raise OutOfTime
        # For linear programmes the limit counts from the first run of this solver on.
        before = 0.0 if self._whole else self._solver.getRunTime()
        self._solver.setOptionValue("time_limit", min(before + seconds, highspy.kHighsInf))

    def _optimum(self) -> Optimum | None:
        status, info = self._solver.getModelStatus(), self._solver.getInfo()
        if status in STOPPED and not (self._whole and info.primal_solution_status == 2):
            raise OutOfTime
        if status in NOTHING_FITS:
            return None
        if status not in (Status.kOptimal, *STOPPED):
            raise TooFarApart(f"the solver ends with “{self._solver.modelStatusToString(status)}”")
        solution = self._solver.getSolution()
        return Optimum(
            -info.objective_function_value,
            np.array(solution.col_value),
            -np.array(solution.row_dual),
            status == Status.kOptimal,
        )

    def points_on_the_way(self) -> list[Ints]:
        """The points that an integer programme came by until it found the best one."""
        saved = self._solver.getSavedMipSolutions()
        return [np.rint(np.array(each.col_value)).astype(np.int64) for each in saved]


def _numbers(values: NDArray[np.generic]) -> NDArray[np.int32]:
    return np.arange(len(values), dtype=np.int32)


def _quiet_solver() -> highspy.Highs:
    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 1),
        ("parallel", "off"),
        ("primal_feasibility_tolerance", FEASIBILITY_TOLERANCE),
        ("dual_feasibility_tolerance", FEASIBILITY_TOLERANCE),
        ("mip_feasibility_tolerance", FEASIBILITY_TOLERANCE),
    ):
        solver.setOptionValue(option, value)
    return solver
