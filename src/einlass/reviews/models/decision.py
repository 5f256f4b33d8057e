"""What the team decides about an application."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from einlass.applications.models import Application


class Verdict(models.TextChoices):
    ADMIT = "admit", _("Admit")
    DECLINE = "decline", _("Decline")
    DRAW = "draw", _("To the draw")


class Decision(models.Model):
    """Who decided what about one application, when and why. A later decision supersedes an earlier one."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(superseded_at=None),
                name="one_current_decision_per_application",
            )
        ]
        indexes = [models.Index(fields=["verdict"], condition=Q(superseded_at=None), name="current_decisions")]

    def __str__(self) -> str:
        return f"{self.application.code}: {self.get_verdict_display()}"
