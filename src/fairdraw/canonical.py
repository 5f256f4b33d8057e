"""The one text that a document has as JSON, so that its SHA-256 says what stands in it and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from fairdraw.errors import BadInput

# Prices and claims are the longest numbers.
MOST_DIGITS = 40


def canonical(document: Mapping[str, Any]) -> str:
    """JSON with sorted keys, without white space, without escapes that are not needed."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def parse(text: str, wanted: str, ending: str = "\n") -> dict[str, Any]:
    """The document in a text, if it says that it has the wanted format and is its one text. Raises BadInput.

    ending: what comes after the canonical form.
    """
    try:
        document = json.loads(text, parse_float=_refuse, parse_constant=_refuse, parse_int=_whole)
        right = canonical(document) + ending
    except json.JSONDecodeError as error:
        raise BadInput(f"This is not JSON: {error.msg}.", line=error.lineno, column=error.colno) from error
    except (RecursionError, MemoryError) as error:
        raise BadInput(f"This is nested deeper than any {wanted!r}.", line=1, column=1) from error
    if not isinstance(document, dict) or document.get("format") != wanted:
        raise BadInput(f"This is not a {wanted!r} file.", line=1, column=1)
    if right != text:
        line, column = _first_difference(text, right)
        raise BadInput(
            f"This is not the one text of a {wanted!r}: here it goes on otherwise.", line=line, column=column
        )
    return document


def _refuse(number: str) -> NoReturn:
    raise BadInput(f"The number {number[:MOST_DIGITS]} is not a whole number.", line=1, column=1)


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_DIGITS:
        problem = f"A number has {len(digits)} digits, {digits[:10]}…; at most {MOST_DIGITS} are allowed."
        raise BadInput(problem, line=1, column=1)
    return int(digits)


def _first_difference(text: str, right: str) -> tuple[int, int]:
    """Line and column of the first character that is not as it should be; both from 1."""
    same = next((at for at, (ours, theirs) in enumerate(zip(text, right, strict=False)) if ours != theirs), None)
    before = text[: min(len(text), len(right)) if same is None else same]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
