"""What differs between two texts, line by line."""

import difflib
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """kind: same, old (only in the first text) or new (only in the second)."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Line]:
    """All lines in their order; empty where the texts are equal."""
    if old == new:
        return []
    kinds = {"  ": "same", "- ": "old", "+ ": "new"}
    compared = difflib.ndiff(old.splitlines(), new.splitlines(), linejunk=None, charjunk=None)
    return [Line(kinds[line[:2]], line[2:]) for line in compared if line[:2] in kinds]
