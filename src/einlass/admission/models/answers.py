"""What offers and invitations have in common: a seat held for one person until a moment, and the answer."""

from datetime import datetime

from django.db import models

from einlass.events.codes import new_code


class Answered(models.Model):
    """The moments of an answer; the state is derived from them. Who inherits says until when: `ends_at`."""

    code = models.CharField(max_length=12, unique=True, default=new_code)
    made_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    link_version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def ends_at(self) -> datetime:
        """Until when it can be accepted."""
        raise NotImplementedError

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
