"""What is wrong with a text, and where, in words."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from einlass.mail.texts.language import Flaw


def flaw_in_words(flaw: Flaw) -> str:
    place = _("Line %(line)s, character %(column)s:") % {"line": flaw.line, "column": flaw.column}
    text = _SENTENCES[flaw.kind](flaw)
    if flaw.near:
        text += " " + _("Did you mean {%(name)s}?") % {
            "name": ("if " if "condition" in flaw.kind else "") + flaw.near
        }
    return f"{place} {text}"


_SENTENCES: Final[dict[str, Callable[[Flaw], str]]] = {
    "unknown": lambda flaw: _("this mail has no placeholder {%(name)s}.") % {"name": flaw.name},
    "unknown_condition": lambda flaw: _("this mail has no condition {if %(name)s}.") % {"name": flaw.name},
    "open_brace": lambda flaw: _("a brace { opens here and does not close on this line. To show a brace, write {{."),
    "no_end": lambda flaw: _("{if %(name)s} has no {end}.") % {"name": flaw.name},
    "no_if": lambda flaw: _("{%(name)s} stands here without an {if} before it.") % {"name": flaw.name},
    "after_else": lambda flaw: _("after {else} only {end} can follow, not {%(name)s}.") % {"name": flaw.name},
    "too_deep": lambda flaw: _("too many {if} within one another."),
}
