"""A programme laid out for a page: days, within them groups that start together, within them sessions.

One list serves the phone, where it is read downwards, and the desktop, where style sheets put each session on a grid of
five-minute rows by the class names made here (static/programme/schedule-grid.css).
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from einlass.programme.releases import Programme, ReleasedSession, ReleasedSpeaker, ReleasedStage

STEP = timedelta(minutes=5)
NIGHT = timedelta(hours=5)
MOST_STEPS = 288
MOST_STAGES = 6


@dataclass(frozen=True)
class Item:
    """A session on the page. place: class names for the grid."""

    session: ReleasedSession
    stage: ReleasedStage | None
    people: tuple[tuple[ReleasedSpeaker, str], ...]
    place: str


@dataclass(frozen=True)
class Group:
    """Sessions that start together. anchor: such as 't0930'."""

    starts_at: datetime
    anchor: str
    place: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Day:
    """replaced: what was cancelled and whose place something else has taken since; it stands below the others."""

    date: date
    starts_at: datetime
    groups: tuple[Group, ...]
    replaced: tuple[Item, ...]

    @property
    def key(self) -> str:
        return f"{self.date:%Y-%m-%d}"

    @property
    def hours(self) -> list[tuple[str, str]]:
        """The hours in which something starts, each with the first anchor in it, for jumping down the page."""
        first: dict[str, str] = {}
        for group in self.groups:
            first.setdefault(f"{group.anchor.rpartition('t')[2][:2]}:00", group.anchor)
        return list(first.items())


@dataclass(frozen=True)
class Wishes:
    """What a visitor wants to see; empty means everything."""

    stage: str = ""
    kind: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.stage or self.kind or self.language)

    def keeps(self, session: ReleasedSession) -> bool:
        if self.stage and session.stage not in {self.stage, None}:
            return False
        if session.is_break:
            return not (self.kind or self.language)
        return self.kind in {"", session.kind} and self.language in {"", session.language}


@dataclass(frozen=True)
class OnStage:
    """What runs on a stage at a moment, and what comes after it."""

    stage: ReleasedStage
    now: Item | None
    next: Item | None


def days_of(programme: Programme, zone: tzinfo, wishes: Wishes | None = None) -> list[Day]:
    """The programme day by day, in the clock time of `zone`, without what the visitor does not want to see."""
    kept = [session for session in programme.sessions if wishes is None or wishes.keeps(session)]
    starts = _day_starts(programme)
    return [
        _day(programme, zone, tuple(sessions), several=len(starts) > 1)
        for _number, sessions in groupby(kept, key=lambda session: bisect_right(starts, session.starts_at))
    ]


def anchor_of(programme: Programme, session: ReleasedSession, zone: tzinfo) -> str:
    """Where on the schedule page the session stands."""
    groups = (group for day in days_of(programme, zone) for group in day.groups)
    return next((group.anchor for group in groups if group.starts_at == session.starts_at), "")


def now_and_next(programme: Programme, at: datetime) -> list[OnStage]:
    """For every stage what runs at a moment and what is next there; what is cancelled does not count."""
    return [OnStage(stage, *_on_stage(programme, stage, at)) for stage in programme.stages]


def first_and_last(programme: Programme) -> tuple[datetime, datetime] | None:
    """When the first session that takes place begins and the last one ends."""
    sessions = [session for session in programme.sessions if not session.is_cancelled]
    if not sessions:
        return None
    return min(session.starts_at for session in sessions), max(session.ends_at for session in sessions)


def item_of(programme: Programme, session: ReleasedSession, place: str = "") -> Item:
    stage = programme.stage_by_key[session.stage] if session.stage else None
    return Item(session, stage, tuple(programme.people_of(session)), place)


def _on_stage(programme: Programme, stage: ReleasedStage, at: datetime) -> tuple[Item | None, Item | None]:
    here = [
        session
        for session in programme.sessions
        if session.stage in {stage.key, None} and not session.is_cancelled and session.ends_at > at
    ]
    running = [session for session in here if session.starts_at <= at]
    coming = [session for session in here if session.starts_at > at]
    return _first(programme, running), _first(programme, coming)


def _first(programme: Programme, sessions: Iterable[ReleasedSession]) -> Item | None:
    first = next(iter(sessions), None)
    return item_of(programme, first) if first else None


def _day_starts(programme: Programme) -> list[datetime]:
    """When each day begins: a night lies between two days, while a day may well run past midnight."""
    starts: list[datetime] = []
    until = None
    for session in programme.sessions:
        if until is None or session.starts_at - until >= NIGHT:
            starts.append(session.starts_at)
        until = max(until or session.ends_at, session.ends_at)
    return starts


def _day(programme: Programme, zone: tzinfo, sessions: tuple[ReleasedSession, ...], *, several: bool) -> Day:
    first = min(session.starts_at for session in sessions)
    # The grid begins on the full hour, so that the same moment has the same row whatever is filtered out before it.
    top = first.replace(minute=0, second=0, microsecond=0)
    place = _placing(programme, top)
    groups = []
    replaced = tuple(session for session in sessions if _is_replaced(session, sessions))
    shown = [session for session in sessions if session not in replaced]
    for starts_at, together in groupby(shown, key=lambda session: session.starts_at):
        local = starts_at.astimezone(zone)
        anchor = f"d{local:%Y%m%d}t{local:%H%M}" if several else f"t{local:%H%M}"
        row = f"at-{_step(starts_at, top) + 2}"
        items = tuple(item_of(programme, session, place(session)) for session in together)
        groups.append(Group(starts_at, anchor, row, items))
    return Day(
        first.astimezone(zone).date(), first, tuple(groups), tuple(item_of(programme, one) for one in replaced)
    )


def _is_replaced(session: ReleasedSession, others: Iterable[ReleasedSession]) -> bool:
    return session.is_cancelled and any(
        not other.is_cancelled
        and (other.stage is None or session.stage is None or other.stage == session.stage)
        and other.starts_at < session.ends_at
        and session.starts_at < other.ends_at
        for other in others
    )


def _placing(programme: Programme, top: datetime) -> Callable[[ReleasedSession], str]:
    """Gives a session its class names: row, number of rows, column. Row 1 holds the names of the stages."""
    columns = {stage.key: number for number, stage in enumerate(programme.stages, start=1)}

    def place(session: ReleasedSession) -> str:
        start = _step(session.starts_at, top)
        rows = max(1, -((top - session.ends_at) // STEP) - start)
        column = "all" if session.stage is None or session.kind == "plenary" else columns[session.stage]
        return f"at-{start + 2} for-{min(rows, MOST_STEPS)} on-{column}"

    return place


def _step(moment: datetime, top: datetime) -> int:
    return min((moment - top) // STEP, MOST_STEPS - 1)
