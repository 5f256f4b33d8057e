"""The one place that talks to HiGHS: linear and integer programmes, the same answer on every run."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from fairdraw.types import Floats

# Half of the smallest step that matters in an integer programme, and far below any chance that can occur.
FEASIBILITY_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Optimum:
    """x: (columns,) the best point.  row_dual: (rows,) and column_dual: (columns,) of a linear programme."""

    value: float
    x: Floats
    row_dual: Floats
    column_dual: Floats


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
    seconds: float | None = None,
    whole_columns: NDArray[np.bool_] | None = None,
) -> Optimum | None:
    """Maximise gain·x under row_least ≤ rows·x ≤ row_most and least ≤ x ≤ most; None if nothing fits.

    rows: (R, C) matrix.  whole: all columns in whole numbers (whole_columns: only these).
    gap: an integer programme may stop this far (absolutely) from the best.
    seconds: a limit on an integer programme; None is returned when nothing was found by then.
    Duals have the sign of a maximum: raising a bound that holds x back by 1 gains `row_dual`.
    """
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
    chosen = np.full(matrix.shape[1], True) if whole else whole_columns
    if chosen is not None:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(flag)] for flag in chosen]
    solver = _quiet_solver()
    if chosen is None:
        # These linear programmes have few rows: taking them apart first costs more than solving them.
        solver.setOptionValue("presolve", "off")
    else:
        solver.setOptionValue("mip_abs_gap", max(gap, 1e-6))
        solver.setOptionValue("mip_rel_gap", 0.0)
        if seconds is not None:
            solver.setOptionValue("time_limit", seconds)
    solver.passModel(model)
    solver.run()
    status = solver.getModelStatus()
    found = status == highspy.HighsModelStatus.kOptimal
    if not found and chosen is not None:
        info = solver.getInfo()
        found = status == highspy.HighsModelStatus.kTimeLimit and info.primal_solution_status == 2
    if not found:
        return None
    solution = solver.getSolution()
    return Optimum(
        -solver.getInfo().objective_function_value,
        np.array(solution.col_value),
        -np.array(solution.row_dual),
        -np.array(solution.col_dual),
    )


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
