"""Guests whom a partner named."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from einlass.admission.models.contingents import Contingent
from einlass.events.codes import new_code
from einlass.events.models import Event


class Invitation(models.Model):
    """A seat of a contingent, held for a guest by name; the guest accepts or declines by a link of her or his own.

    It ends with the contingent's return day, so no end of its own is stored.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitations")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    contingent = models.ForeignKey(Contingent, on_delete=models.PROTECT, related_name="invitations")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    mailbox = models.CharField(max_length=254, blank=True, help_text="The address, as one mailbox is always written.")
    language = models.CharField(max_length=5, default="en")
    made_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(
        null=True, blank=True, help_text="Taken back, also after it was accepted; then the ticket ended too."
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="From here on the row says nothing of the person."
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    link_version = models.PositiveIntegerField(default=1)

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
        """Until when it can be accepted."""
        return self.contingent.names_until

    def state(self, at: datetime) -> str:
        """accepted, declined, expired, revoked or open."""
        if self.revoked_at:
            return "revoked"
        if self.accepted_at:
            return "accepted"
        if self.declined_at:
            return "declined"
        return "open" if self.is_open(at) else "expired"

    @property
    def is_unanswered(self) -> bool:
        return not (self.accepted_at or self.declined_at or self.expired_at or self.revoked_at)

    def is_open(self, at: datetime) -> bool:
        return self.is_unanswered and at < self.ends_at

    @property
    def subject(self) -> str:
        return f"invitation {self.code}"
