"""What people agreed to, in which words, and when."""

from django.db import models
from django.db.models import Q

from einlass.applications.models.application import Application
from einlass.events.models import Event


class ConsentText(models.Model):
    """One version of the words of a consent: never edited; new words are a new version.

    `key` is that of the question; empty for the consent that every form asks for.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="consent_texts")
    key = models.SlugField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    text = models.JSONField(default=dict, help_text="By language.")
    used_since = models.DateTimeField()

    class Meta:
        ordering = ["key", "number"]
        constraints = [models.UniqueConstraint(fields=["event", "key", "number"], name="each_consent_version_once")]

    def __str__(self) -> str:
        return f"{self.key or 'application'}, version {self.number}"


class ConsentGiven(models.Model):
    """Somebody agreed to one version, until perhaps taking it back."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.RESTRICT, related_name="given")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "text"], condition=Q(withdrawn_at=None), name="each_consent_given_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.text_id}"
