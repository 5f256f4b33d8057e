"""The small language of edited mails: {name}, {if condition} … {elif condition} … {else} … {end}, and {{ for a brace.

Placeholders and conditions are looked up by their whole name in what a mail offers. There is no way from a name to anything
else: no attributes, no calls, no loops.
"""

import difflib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

# A closing brace alone needs no doubling, so that nobody trips over it.
_TOKEN: Final = re.compile(r"\{\{|\}\}|\{([^{}\n]{0,200})\}|\{")
DEEPEST: Final = 10


@dataclass(frozen=True)
class Flaw:
    """Why a text cannot be saved. kind: what is wrong; name: of what; line and column: where, from 1; near: what may be meant."""

    kind: str
    line: int
    column: int
    name: str = ""
    near: str = ""


class BadText(Exception):
    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


@dataclass
class Branch:
    """condition: None for the last resort, {else}."""

    condition: str | None
    parts: "list[Part]" = field(default_factory=list)


@dataclass(frozen=True)
class Placeholder:
    name: str


@dataclass
class Choice:
    """The first branch whose condition holds is written."""

    branches: list[Branch]


Part = str | Placeholder | Choice


def parse(text: str, *, placeholders: Collection[str], conditions: Collection[str]) -> list[Part]:
    """The parts of a text. Raises BadText for what is no placeholder, no condition, or does not fit together."""
    root = Branch(None)
    opened: list[tuple[Choice, Flaw]] = []
    here, end = root, 0
    for match in _TOKEN.finditer(text):
        here.parts.append(text[end : match.start()])
        end = match.end()
        command = (match.group(1) or "").strip()
        where = _where(text, match.start())
        if match.group() in {"{{", "}}"}:
            here.parts.append(match.group()[0])
        elif match.group(1) is None:
            raise BadText(Flaw("open_brace", *where))
        elif command == "if" or command.startswith("if "):
            if len(opened) == DEEPEST:
                raise BadText(Flaw("too_deep", *where))
            here_is = Branch(_condition(command[2:], conditions, where))
            opened.append((Choice([here_is]), Flaw("no_end", *where, name=here_is.condition or "")))
            here.parts.append(opened[-1][0])
            here = here_is
        elif command in {"else", "end"} or command.startswith("elif "):
            if not opened:
                raise BadText(Flaw("no_if", *where, name=command))
            here = _continue(opened, root, command, conditions, where)
        elif command in placeholders:
            here.parts.append(Placeholder(command))
        else:
            raise BadText(Flaw("unknown", *where, name=command, near=_near(command, placeholders)))
    if opened:
        raise BadText(opened[-1][1])
    here.parts.append(text[end:])
    return root.parts


def write(parts: list[Part], *, value: Callable[[str], str], holds: Callable[[str], bool]) -> str:
    """The text with every placeholder replaced and every choice made."""
    return "".join(_written(parts, value, holds))


def names_in(parts: list[Part]) -> set[str]:
    """The placeholders that a text uses, in whatever branch."""
    names: set[str] = set()
    for part in parts:
        if isinstance(part, Placeholder):
            names.add(part.name)
        elif isinstance(part, Choice):
            names.update(*(names_in(branch.parts) for branch in part.branches))
    return names


def literal(text: str) -> str:
    """A text that shows its braces."""
    return text.replace("{", "{{").replace("}", "}}")


def _continue(
    opened: list[tuple[Choice, Flaw]], root: Branch, command: str, conditions: Collection[str], where: tuple[int, int]
) -> Branch:
    """The branch in which the text goes on after {elif …}, {else} or {end}."""
    choice = opened[-1][0]
    if command == "end":
        opened.pop()
        return opened[-1][0].branches[-1] if opened else root
    if choice.branches[-1].condition is None:
        raise BadText(Flaw("after_else", *where, name=command))
    choice.branches.append(Branch(None if command == "else" else _condition(command[4:], conditions, where)))
    return choice.branches[-1]


def _condition(text: str, conditions: Collection[str], where: tuple[int, int]) -> str:
    name = " ".join(text.split())
    if name not in conditions:
        raise BadText(Flaw("unknown_condition", *where, name=name, near=_near(name, conditions)))
    return name


def _written(parts: list[Part], value: Callable[[str], str], holds: Callable[[str], bool]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Placeholder):
            yield value(part.name)
        else:
            chosen = next((one for one in part.branches if one.condition is None or holds(one.condition)), None)
            yield from _written(chosen.parts, value, holds) if chosen else ()


def _near(name: str, known: Collection[str]) -> str:
    return next(iter(difflib.get_close_matches(name[:60], sorted(known), n=1)), "")


def _where(text: str, position: int) -> tuple[int, int]:
    """Line and column, from 1."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
