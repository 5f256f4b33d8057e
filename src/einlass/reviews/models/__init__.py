"""What the team adds to applications: decisions, tags, notes; and how each looks at them."""

from einlass.reviews.models.decision import Decision, Verdict
from einlass.reviews.models.duplicate import DuplicatePair, DuplicateSearch, Merge
from einlass.reviews.models.note import Note
from einlass.reviews.models.pool import PoolBits, PoolSnapshot
from einlass.reviews.models.tag import Tag, Tagging
from einlass.reviews.models.view import SavedView

__all__ = [
    "Decision",
    "DuplicatePair",
    "DuplicateSearch",
    "Merge",
    "Note",
    "PoolBits",
    "PoolSnapshot",
    "SavedView",
    "Tag",
    "Tagging",
    "Verdict",
]
