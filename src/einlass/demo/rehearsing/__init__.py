"""A rehearsal: a private copy of an organiser's own event, filled with invented people and played to its doors."""

from einlass.demo.rehearsing.play import run

__all__ = ["run"]
