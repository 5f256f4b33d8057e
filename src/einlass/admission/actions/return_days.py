"""The day on which a contingent's unused seats go to the draw."""

from datetime import datetime

from django.db import transaction

from einlass.admission.errors import BadReturnDay, NeverReturns
from einlass.admission.models import Contingent
from einlass.events import audit
from einlass.events.models import User
from einlass.web.deadlines import deadline_end


@transaction.atomic
def set_return_day(
    contingent: Contingent, returns_at: datetime | None, *, by: User | str, at: datetime, reason: str = ""
) -> Contingent:
    """Say when a contingent's unused seats go to the draw; None: never. Raises NeverReturns, BadReturnDay.

    From that moment on the contingent keeps no free seats, until it is given a later day.
    """
    contingent = (
        Contingent.objects.select_for_update(no_key=True, of=("self",)).select_related("event").get(pk=contingent.pk)
    )
    if contingent.purpose == Contingent.Purpose.DRAW:
        raise NeverReturns(contingent)
    if returns_at is not None and not at < returns_at <= deadline_end(contingent.event.ends_at):
        raise BadReturnDay(contingent)
    before = contingent.returns_at
    if returns_at == before:
        return contingent
    contingent.returns_at = returns_at
    contingent.save(update_fields=["returns_at"])
    audit.record(
        contingent.event,
        "set_return_day",
        contingent.subject,
        at=at,
        by=by,
        before={"returns_at": before},
        after={"returns_at": returns_at} | ({"reason": reason.strip()} if reason.strip() else {}),
    )
    return contingent
