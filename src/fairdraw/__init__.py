"""fairdraw: the fairest lottery that meets quotas, with a public proof. See README.md."""

from fairdraw.entries import Entry, Pool, Quota, Rules
from fairdraw.errors import BadInput, Cancelled, FairdrawError, Infeasible
from fairdraw.explaining import Change, Cost, Explanation, Impossible, explain
from fairdraw.following import follow_up
from fairdraw.forecast import Forecast, Group, forecast
from fairdraw.lottery import Lottery, commit
from fairdraw.people import Result, draw, normalise
from fairdraw.reading import read_pool, read_rules
from fairdraw.report import Report, verify
from fairdraw.sensitivity import Sensitivity, sensitivity
from fairdraw.solving import Progress, solve

__all__ = [
    "BadInput",
    "Cancelled",
    "Change",
    "Cost",
    "Entry",
    "Explanation",
    "FairdrawError",
    "Forecast",
    "Group",
    "Impossible",
    "Infeasible",
    "Lottery",
    "Pool",
    "Progress",
    "Quota",
    "Report",
    "Result",
    "Rules",
    "Sensitivity",
    "commit",
    "draw",
    "explain",
    "follow_up",
    "forecast",
    "normalise",
    "read_pool",
    "read_rules",
    "sensitivity",
    "solve",
    "verify",
]
