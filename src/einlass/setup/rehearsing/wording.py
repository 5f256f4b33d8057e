"""Why a rehearsal ended before its doors, said to people."""

from django.utils.translation import gettext as _


def event_gone() -> str:
    return _("The event is gone.")


def stopped_by(why: str) -> str:
    """why: what a room of the house refused, in words."""
    return _("The rehearsal stopped here: %(why)s") % {"why": why}


def no_lottery() -> str:
    return _(
        "The quotas cannot be met by these people. The draw's page in the rehearsal says why, and what would help."
    )


def invented_reason() -> str:
    """Of decisions that nobody made."""
    return _("Rehearsal")
