"""Where a list begins: which row holds the headings. No Django: the program that opens workbooks uses it as well.

People put a title, a note or a second row of headings above their lists, and leave the headings out.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

from einlass.applications.text import folded

Row = tuple[int, list[str]]
# So many rows from the top may come before the headings, or be headings.
LOOKED_AT: Final = 40
BETWEEN: Final = " / "
ADDRESS: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}")


def heading_rows(rows: Sequence[Row], known: Collection[str]) -> list[int]:
    """The numbers of the rows that hold headings: one, two (in two languages, say), or none.

    rows: the first of a sheet; known: headings that mean something, as `key_of` writes them.
    """
    first_person = next((position for position, row in enumerate(rows) if _has_address(row)), len(rows))
    scores = [score(cells, known) for _number, cells in rows[: first_person + 1]]
    if first_person < len(rows) and scores[-1] < 2:
        # One word alone may be somebody's answer; headings may name an address as an example.
        scores.pop()
    highest = max(scores, default=0)
    if highest:
        best = scores.index(highest)
        # A second row of headings has other words for the same columns.
        second = best + 1 < len(scores) and scores[best + 1] >= 2 and rows[best + 1][0] == rows[best][0] + 1
        return [rows[best][0], rows[best + 1][0]] if second else [rows[best][0]]
    if first_person == 0:
        return []
    # Unknown words: those right above the first person, unless they are a title over many columns.
    if first_person < len(rows) and _filled(rows[first_person - 1][1]) * 2 > _filled(rows[first_person][1]):
        return [rows[first_person - 1][0]]
    return [] if first_person < len(rows) else [rows[0][0]] if rows else []


def score(cells: Sequence[str], known: Collection[str]) -> int:
    """How many cells are headings that mean something."""
    return sum(any(key in known for key in keys_of(cell)) for cell in cells)


def best_score(rows: Sequence[Row], known: Collection[str]) -> int:
    """How much the beginning of a sheet looks like a list of people."""
    scores = [score(cells, known) for _number, cells in rows]
    return 2 * max(scores, default=0) + any(map(_has_address, rows))


def joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Two rows of headings as one."""
    width = max(map(len, rows), default=0)
    columns = [[cells[place].strip() if place < len(cells) else "" for cells in rows] for place in range(width)]
    return [BETWEEN.join(dict.fromkeys(filter(None, texts))) for texts in columns]


def keys_of(heading: str) -> list[str]:
    """A heading as it is compared, whole and, where it was two, each of them."""
    whole = key_of(heading)
    parts = [key_of(part) for part in heading.split(BETWEEN)] if BETWEEN in heading else []
    return [key for key in (whole, *parts) if key]


def key_of(heading: str) -> str:
    """Letters and digits only, no case, no accents."""
    return "".join(letter for letter in folded(heading) if letter.isalnum())


def _has_address(row: Row) -> bool:
    return any(ADDRESS.search(cell) for cell in row[1])


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)
