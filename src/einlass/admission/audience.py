"""Whom an announcement tells what. Each group is a query of those who have not been told yet."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from einlass.admission.models import Draw, DrawEntry, Offer
from einlass.admission.queries import applications_to_admit, last_draw, waiting_entries, without_seat
from einlass.applications.models import Application
from einlass.events.models import Event
from einlass.reviews.models import Decision, Verdict


@dataclass(frozen=True)
class Audience:
    """How many people are offered a seat by the draw or by hand, how many wait, how many are declined."""

    drawn: int
    admitted: int
    waiting: int
    declined: int

    @property
    def total(self) -> int:
        return self.drawn + self.admitted + self.waiting + self.declined


def draw_to_announce(event: Event) -> Draw | None:
    """The draw whose outcome is public and still to be told; one whose offers go out in parts tells by itself."""
    return untold(last_draw(event))


def untold(draw: Draw | None) -> Draw | None:
    """The newest draw, if an announcement has to tell its outcome."""
    if draw is None or draw.waiting_told_at is not None:
        return None
    return None if draw.parts.exists() else draw


def audience_of(event: Event, draw: Draw | None) -> Audience:
    return Audience(
        drawn=drawn_to_offer(draw).count() if draw is not None and draw.offered_at is None else 0,
        admitted=applications_to_admit(event).count(),
        waiting=waiting_entries(draw).count() if draw is not None else 0,
        declined=decisions_to_tell(event).count(),
    )


def drawn_to_offer(draw: Draw) -> QuerySet[DrawEntry]:
    """Those whom the draw admitted and who still apply and have no offer, in drawn order."""
    applying = without_seat(Application.objects.filter(event=draw.event_id).counted())
    return draw.entries.filter(admitted=True, application__in=applying).order_by("place")


def decisions_to_tell(event: Event) -> QuerySet[Decision]:
    """Of people whom the team declined, who still apply and hold no seat."""
    offered = Offer.objects.filter(application=OuterRef("application"), revoked_at=None)
    return Decision.objects.filter(
        ~Exists(offered),
        application__event=event,
        application__email_proved_at__isnull=False,
        application__withdrawn_at=None,
        verdict=Verdict.DECLINE,
        superseded_at=None,
        announced_at=None,
    ).order_by("pk")
