"""The audit trail: who did what, when, and what it changed."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from einlass.events.models.event import Event


class AuditEntry(models.Model):
    """One change. Written in the transaction of the change; sealed into the event's hash chain afterwards.

    `position` and `chain_hash` are empty until the worker seals the entry (see events/audit.py).
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="audit_entries", db_index=False)
    at = models.DateTimeField()
    actor = models.CharField(
        max_length=200, help_text="E-mail of a member of staff, or such as 'applicant' or 'worker'."
    )
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, help_text="Kind and code, such as 'application 7KQ3M9XR'.")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    content_mac = models.CharField(
        max_length=64,
        default="",
        db_default="",
        editable=False,
        help_text="Keyed code over the content, from the start.",
    )
    position = models.PositiveIntegerField(null=True, editable=False)
    chain_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "audit entries"
        constraints = [
            models.UniqueConstraint(fields=["event", "position"], name="one_audit_entry_per_position"),
        ]
        indexes = [
            models.Index(fields=["event", "subject"], name="audit_by_subject"),
            models.Index(fields=["event"], condition=Q(position=None), name="audit_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"
