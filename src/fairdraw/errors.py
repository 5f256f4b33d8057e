"""Everything that fairdraw refuses, as exceptions that carry their facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairdraw.explaining import Explanation


class FairdrawError(Exception):
    """The base of all errors of this library."""


class BadInput(FairdrawError):
    """The pool, the rules, a file or the public value cannot be used.

    problem: one sentence in words.
    file, line, column: where it stands, as far as it is known; line and column count from 1. In a pool the
    column is the number of the field in its line, in rules it is the number of the character.
    code: of the entry that it is about, if it is about one.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        code: str | None = None,
    ) -> None:
        self.problem = problem
        self.file = file
        self.line = line
        self.column = column
        self.code = code
        place = ", ".join(part for part in (file, line and f"line {line}", column and f"column {column}") if part)
        super().__init__(f"{place}: {problem}" if place else problem)


class TooFarApart(BadInput):
    """Weights, bounds and sizes of teams lie so far apart that no fairest chances can be worked out and proved."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The weights, quotas and sizes of teams lie too far apart: {what}. Weights that differ by less, or fewer quotas that"
            " overlap, help."
        )


class Infeasible(FairdrawError):
    """No outcome meets all rules. `explanation` holds the smallest changes that would help."""

    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation
        super().__init__(explanation.text())


class TooLittleTime(FairdrawError):
    """In the seconds that were allowed no lottery could be made that the verifier accepts.

    done: how far it came, in words.
    """

    def __init__(self, done: str) -> None:
        self.done = done
        super().__init__(
            f"The time was too short for a lottery that holds: {done}. Allow more seconds, or set no limit."
        )


class Cancelled(FairdrawError):
    """The progress callback asked to stop."""
