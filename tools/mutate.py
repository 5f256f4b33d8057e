"""Weaken the draw's verifier in one place after the other, and see whether the red team notices: python tools/mutate.py

Every check is taken out, every comparison shifted or made always true, every condition shortened, every number of the
rules changed by one. Each mutant is asked about all vectors, the shortest first, in a process of its own, until it is wrong
about one; as many run at a time as there are processors.

Some mutants that pass are the same program: a shortcut that is not taken, a tolerance that is finer still. These are
listed with the reason in tools/equivalent_mutants.toml, by the text of their line. Exit 1: another one survived, or one
of the list did not, or is not there any more. mutmut and cosmic-ray were looked at: the one leaves constants and tables alone,
the other starts Python once for each of a thousand mutants.
--line N: only mutants of this line.  --processes N: how many at a time.
"""

from __future__ import annotations

import argparse
import ast
import os
import resource
import sys
import time
import tomllib
import types
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.fairdraw.cheats.suite import differences, load  # noqa: E402

SOURCE = ROOT / "src" / "fairdraw" / "verify.py"
EQUIVALENT = ROOT / "tools" / "equivalent_mutants.toml"
# A mutant that takes so many seconds of a processor, or bytes, is counted as noticed; the verifier needs a third of a second and 100 MB.
PATIENCE, MEMORY = 10, 2 * 10**9
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


@dataclass(frozen=True, slots=True)
class Mutant:
    """line: its text in the source.  words: what is done, and the how manieth of its kind on this line it is, from the second on.
    node: its number in the order of ast.walk.  change: its number among the changes of the node.
    """

    number: int
    line: str
    words: str
    node: int
    change: int

    @property
    def key(self) -> tuple[str, str]:
        return self.line, self.words

    def program(self, tree: ast.Module) -> ast.Module:
        """The source with this change. Changes the tree."""
        node = list(ast.walk(tree))[self.node]
        [*changes(node)][self.change][1](node)
        return ast.fix_missing_locations(tree)


def mutants(text: str) -> Iterator[Mutant]:
    """All of them, in the order of the lines."""
    tree, lines = ast.parse(text), text.splitlines()
    places, times = list(ast.walk(tree)), Counter[tuple[int, str]]()
    skipped = {id(inner) for node in places for part in unseen(node) for inner in ast.walk(part)}
    order = sorted(range(len(places)), key=lambda number: line_of(places[number]))
    for number in order:
        node = places[number]
        for at, (words, _) in enumerate(changes(node) if id(node) not in skipped else ()):
            line = line_of(node)
            times[line, words] += 1
            many = f" ({times[line, words]})" if times[line, words] > 1 else ""
            yield Mutant(line, lines[line - 1].strip(), words + many, number, at)


def line_of(node: ast.AST) -> int:
    """Of what can be changed only the "for … in … if …" of a comprehension has no line of its own."""
    return node.target.lineno if isinstance(node, ast.comprehension) else getattr(node, "lineno", 0)


def unseen(node: ast.AST) -> Iterator[ast.AST]:
    """Parts that the vectors do not reach: the command line, and annotations, which nobody runs."""
    if getattr(node, "name", "") == "main" or (isinstance(node, ast.If) and "__name__" in ast.dump(node.test)):
        yield node
    for name in ("annotation", "returns"):
        if getattr(node, name, None) is not None:
            yield getattr(node, name)


def changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], object]]]:
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


def compared(node: ast.Compare) -> Iterator[tuple[str, Callable[[Any], object]]]:
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


def start(mutant: Mutant | None, text: str, vectors: dict[str, Any]) -> int:
    """The number of a new process that exits with 0 if a mutant says of all vectors what the verifier says."""
    if child := os.fork():
        return child
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        # What a mutant prints or warns of is of no interest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        tree, module = ast.parse(text), types.ModuleType("mutant")
        program = compile(mutant.program(tree) if mutant else tree, "mutant", "exec")
        exec(program, module.__dict__)  # noqa: S102
        noticed = next(differences(module.check, vectors), None)
    except BaseException:
        os._exit(1)
    os._exit(0 if noticed is None else 1)


def survivors(chosen: list[Mutant], text: str, vectors: dict[str, Any], processes: int) -> Iterator[Mutant]:
    """Those that no vector notices, as soon as they are known."""
    waiting, running = iter(chosen), dict[int, Mutant]()
    while True:
        for mutant in islice(waiting, processes - len(running)):
            running[start(mutant, text, vectors)] = mutant
        if not running:
            return
        child, status = os.wait()
        mutant = running.pop(child)
        if os.waitstatus_to_exitcode(status) == 0:
            yield mutant


def shortest_first(vectors: dict[str, Any]) -> dict[str, Any]:
    return {kind: sorted(cases, key=lambda case: sum(map(len, case["texts"]))) for kind, cases in vectors.items()}


def explained() -> dict[tuple[str, str], str]:
    """Why each mutant of the list is the same program as the verifier."""
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    return {(each["line"], words): each["reason"] for each in listed for words in each["changes"]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--line", type=int, default=None)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    text, vectors, begin = SOURCE.read_text(encoding="utf-8"), shortest_first(load()), time.monotonic()
    if os.waitpid(start(None, text, vectors), 0)[1] != 0:
        print("The verifier itself is not what the vectors say.")
        return 1
    chosen = [each for each in mutants(text) if options.line in (None, each.number)]
    reasons, alive, unexplained = explained(), set[tuple[str, str]](), 0
    for mutant in survivors(chosen, text, vectors, options.processes):
        alive.add(mutant.key)
        if mutant.key not in reasons:
            unexplained += 1
            print(f"{mutant.number}: {mutant.words}: {mutant.line}", flush=True)
    needless = [] if options.line else sorted(reasons.keys() - alive)
    for line, words in needless:
        print(f"listed as equivalent, but noticed or not there: {words}: {line}")
    seconds = time.monotonic() - begin
    print(f"{len(chosen)} mutants, {len(alive)} survive, {unexplained} of them without a reason, {seconds:.0f} s")
    return 1 if unexplained or needless else 0


if __name__ == "__main__":
    sys.exit(main())
