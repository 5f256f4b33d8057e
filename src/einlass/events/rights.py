"""Looking on: what a role may see and not change."""

from typing import Final

# Methods of HTTP that change nothing.
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class MayOnlyLook(Exception):
    """The person who asks may see this, and somebody else may change it. Pages answer with words and status 403."""
