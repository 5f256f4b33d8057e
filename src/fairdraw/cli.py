"""The command line: explain, solve, commit, draw, follow-up, verify, audit."""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from fairdraw import (
    Announcement,
    BadInput,
    FairdrawError,
    Lottery,
    Progress,
    Result,
    TooLittleTime,
    audit,
    check_rules,
    commit,
    drand,
    draw,
    explain,
    follow_up,
    read_pool,
    read_rules,
    solve,
)
from fairdraw.closeness import Deviation
from fairdraw.reading import read_bytes, read_text
from fairdraw.report import printed, refusal_of
from fairdraw.verify import Problem, Verdict, check
from fairdraw.work_limits import MOST_PANELS, check_work

HOLDS, DOES_NOT_HOLD, BAD_INPUT, STOPPED = 0, 1, 2, 130
_T = TypeVar("_T")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0: done, it holds; 1: it cannot be done or does not hold; 2: bad input."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows its number.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], int] = options.command
        code = command(options)
        sys.stdout.flush()
        return code
    except (BadInput, TooLittleTime) as error:
        return _refuse(str(error), BAD_INPUT)
    except FairdrawError as error:
        return _refuse(str(error), DOES_NOT_HOLD)
    except (MemoryError, RecursionError):
        return _refuse("This is more than there is memory for.", BAD_INPUT)
    except KeyboardInterrupt:
        return _refuse("Stopped.", STOPPED)
    except BrokenPipeError:
        # Who reads this has seen enough; at the end Python would try once more to write the rest, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return HOLDS


