"""The lines of the seat ledger."""

from django.db import models
from django.db.models import Q

from einlass.admission.models.allotments import Allotment
from einlass.admission.models.contingents import Contingent
from einlass.admission.models.invitations import Invitation
from einlass.admission.models.offers import Offer
from einlass.tickets.models import Ticket


class Seat(models.Model):
    """A line of the seat ledger: one seat of a contingent, taken by an offer, an invitation or a ticket, until it is freed.

    The seat of an accepted offer or invitation carries the ticket too. The contingent's `taken` equals its rows without `freed_at`. `allotment` says
    which seat of the house it is; only lines that ended before seats were numbered have none.
    """

    contingent = models.ForeignKey(Contingent, on_delete=models.PROTECT, related_name="seats")
    allotment = models.ForeignKey(Allotment, null=True, blank=True, on_delete=models.PROTECT, related_name="takings")
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    taken_at = models.DateTimeField()
    freed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offer__isnull=False) | Q(invitation__isnull=False) | Q(ticket__isnull=False),
                name="a_seat_is_taken_by_somebody",
            ),
            models.UniqueConstraint(fields=["offer"], condition=Q(freed_at=None), name="one_seat_per_offer"),
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(freed_at=None), name="one_seat_per_invitation"
            ),
            models.UniqueConstraint(fields=["ticket"], condition=Q(freed_at=None), name="one_seat_per_ticket"),
            models.UniqueConstraint(
                fields=["allotment"], condition=Q(freed_at=None), name="a_seat_is_taken_by_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(freed_at__isnull=False) | Q(allotment__isnull=False), name="a_taken_seat_has_its_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contingent}: {self.offer or self.invitation or self.ticket}"
