"""The command line: explain, solve, commit, draw, verify."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from fairdraw import (
    Announcement,
    BadInput,
    FairdrawError,
    Lottery,
    Progress,
    Result,
    commit,
    drand,
    draw,
    explain,
    follow_up,
    read_pool,
    read_rules,
    solve,
)
from fairdraw.verify import check

HOLDS, DOES_NOT_HOLD, BAD_INPUT = 0, 1, 2
_T = TypeVar("_T")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0: done, it holds; 1: it cannot be done or does not hold; 2: bad input."""
    options = _parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except BadInput as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except FairdrawError as error:
        print(error, file=sys.stderr)
        return DOES_NOT_HOLD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fairdraw", description="The fairest draw that meets quotas, with a proof.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("explain", help="say whether the rules can be met and what each costs")
    command.add_argument("pool", metavar="POOL.csv")
    command.add_argument("rules", metavar="RULES.toml")
    command.set_defaults(command=_explain)

    command = commands.add_parser("solve", help="make the lottery: chances, panels, proof")
    command.add_argument("pool", metavar="POOL.csv")
    command.add_argument("rules", metavar="RULES.toml")
    command.add_argument("-o", "--output", required=True, metavar="lottery.json")
    _add_work_options(command)
    command.set_defaults(command=_solve)

    command = commands.add_parser("commit", help="print the commitment")
    command.add_argument("lottery", metavar="lottery.json")
    command.set_defaults(command=_commit)

    command = commands.add_parser("draw", help="turn a public value into the result")
    command.add_argument("lottery", metavar="lottery.json")
    command.add_argument("--value", required=True, metavar="TEXT", help="the public value")
    command.add_argument(
        "--announcement", metavar="announcement.json", help="what was announced: the value must have its form"
    )
    command.add_argument("--signature", metavar="HEX", help="of the drand round that the value comes from")
    command.add_argument("-o", "--output", required=True, metavar="result.json")
    command.set_defaults(command=_draw)

    command = commands.add_parser("follow-up", help="make the lottery for seats that came free")
    command.add_argument("lottery", metavar="lottery.json")
    command.add_argument("result", metavar="result.json")
    command.add_argument("before", nargs="*", metavar="earlier-lottery.json")
    command.add_argument("--gone", metavar="CODES.txt", help="a file with a code a line: who wants no seat any more")
    command.add_argument("--seats", type=_from_one, default=None, help="how many to draw (all that are free)")
    command.add_argument("-o", "--output", required=True, metavar="lottery2.json")
    _add_work_options(command)
    command.set_defaults(command=_follow_up)

    command = commands.add_parser("verify", help="check a lottery and its result")
    command.add_argument("lottery", metavar="lottery.json")
    command.add_argument("result", metavar="result.json")
    command.add_argument("before", nargs="*", metavar="FILE", help="lottery and result of the draws before")
    command.set_defaults(command=_verify)
    return parser


def _add_work_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--panels", type=_from_one, default=1000, help="how many outcomes to list (1000)")
    command.add_argument("--seconds", type=float, default=None, help="be content with less after this time")


def _from_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _explain(options: argparse.Namespace) -> int:
    explanation = explain(read_pool(options.pool), read_rules(options.rules))
    print(explanation.text())
    return HOLDS if explanation.feasible else DOES_NOT_HOLD


def _solve(options: argparse.Namespace) -> int:
    pool, rules = read_pool(options.pool), read_rules(options.rules)
    begin = time.monotonic()
    lottery = solve(pool, rules, panels=options.panels, progress=_show_progress, seconds=options.seconds)
    _write(options.output, lottery.to_json())
    _print_summary(lottery, time.monotonic() - begin)
    return HOLDS


def _follow_up(options: argparse.Namespace) -> int:
    lottery, before = _lottery(options.lottery), [_lottery(path) for path in options.before]
    result = _parsed(options.result, Result.from_json)
    gone = _read(options.gone).split() if options.gone else []
    begin = time.monotonic()
    following = follow_up(
        lottery,
        result,
        gone,
        before=before,
        seats=options.seats,
        panels=options.panels,
        progress=_show_progress,
        seconds=options.seconds,
    )
    _write(options.output, following.to_json())
    _print_summary(following, time.monotonic() - begin)
    return HOLDS


def _print_summary(lottery: Lottery, seconds: float) -> None:
    print(f"{lottery.filled} of {lottery.seats} seats are filled in each of {lottery.panels} panels.")
    print(f"The smallest chance is {float(lottery.min_chance):.4%}.")
    print(f"No lottery that meets the rules can make it larger than {float(lottery.bound):.4%}.")
    print(f"The commitment is {commit(lottery)}.")
    print(
        json.dumps(
            {
                "entries": lottery.entries,
                "types": len(lottery.types),
                "seats": lottery.filled,
                "panels": lottery.panels,
                "min_chance": float(lottery.min_chance),
                "bound": float(lottery.bound),
                "gap": lottery.gap,
                "seconds": round(seconds, 3),
                "peak_mb": _peak_mb(),
            }
        )
    )


def _show_progress(progress: Progress) -> None:
    if sys.stderr.isatty():
        end = "\n" if progress.done == progress.of else ""
        print(f"\r{progress.step}: {progress.done} of {progress.of}", end=end, file=sys.stderr)


def _peak_mb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, Linux kibibytes.
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10))


def _commit(options: argparse.Namespace) -> int:
    print(commit(_lottery(options.lottery)))
    return HOLDS


def _draw(options: argparse.Namespace) -> int:
    lottery, value = _lottery(options.lottery), options.value
    if options.announcement is not None:
        value = _announced_value(lottery, options)
    result = draw(lottery, value, options.signature)
    _write(options.output, result.to_json())
    print(f"Panel {result.panel} is drawn: {len(result.admitted)} are in, {len(result.waiting)} wait.")
    return HOLDS


def _announced_value(lottery: Lottery, options: argparse.Namespace) -> str:
    """The value in its one form. Raises BadInput if this announcement is not of this lottery, or of another value."""
    announcement = _parsed(options.announcement, Announcement.from_json)
    if announcement.commitment != commit(lottery):
        raise BadInput("This announcement is that of another lottery.", file=options.announcement)
    form = announcement.value
    value = form.canonical(options.value)
    if form.round is None and options.signature is not None:
        raise BadInput("Numbers were announced, and no round of drand: they have no signature.")
    if form.round is not None and options.signature is None:
        raise BadInput("A round of drand was announced: its value needs the signature.")
    if form.round is not None and _randomness(form.round, options.signature) != value:
        raise BadInput(f"The value is not that of drand's round {form.round}.")
    return value


def _randomness(number: int, signature: str) -> str:
    try:
        return drand.randomness(number, signature)
    except drand.BadSignature as error:
        raise BadInput(str(error)) from error


def _verify(options: argparse.Namespace) -> int:
    verdict = check(*(_read(path) for path in (options.lottery, options.result, *options.before)))
    print(verdict.report)
    return HOLDS if verdict.holds else DOES_NOT_HOLD


def _lottery(path: str) -> Lottery:
    return _parsed(path, Lottery.from_json)


def _parsed(path: str, parse: Callable[[str], _T]) -> _T:
    text = _read(path)
    try:
        return parse(text)
    except BadInput as error:
        raise BadInput(error.problem, file=path, line=error.line, column=error.column) from error


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"The file cannot be read: {error.strerror}.", file=path) from error
    except UnicodeDecodeError as error:
        raise BadInput("The file is not UTF-8.", file=path) from error


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"The file cannot be written: {error.strerror}.", file=path) from error


if __name__ == "__main__":
    sys.exit(main())
