"""Words for what is stored as a key or found by comparing: parts, kinds, languages, places, changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from einlass.programme.differences import Differences, Moved
from einlass.programme.models import Appearance, Session
from einlass.programme.releases import ReleasedSession
from einlass.web.localized import localized


def part_in_words(part: str) -> str:
    """The part as it stands behind a name; a plain speaker needs no word."""
    return "" if part == Appearance.Part.SPEAKER else str(Appearance.Part(part).label)


def kind_in_words(kind: str) -> str:
    return str(Session.Kind(kind).label)


def language_in_words(language: str) -> str:
    """The language a session is held in."""
    return {"de": _("in German"), "en": _("in English")}.get(language, language)


def language_name(language: str) -> str:
    return {"de": pgettext("language", "German"), "en": pgettext("language", "English")}.get(language, language)


@dataclass(frozen=True)
class Changes:
    """One kind of change: a heading and a sentence for each session."""

    heading: str
    sentences: tuple[str, ...]


def changes_in_words(found: Differences, stage_names: Mapping[str, str]) -> list[Changes]:
    """What a release changes, by kind; kinds without a change are left out. Times are in the active zone."""
    kinds = [
        (_("Cancelled"), tuple(_quoted(session) for session in found.cancelled)),
        (_("Takes place again"), tuple(_with_place(session, stage_names) for session in found.back)),
        (_("Other stage"), tuple(_moved(pair, stage_names) for pair in found.other_stage)),
        (_("Other time"), tuple(_moved(pair, stage_names) for pair in found.other_time)),
        (_("New"), tuple(_with_place(session, stage_names) for session in found.new)),
        (_("Text or people changed"), tuple(_quoted(pair.after) for pair in found.other_text)),
    ]
    return [Changes(heading, sentences) for heading, sentences in kinds if sentences]


def place_in_words(stage: str, starts_at: datetime) -> str:
    """Such as '09:30, Main stage'; on all stages without a stage."""
    where = stage or _("all stages")
    return _("%(time)s, %(stage)s") % {"time": f"{timezone.localtime(starts_at):%H:%M}", "stage": where}


def _quoted(session: ReleasedSession) -> str:
    return _("“%(title)s”") % {"title": localized(session.title)}


def _with_place(session: ReleasedSession, stage_names: Mapping[str, str]) -> str:
    place = place_in_words(stage_names.get(session.stage or "", ""), session.starts_at)
    return _("“%(title)s”: %(place)s") % {"title": localized(session.title), "place": place}


def _moved(pair: Moved, stage_names: Mapping[str, str]) -> str:
    before, after = (
        _span_in_words(session)
        if _only_length(pair)
        else place_in_words(stage_names.get(session.stage or "", ""), session.starts_at)
        for session in (pair.before, pair.after)
    )
    return _("“%(title)s”: %(before)s → %(after)s") % {
        "title": localized(pair.after.title),
        "before": before,
        "after": after,
    }


def _only_length(pair: Moved) -> bool:
    return (pair.before.starts_at, pair.before.stage) == (pair.after.starts_at, pair.after.stage)


def _span_in_words(session: ReleasedSession) -> str:
    starts_at, ends_at = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return f"{starts_at:%H:%M}–{ends_at:%H:%M}"