def _refuse(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code


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
    command.add_argument("--seats", type=_whole_from_one, default=None, help="how many to draw (all that are free)")
    command.add_argument("-o", "--output", required=True, metavar="lottery2.json")
    _add_work_options(command)
    command.set_defaults(command=_follow_up)

    command = commands.add_parser("verify", help="check a lottery and its result, and the signature of a drand round")
    command.add_argument("lottery", metavar="lottery.json")
    command.add_argument(
        "others", nargs="*", metavar="FILE", help="its result and announcement; lottery, result of the draws before"
    )
    command.add_argument(
        "--most-loss",
        type=_share,
        default=Fraction(1, 20),
        metavar="0.05",
        help="how far a chance may lie below or above what is proved, as a part of it (0.05)",
    )
    command.set_defaults(command=_verify)

    command = commands.add_parser("audit", help="draw many made-up values and compare with what was announced")
    command.add_argument("lottery", metavar="lottery.json")
    command.add_argument("--values", type=_whole_from_one, default=100_000, help="how many (100,000)")
    command.add_argument("--seconds", type=_seconds, default=None, help="be content with less after this time")
    command.add_argument("--seed", metavar="TEXT", help="the values are made up from it: another one, another audit")
    command.set_defaults(command=_audit)
    return parser


def _add_work_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--panels", type=_panels, default=1000, help="how many outcomes to list (1000)")
    command.add_argument("--seconds", type=_seconds, default=None, help="be content with less after this time")


def _whole_from_one(text: str) -> int:
    if not re.fullmatch("0*[1-9][0-9]{0,14}", text):
        raise argparse.ArgumentTypeError("it must be a whole number from 1")
    return int(text)


def _panels(text: str) -> int:
    panels = _whole_from_one(text)
    if panels > MOST_PANELS:
        raise argparse.ArgumentTypeError(f"it must be a whole number from 1 to {MOST_PANELS:,}")
    return panels


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
        check_work(1, seconds)
    except (ValueError, BadInput) as error:
        raise argparse.ArgumentTypeError("it must be a number of seconds from 0") from error
    return seconds


def _share(text: str) -> Fraction:
    if not re.fullmatch(r"0?\.[0-9]{1,12}|0", text):
        raise argparse.ArgumentTypeError("it must be a part from 0 to below 1, such as 0.05")
    return Fraction(text)


def _explain(options: argparse.Namespace) -> int:
    explanation = explain(read_pool(options.pool), read_rules(options.rules))
    _warn(explanation.warnings)
    print(explanation.text())
    return HOLDS if explanation.feasible else DOES_NOT_HOLD


def _solve(options: argparse.Namespace) -> int:
    pool, rules = read_pool(options.pool), read_rules(options.rules)
    _warn(check_rules(pool, rules))
    begin = time.monotonic()
    lottery = solve(pool, rules, panels=options.panels, progress=_show_progress, seconds=options.seconds)
    _need_accepted(lottery, options.rules)
    _write(options.output, lottery.to_json())
    _print_summary(lottery, time.monotonic() - begin)
    return HOLDS


def _warn(warnings: Sequence[str]) -> None:
    for warning in warnings:
        print(f"Warning: {warning}", file=sys.stderr)


def _follow_up(options: argparse.Namespace) -> int:
    lottery, before = _lottery(options.lottery), [_lottery(path) for path in options.before]
    result = _parsed(options.result, Result.from_json)
    gone = _codes(options.gone) if options.gone else ()
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
    _need_accepted(following, options.lottery)
    _write(options.output, following.to_json())
    _print_summary(following, time.monotonic() - begin)
    return HOLDS


def _need_accepted(lottery: Lottery, file: str) -> None:
    """Raises BadInput rather than that a file is written which the verifier refuses."""
    words = refusal_of(lottery)
    if words is None:
        return
    if lottery.is_accepted():
        raise BadInput(f"No lottery that holds was found for these weights, quotas and teams. {words}", file=file)
    raise BadInput(
        "No list of outcomes was found that comes close enough to the fairest chances, because the quotas leave too little room or"
        f" some chances are too small: {float(lottery.loss.share):.1%} of a chance would be lost, by"
        f" {lottery.loss.entries:,} entries, and {float(lottery.gain.share):.1%} gained, by {lottery.gain.entries:,}. Wider quotas, weights"
        " that differ less, or more panels help.",
        file=file,
    )


def _codes(path: str) -> list[str]:
    """One code a line; a file without any is no mistake."""
    text = read_bytes(path).decode("utf-8-sig", errors="surrogateescape")
    return [line.strip() for line in text.split("\n") if line.strip()]


def _print_summary(lottery: Lottery, seconds: float) -> None:
    print(f"{lottery.filled} of {lottery.seats} seats are filled in each of {lottery.panels} panels.")
    print(f"The smallest chance is {float(lottery.min_chance):.4%}.")
    print(f"No lottery that meets the rules can make it larger than {float(lottery.bound):.4%}.")
    print(_deviation_line("loss", lottery.loss))
    print(_deviation_line("gain", lottery.gain))
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


def _deviation_line(name: str, deviation: Deviation) -> str:
    people = f"{deviation.entries:,} {'entry' if deviation.entries == 1 else 'entries'}"
    return f"Largest {name}: {float(deviation.share):.4%} of a chance ({people})."


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
    # A damaged file is no bad input here: it does not hold.
    files = [options.lottery, *options.others]
    texts = [read_bytes(path).decode("utf-8", errors="surrogateescape") for path in files]
    verdict = check(*texts, most_loss=options.most_loss)
    if verdict.holds:
        verdict = _with_signatures(verdict, [json.loads(text) for text in texts])
    print(printed(verdict))
    return HOLDS if verdict.holds else DOES_NOT_HOLD


def _with_signatures(verdict: Verdict, documents: Sequence[dict[str, Any]]) -> Verdict:
    """The same verdict, once drand's signatures are checked of all results whose announcement is among the documents."""
    signatures = {each["commitment"]: each["signature"] for each in documents if each.get("signature")}
    rounds = {each["commitment"]: each["value"]["round"] for each in documents if isinstance(each.get("value"), dict)}
    for commitment in signatures.keys() & rounds.keys():
        try:
            drand.randomness(rounds[commitment], signatures[commitment])
        except drand.BadSignature as error:
            return Verdict(False, [Problem("value", str(error))], {}, [], f"Does not hold: {error}")
        except ImportError:
            return verdict
    unchecked = [
        words for words in verdict.unchecked if "signature" not in words or signatures.keys() - rounds.keys()
    ]
    return verdict._replace(unchecked=unchecked)


def _audit(options: argparse.Namespace) -> int:
    seed = {} if options.seed is None else {"seed": options.seed.encode(errors="surrogateescape")}
    lottery = _lottery(options.lottery)
    found = audit(lottery, values=options.values, seconds=options.seconds, progress=_show_progress, **seed)
    print(found.text())
    return HOLDS if found.fits else DOES_NOT_HOLD


def _lottery(path: str) -> Lottery:
    return _parsed(path, Lottery.from_json)


def _parsed(path: str, parse: Callable[[str], _T]) -> _T:
    text = read_text(path, encoding="utf-8")
    try:
        return parse(text)
    except BadInput as error:
        raise BadInput(error.problem, file=path, line=error.line, column=error.column) from error


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_bytes(text.encode())
    except OSError as error:
        raise BadInput(f"The file cannot be written: {error.strerror}.", file=path) from error


if __name__ == "__main__":
    sys.exit(main())
