"""Which numbered seat belongs to which contingent, from when to when."""

from django.db import models
from django.db.models import Q

from einlass.admission.models.contingents import Contingent
from einlass.events.models import AuditEntry, Event


class Allotment(models.Model):
    """One seat of the house in one contingent, until it leaves it. A contingent's `size` equals its open rows.

    The number is for telling seats apart, from 1 per event; it says nothing about where somebody sits.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="allotments")
    contingent = models.ForeignKey(Contingent, on_delete=models.PROTECT, related_name="allotments")
    number = models.PositiveIntegerField()
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    began = models.ForeignKey(
        AuditEntry,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The entry of the audit trail that brought the seat here, with by whom and why.",
    )
    ended = models.ForeignKey(AuditEntry, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"], condition=Q(until_at=None), name="a_seat_is_in_one_contingent_at_a_time"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="seats_are_numbered_from_one"),
        ]
        indexes = [
            models.Index(fields=["event", "number"], name="allotments_by_number"),
            models.Index(fields=["contingent"], condition=Q(until_at=None), name="open_allotments"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.contingent}"
