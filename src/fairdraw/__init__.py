"""fairdraw: the fairest lottery that meets quotas, with a public proof. See README.md.

What is used is loaded then, not before: numpy and HiGHS take half a second and tens of megabytes, and a server that only shows
draws, or checks the time of a round of drand, needs neither.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairdraw.announcement import Announcement, ValueForm, drand_form, numbers_form
    from fairdraw.audit import Audit, audit
    from fairdraw.closeness import Deviation
    from fairdraw.entries import Entry, Pool, Quota, Rules
    from fairdraw.errors import BadInput, Cancelled, FairdrawError, Infeasible, TooFarApart, TooLittleTime
    from fairdraw.explaining import Change, Cost, Explanation, Impossible, explain
    from fairdraw.following import follow_up
    from fairdraw.forecast import Forecast, Group, forecast
    from fairdraw.lottery import Lottery, commit
    from fairdraw.people import Result, draw, normalise
    from fairdraw.reading import read_pool, read_rules
    from fairdraw.report import Report, verify
    from fairdraw.sensitivity import Sensitivity, sensitivity
    from fairdraw.solving import Progress, solve
    from fairdraw.types import check_rules

_NAMES = {
    "announcement": ("Announcement", "ValueForm", "drand_form", "numbers_form"),
    "audit": ("Audit", "audit"),
    "closeness": ("Deviation",),
    "entries": ("Entry", "Pool", "Quota", "Rules"),
    "errors": ("BadInput", "Cancelled", "FairdrawError", "Infeasible", "TooFarApart", "TooLittleTime"),
    "explaining": ("Change", "Cost", "Explanation", "Impossible", "explain"),
    "following": ("follow_up",),
    "forecast": ("Forecast", "Group", "forecast"),
    "lottery": ("Lottery", "commit"),
    "people": ("Result", "draw", "normalise"),
    "reading": ("read_pool", "read_rules"),
    "report": ("Report", "verify"),
    "sensitivity": ("Sensitivity", "sensitivity"),
    "solving": ("Progress", "solve"),
    "types": ("check_rules",),
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}

__all__ = [
    "Announcement",
    "Audit",
    "BadInput",
    "Cancelled",
    "Change",
    "Cost",
    "Deviation",
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
    "TooFarApart",
    "TooLittleTime",
    "ValueForm",
    "audit",
    "check_rules",
    "commit",
    "drand_form",
    "draw",
    "explain",
    "follow_up",
    "forecast",
    "normalise",
    "numbers_form",
    "read_pool",
    "read_rules",
    "sensitivity",
    "solve",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = found
    return found


class _Package(ModuleType):
    def __setattr__(self, name: str, value: object) -> None:
        # An import of the module fairdraw.verify must not put that in the place of the function of that name.
        if not (name in _MODULE_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
