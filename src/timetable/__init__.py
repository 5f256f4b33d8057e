"""The schedule of a conference: its rules, the best plan under them, and the smallest change on the day.

No Django, no database, no clock but the time a caller allows. Formulas: docs/timetable.md.
"""

from timetable.bounds import least_loss
from timetable.changefiles import read_changes, write_proposals
from timetable.changes import (
    Changes,
    PersonAway,
    PersonLate,
    SessionCancelled,
    SessionLonger,
    StageClosed,
    apply_changes,
)
from timetable.checking import Violation, check
from timetable.errors import InvalidFile, InvalidProblem, InvalidSchedule, TimetableError, Unsolvable
from timetable.files import read_problem, read_schedule, write_problem, write_schedule
from timetable.losses import Clash, TurnedAway, clashes, loss, turned_away
from timetable.problem import Break, Interval, Person, Place, Problem, Session, Stage, Stars
from timetable.replanning import Move, Proposal, Proposals, replan
from timetable.schedule import Schedule
from timetable.solving import solve

__all__ = [
    "Break",
    "Changes",
    "Clash",
    "Interval",
    "InvalidFile",
    "InvalidProblem",
    "InvalidSchedule",
    "Move",
    "Person",
    "PersonAway",
    "PersonLate",
    "Place",
    "Problem",
    "Proposal",
    "Proposals",
    "Schedule",
    "Session",
    "SessionCancelled",
    "SessionLonger",
    "Stage",
    "StageClosed",
    "Stars",
    "TimetableError",
    "TurnedAway",
    "Unsolvable",
    "Violation",
    "apply_changes",
    "check",
    "clashes",
    "least_loss",
    "loss",
    "read_changes",
    "read_problem",
    "read_schedule",
    "replan",
    "solve",
    "turned_away",
    "write_problem",
    "write_proposals",
    "write_schedule",
]
