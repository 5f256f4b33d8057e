"""Who has the role of one stage changes what is on that stage, and what has no stage yet; the rest one may look at.

What stops everything (breaks, plenaries) is on every stage, and so left to those who have the whole programme.
"""

from einlass.programme.errors import OnAnotherStage
from einlass.programme.models import Session, Slot, Speaker

Stages = frozenset[int] | None
"""Keys of the stages that somebody may change; None for all."""


def may_change(session: Session, within: Stages) -> bool:
    if within is None:
        return True
    if session.stops_everything:
        return False
    slot = Slot.objects.filter(session=session).first() if session.pk else None
    return (slot is None or slot.stage_id in within) and (session.only_on_id is None or session.only_on_id in within)


def may_change_speaker(speaker: Speaker, within: Stages) -> bool:
    """Whether all of somebody's sessions are on these stages."""
    if within is None or not speaker.pk:
        return True
    sessions = Session.objects.filter(appearances__speaker=speaker)
    return all(may_change(session, within) for session in sessions)


def check_may_change(session: Session, within: Stages) -> None:
    """Raises OnAnotherStage. session: freshly locked."""
    if not may_change(session, within):
        raise OnAnotherStage(session)
