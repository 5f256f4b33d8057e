from einlass.reviews.views.decisions import decided, decision, decisions, undoing, undoing_one
from einlass.reviews.views.exports import exports
from einlass.reviews.views.reading import application, inbox

__all__ = ["application", "decided", "decision", "decisions", "exports", "inbox", "undoing", "undoing_one"]
