"""A schedule: which session is where and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from timetable.errors import InvalidSchedule
from timetable.problem import Place, Problem


@dataclass(frozen=True)
class Schedule:
    """placements: session key → place. Sessions without a place are simply absent."""

    placements: Mapping[str, Place] = field(default_factory=dict)

    def refuse_unknown(self, problem: Problem) -> None:
        """Raise InvalidSchedule if a placed session or its stage is not in the problem."""
        for key, place in self.placements.items():
            if key not in problem.session_by_key:
                raise InvalidSchedule(f"placements.{key}", f"no session has the key {key!r}")
            if place.stage not in problem.stage_by_key:
                raise InvalidSchedule(f"placements.{key}.stage", f"no stage has the key {place.stage!r}")
