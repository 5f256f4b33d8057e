"""The outbox: every mail is a row before it is sent."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from einlass.mail.codes import message_code


class Message(models.Model):
    # Not unique=True, which on PostgreSQL makes a second index for LIKE.
    code = models.CharField(max_length=32, default=message_code, help_text="Stands in the Message-ID.")
    event = models.ForeignKey(
        "events.Event", null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    to = models.EmailField()
    template = models.CharField(max_length=60, help_text="Such as 'applications/prove_address'.")
    language = models.CharField(max_length=5, default="en")
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    attachments = models.JSONField(
        default=list, help_text='[["ticket", "7KQ3M9XR"], …]; names in settings.MAIL_ATTACHMENTS.'
    )
    dedupe_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True, help_text="Given up, or unknown whether it went out.")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["code"], name="one_message_per_code")]
        indexes = [
            models.Index(fields=["send_after"], condition=Q(sent_at=None, failed_at=None), name="messages_to_send"),
            models.Index(fields=["to", "created_at"], name="messages_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.template} to {self.to}"
