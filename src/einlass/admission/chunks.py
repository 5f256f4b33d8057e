"""Long lists in pieces that one statement can take."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

Item = TypeVar("Item")
MOST: Final = 500


def in_chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), MOST):
        yield items[start : start + MOST]
