"""Weaken the draw's verifier in one place after the other, and see whether the red team notices: python tools/mutate.py

Every check is taken out, every comparison shifted or made always true, every condition shortened, every number of the
rules changed by one. Each mutant is asked about all vectors in a process of its own. Those that pass are printed: some are the same program
(a tolerance that is finer still, a shortcut that is not taken), each other one lacks a vector. mutmut and cosmic-ray were looked at: the one
leaves constants and tables alone, the other starts Python once for each of a thousand mutants.
--seconds: stop after this time.  --line N: only mutants of this line.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import signal
import sys
import time
import types
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.fairdraw.cheats.suite import differences, load  # noqa: E402

SOURCE = ROOT / "src" / "fairdraw" / "verify.py"
# Seconds until a mutant that does not end is counted as noticed.
PATIENCE = 30
SHIFTED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
TURNED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
SWAPPED = {"min": "max", "max": "min", "all": "any", "any": "all"}


def mutants(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Line, what was done, and the changed program, in the order of the lines."""
    places = list(ast.walk(tree))
    skipped = {id(inner) for node in places for part in unseen(node) for inner in ast.walk(part)}
    order = sorted(range(len(places)), key=lambda number: getattr(places[number], "lineno", 0))
    for number in order:
        node = places[number]
        for words, change in changes(node) if id(node) not in skipped else ():
            copied = copy.deepcopy(tree)
            change(list(ast.walk(copied))[number])
            yield getattr(node, "lineno", 0), words, ast.fix_missing_locations(copied)


def unseen(node: ast.AST) -> Iterator[ast.AST]:
    """Parts that the vectors do not reach: the command line, and annotations, which nobody runs."""
    if getattr(node, "name", "") == "main" or (isinstance(node, ast.If) and "__name__" in ast.dump(node.test)):
        yield node
    for name in ("annotation", "returns"):
        if getattr(node, name, None) is not None:
            yield getattr(node, name)


def changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    """What can be done to a node: words, and a function that does it to the same node of a copy."""
    if isinstance(node, ast.Compare):
        yield from compared(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "need":
            yield "nothing is needed", lambda it: it.args.__setitem__(0, ast.Constant(True))
        if node.func.id in SWAPPED:
            yield f"{node.func.id} → {SWAPPED[node.func.id]}", lambda it: setattr(it.func, "id", SWAPPED[it.func.id])
    if isinstance(node, ast.BoolOp):
        for place in range(len(node.values)):
            yield f"part {place + 1} of a condition is left out", lambda it, place=place: it.values.pop(place)
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in TURNED:
        yield f"{type(node.op).__name__} is turned", lambda it: setattr(it, "op", TURNED[type(it.op)]())
    if isinstance(node, ast.Constant) and type(node.value) is int:
        for step in (1, -1):
            yield f"{node.value} → {node.value + step}", lambda it, step=step: setattr(it, "value", it.value + step)
    if isinstance(node, ast.IfExp | ast.If):
        for truth in (True, False):
            yield f"if {truth}", lambda it, truth=truth: setattr(it, "test", ast.Constant(truth))
    if isinstance(node, ast.comprehension) and node.ifs:
        yield "a filter is left out", lambda it: it.ifs.clear()
    if isinstance(node, ast.Slice) and (node.lower or node.upper):
        yield "a slice is the whole", lambda it: (setattr(it, "lower", None), setattr(it, "upper", None))


def compared(node: ast.Compare) -> Iterator[tuple[str, object]]:
    for place, operator in enumerate(node.ops):
        if type(operator) in SHIFTED:
            yield (
                f"{type(operator).__name__} is shifted",
                lambda it, place=place: it.ops.__setitem__(place, SHIFTED[type(it.ops[place])]()),
            )
    if len(node.ops) == 2:
        yield "the first half is left out", lambda it: (setattr(it, "left", it.comparators.pop(0)), it.ops.pop(0))
        yield "the second half is left out", lambda it: (it.comparators.pop(), it.ops.pop())
    for truth in (True, False):
        yield f"a comparison is always {truth}", lambda it, truth=truth: become(it, truth)


def become(node: ast.AST, value: bool) -> None:
    node.__class__ = ast.Constant
    node.__dict__ |= {"value": value, "kind": None}


def survives(tree: ast.Module, vectors: object) -> bool:
    """Whether a mutant says of all vectors what the verifier says. In a process of its own, which may hang or crash."""
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(PATIENCE)
            # What a mutant prints or warns of is of no interest.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            module = types.ModuleType("mutant")
            exec(compile(tree, "mutant", "exec"), module.__dict__)  # noqa: S102
            noticed = next(differences(module.check, vectors), None)
        except BaseException:
            os._exit(1)
        os._exit(0 if noticed is None else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=None)
    parser.add_argument("--line", type=int, default=None)
    options = parser.parse_args()
    text, vectors, begin = SOURCE.read_text(encoding="utf-8"), load(), time.monotonic()
    lines = text.splitlines()
    if not survives(ast.parse(text), vectors):
        print("The verifier itself is not what the vectors say.")
        return 1
    alive, tried = [], 0
    for line, words, tree in mutants(ast.parse(text)):
        if options.line not in (None, line):
            continue
        if options.seconds and time.monotonic() - begin > options.seconds:
            break
        tried += 1
        if survives(tree, vectors):
            alive.append((line, words))
            print(f"{line}: {words}: {lines[line - 1].strip() if line else ''}", flush=True)
    print(f"{tried} mutants, {len(alive)} survive, {time.monotonic() - begin:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
