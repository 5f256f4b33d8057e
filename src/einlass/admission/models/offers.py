"""Offers of seats."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from einlass.admission.models.answers import Answered
from einlass.admission.models.contingents import Contingent
from einlass.admission.models.draws import Draw
from einlass.applications.models import Application
from einlass.events.models import Event
from einlass.reviews.models import Decision


class Offer(Answered):
    """The right to one seat, held until a moment."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="offers")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="offers")
    contingent = models.ForeignKey(Contingent, on_delete=models.PROTECT, related_name="offers")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="offers")
    draw = models.ForeignKey(Draw, null=True, blank=True, on_delete=models.PROTECT, related_name="offers")
    expires_at = models.DateTimeField()
    agreed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Said yes, in a team that comes together or not at all; accepted once all have.",
    )
    fell_with_team = models.BooleanField(
        default=False, help_text="It ended because another of a team that comes together said no or nothing."
    )
    remind_at = models.DateTimeField(null=True, blank=True, help_text="Empty where nobody is reminded.")
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(declined_at=None, expired_at=None, revoked_at=None),
                name="one_open_or_accepted_offer_per_application",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None, expired_at=None),
                name="accepted_or_ended_not_both",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(accepted_at=None, declined_at=None, expired_at=None, revoked_at=None),
                name="open_offers_by_end",
            ),
            models.Index(
                fields=["remind_at"],
                condition=Q(
                    accepted_at=None,
                    declined_at=None,
                    expired_at=None,
                    revoked_at=None,
                    reminded_at=None,
                    agreed_at=None,
                    remind_at__isnull=False,
                ),
                name="offers_to_remind_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} for {self.application_id}"

    @property
    def ends_at(self) -> datetime:
        return self.expires_at

    @property
    def subject(self) -> str:
        return f"offer {self.code}"
