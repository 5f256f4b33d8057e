"""Proving an address by typing six digits."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import Q

from einlass.applications.models.application import Application
from einlass.events.models import Event


class ProofCode(models.Model):
    """A chance to prove an address by typing six digits, in the browser that sent the form with `submission_key`.

    The digits are stored nowhere: proof_codes.py works them out from the secret key and the salt. Where an application
    of the address counted already, `application` is empty: then no code is right, and nobody can tell.
    """

    TRIES: Final = 5
    VALID_FOR: Final = timedelta(minutes=30)

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+", db_index=False)
    submission_key = models.UUIDField()
    application = models.ForeignKey(Application, null=True, on_delete=models.SET_NULL, related_name="proof_codes")
    salt = models.CharField(max_length=32)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "submission_key"], name="one_proof_code_per_submission"),
            models.CheckConstraint(condition=Q(tries__lte=5), name="no_more_tries_than_allowed"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="proof_codes_by_end")]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.submission_key}"

    def may_be_typed(self, at: datetime) -> bool:
        return self.tries < self.TRIES and at < self.expires_at
