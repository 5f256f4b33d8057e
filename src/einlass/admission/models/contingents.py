"""Seats with a purpose."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from einlass.events.codes import new_code
from einlass.events.models import Category, Event, Partner
from einlass.web.localized import localized


class Contingent(models.Model):
    """Seats with a purpose. `taken` counts the ledger's open rows; the database refuses more than `size`."""

    class Purpose(models.TextChoices):
        DRAW = "draw", _("Draw")
        CURATED = "curated", _("Admitted by hand")
        PARTNER = "partner", _("Partner")
        SPEAKERS = "speakers", _("Speakers")
        PRESS = "press", _("Press")
        CREW = "crew", _("Crew")
        DOOR = "door", _("Door reserve")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="contingents")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    name = models.JSONField(default=dict)
    partner = models.OneToOneField(
        Partner, null=True, blank=True, on_delete=models.CASCADE, related_name="contingent"
    )
    size = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    returns_at = models.DateTimeField(null=True, blank=True, help_text="When unused seats go to the draw.")
    reminded_at = models.DateTimeField(
        null=True, blank=True, help_text="When the partner was last reminded of that day."
    )
    returned_at = models.DateTimeField(null=True, blank=True, help_text="When that day was last kept.")
    category = models.ForeignKey(
        Category,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Of the tickets of those who are named.",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("size")), name="no_more_seats_taken_than_there_are"),
            models.UniqueConstraint(
                fields=["event", "purpose"],
                condition=~Q(purpose="partner"),
                name="one_contingent_per_purpose",
            ),
        ]

    def __str__(self) -> str:
        return localized(self.name) or self.get_purpose_display()

    @property
    def free(self) -> int:
        return self.size - self.taken

    @property
    def names_until(self) -> datetime:
        """Until when people can be named, and accept."""
        return self.returns_at or self.event.ends_at

    @property
    def subject(self) -> str:
        return f"contingent {self.code}"
