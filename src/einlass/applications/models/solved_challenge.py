"""Challenges that were solved and used."""

from django.db import models

from einlass.events.models import Event


class SolvedChallenge(models.Model):
    """A proof of work that came with a form, so that it is good for that form only; goes when the challenge ends."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the challenge's signature.")
    submission_key = models.UUIDField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["expires_at"], name="solved_challenges_by_end")]

    def __str__(self) -> str:
        return self.digest
