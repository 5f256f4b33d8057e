"""Guests whom a partner named."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from einlass.admission.models.answers import Answered
from einlass.admission.models.contingents import Contingent
from einlass.events.models import Event


class Invitation(Answered):
    """A seat of a contingent, held for a guest by name; the guest accepts or declines by a link of her or his own.

    It ends with the contingent's return day, so no end of its own is stored.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitations")
    contingent = models.ForeignKey(Contingent, on_delete=models.PROTECT, related_name="invitations")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    mailbox = models.CharField(max_length=254, blank=True, help_text="The address, as one mailbox is always written.")
    language = models.CharField(max_length=5, default="en")
    revoked_at = models.DateTimeField(
        null=True, blank=True, help_text="Taken back, also after it was accepted; then the ticket ended too."
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="From here on the row says nothing of the person."
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "mailbox"],
                condition=Q(declined_at=None, expired_at=None, revoked_at=None) & ~Q(mailbox=""),
                name="one_open_or_accepted_invitation_per_mailbox",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None, expired_at=None),
                name="invitation_accepted_or_ended_not_both",
            ),
        ]
        indexes = [
            models.Index(
                fields=["contingent"],
                condition=Q(accepted_at=None, declined_at=None, expired_at=None, revoked_at=None),
                name="open_invitations",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.contingent_id}"

    @property
    def ends_at(self) -> datetime:
        return self.contingent.names_until

    @property
    def subject(self) -> str:
        return f"invitation {self.code}"
