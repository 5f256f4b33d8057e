"""The commands `timetable solve`, `timetable check` and `timetable replan`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from timetable.changefiles import read_changes, write_proposals
from timetable.checking import check
from timetable.errors import InvalidFile, InvalidProblem, Unsolvable
from timetable.files import read_problem, read_schedule, write_schedule
from timetable.losses import loss
from timetable.problem import Problem
from timetable.replanning import Proposal, replan
from timetable.solving import solve

FINE, BROKEN, BAD_INPUT = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns 0 if all is fine, 1 if rules are or must be broken, 2 for bad input."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (InvalidFile, InvalidProblem) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except Unsolvable as error:
        print(error, file=sys.stderr)
        return BROKEN


def _solve(options: argparse.Namespace) -> int:
    problem = read_problem(options.problem)
    schedule = solve(problem, seconds=options.seconds, seed=options.seed, steps=options.steps)
    write_schedule(options.output, problem, schedule)
    print(f"{len(schedule.placements)} sessions placed, {loss(problem, schedule)} attendee-minutes lost")
    return FINE


def _check(options: argparse.Namespace) -> int:
    problem = read_problem(options.problem)
    schedule = read_schedule(options.schedule, problem)
    violations = check(problem, schedule)
    for violation in violations:
        print(f"{violation.rule}: {violation.message}")
    count = {0: "no violations", 1: "1 violation"}.get(len(violations), f"{len(violations)} violations")
    print(f"{count}, {loss(problem, schedule)} attendee-minutes lost")
    return BROKEN if violations else FINE


def _replan(options: argparse.Namespace) -> int:
    problem = read_problem(options.problem)
    schedule = read_schedule(options.schedule, problem)
    changes = read_changes(options.changes, problem)
    try:
        proposals = replan(problem, schedule, changes, seed=options.seed)
    except InvalidProblem as error:
        raise InvalidFile(str(options.changes), error.path, error.reason) from error
    write_proposals(options.output, proposals)
    print(f"before: {loss(problem, schedule)} attendee-minutes lost")
    for card in proposals.cards:
        _print_card(proposals.problem, card)
    known = "proved" if proposals.proved else f"at least {proposals.at_least} are needed"
    print(f"fewest moves: {proposals.fewest_moves} ({known})")
    return FINE


def _print_card(problem: Problem, card: Proposal) -> None:
    print(
        f"{card.card}: {len(card.moves)} moved, {card.people} people concerned,"
        f" {card.shift_minutes} minutes of shift, {card.loss} attendee-minutes lost"
    )
    for move in card.moves:
        before, after = (f"{problem.words_for(place.start)} {place.stage}" for place in (move.before, move.after))
        print(f"  {move.session}: {before} → {after}")
    for violation in card.left:
        print(f"  stays broken: {violation.message}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="timetable", description="Build, check and repair a conference schedule.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    solving = commands.add_parser(
        "solve",
        help="find a valid schedule with little loss",
        description="Find a valid schedule with little loss. Exit 0: written; 1: none found; 2: bad input.",
    )
    _add_problem(solving)
    solving.add_argument("-o", "--output", type=Path, required=True, metavar="SCHEDULE.json")
    solving.add_argument("--seconds", type=_not_negative, default=10, help="time to improve the draft (default: 10)")
    solving.add_argument("--seed", type=int, default=1, help="another seed, another search (default: 1)")
    solving.add_argument(
        "--steps",
        type=_whole,
        metavar="N",
        help="moves instead of seconds: same seed, same bytes",
    )
    solving.set_defaults(run=_solve)

    checking = commands.add_parser(
        "check",
        help="say which rules a schedule breaks",
        description="Say which rules a schedule breaks. Exit 0: none; 1: some, one on each line; 2: bad input.",
    )
    _add_problem(checking)
    checking.add_argument("schedule", type=Path, metavar="SCHEDULE.json")
    checking.set_defaults(run=_check)

    replanning = commands.add_parser(
        "replan",
        help="propose how to meet changes on the day",
        description="Propose how to meet changes on the day: three ways, written as JSON and told in words."
        " Exit 0: written; 1: not all sessions fit any more; 2: bad input.",
    )
    _add_problem(replanning)
    replanning.add_argument("schedule", type=Path, metavar="SCHEDULE.json")
    replanning.add_argument("changes", type=Path, metavar="CHANGES.json")
    replanning.add_argument("-o", "--output", type=Path, required=True, metavar="SCHEDULES.json")
    replanning.add_argument(
        "--seed", type=int, default=1, help="for repairs beyond the exhaustive search (default: 1)"
    )
    replanning.set_defaults(run=_replan)
    return parser


def _add_problem(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", type=Path, metavar="PROBLEM.json")


def _not_negative(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
