"""What a release changes: two programmes compared, session by session."""

from dataclasses import dataclass

from einlass.programme.releases import Programme, ReleasedSession


@dataclass(frozen=True)
class Moved:
    """The same session before and after."""

    before: ReleasedSession
    after: ReleasedSession


@dataclass(frozen=True)
class Differences:
    """Every session stands in one list only, the gravest that fits; texts may have changed besides."""

    new: tuple[ReleasedSession, ...]
    cancelled: tuple[ReleasedSession, ...]
    back: tuple[ReleasedSession, ...]
    other_stage: tuple[Moved, ...]
    other_time: tuple[Moved, ...]
    other_text: tuple[Moved, ...]

    @property
    def count(self) -> int:
        lists = (self.new, self.cancelled, self.back, self.other_stage, self.other_time, self.other_text)
        return sum(len(each) for each in lists)


def differences(before: Programme | None, after: Programme) -> Differences:
    """What is different in `after`, each list in order of time. Without `before`, every session is new.

    A session that is in `before` and not in `after` counts as cancelled.
    """
    known = before.session_by_code if before else {}
    pairs = [(known.get(session.code), session) for session in after.sessions]
    both = [Moved(old, new) for old, new in pairs if old]
    on = [pair for pair in both if not pair.before.is_cancelled and not pair.after.is_cancelled]
    stayed = [pair for pair in on if pair.before.when_and_where == pair.after.when_and_where]
    left_out = [session for code, session in known.items() if code not in after.session_by_code]
    return Differences(
        new=tuple(new for old, new in pairs if old is None and not new.is_cancelled),
        cancelled=(
            *(pair.after for pair in both if pair.after.is_cancelled and not pair.before.is_cancelled),
            *(session for session in left_out if not session.is_cancelled),
        ),
        back=tuple(pair.after for pair in both if pair.before.is_cancelled and not pair.after.is_cancelled),
        other_stage=tuple(pair for pair in on if pair.before.stage != pair.after.stage),
        other_time=tuple(pair for pair in on if pair.before.stage == pair.after.stage and pair not in stayed),
        other_text=tuple(pair for pair in stayed if pair.before.words != pair.after.words),
    )
