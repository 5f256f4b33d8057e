"""Why the search found no day, in the words of the programme instead of codes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import timetable
from einlass.programme.planning import Draft
from einlass.web.localized import localized

NAMED = 5


def unsolvable_in_words(draft: Draft, error: timetable.Unsolvable | None) -> tuple[str, list[str]]:
    """The reason, and the sessions that found no place; without an error, the event has no stage."""
    if error is None:
        return _("The event has no stage yet."), []
    titles = {session.code: localized(session.title) for session in draft.sessions}
    named = [titles[code] for code in error.sessions[:NAMED] if code in titles]
    needed = sum(session.minutes for session in draft.sessions if not session.stops_everything)
    reason = ngettext(
        "There is no day in which all sessions keep the rules; together they take %(minutes)s minute.",
        "There is no day in which all sessions keep the rules; together they take %(minutes)s minutes.",
        needed,
    ) % {"minutes": needed}
    return reason, named
