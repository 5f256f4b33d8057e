from einlass.reviews.views.application import application
from einlass.reviews.views.by_hand import by_hand, confirmation, extension, reopening
from einlass.reviews.views.decisions import decided, decision, decisions, undoing, undoing_one
from einlass.reviews.views.exports import exports
from einlass.reviews.views.inbox import inbox
from einlass.reviews.views.notes import note, note_deletion, notes
from einlass.reviews.views.pool import pool
from einlass.reviews.views.saved import columns, saved_view, saved_views, view_deletion
from einlass.reviews.views.tags import own_tags, tag, tag_deletion, tagging_undoing, taggings, tags

__all__ = [
    "application",
    "by_hand",
    "columns",
    "confirmation",
    "decided",
    "decision",
    "decisions",
    "exports",
    "extension",
    "inbox",
    "note",
    "note_deletion",
    "notes",
    "own_tags",
    "pool",
    "reopening",
    "saved_view",
    "saved_views",
    "tag",
    "tag_deletion",
    "tagging_undoing",
    "taggings",
    "tags",
    "undoing",
    "undoing_one",
    "view_deletion",
]
