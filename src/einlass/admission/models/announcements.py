"""Telling everybody the outcome at one moment."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from einlass.admission.models.draws import Draw
from einlass.events.codes import new_code
from einlass.events.models import Event


class Announcement(models.Model):
    """One moment from which on everybody is told: offered, waiting, declined. The worker fills the outbox in batches.

    The numbers say how many were told so far, and move in the same transaction as their mails.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="announcements")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    draw = models.ForeignKey(
        Draw, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Whose outcome is told."
    )
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="Until when offers may be answered.")
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    total = models.PositiveIntegerField(default=0, help_text="How many there were to tell when it was planned.")
    offered = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    declined = models.PositiveIntegerField(default=0)
    waiting_place = models.PositiveIntegerField(default=0, help_text="Everybody up to this place was told to wait.")
    failure = models.CharField(max_length=500, blank=True, help_text="Why it cannot go on just now.")
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-planned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(finished_at=None, cancelled_at=None),
                name="one_announcement_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.code}"

    @property
    def is_running(self) -> bool:
        return self.finished_at is None and self.cancelled_at is None

    @property
    def told(self) -> int:
        return self.offered + self.waiting + self.declined

    @property
    def subject(self) -> str:
        return f"announcement {self.code}"
