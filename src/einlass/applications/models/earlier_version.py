"""What an application said before it was changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from einlass.applications.models.application import Application
from einlass.events.models import Category


class EarlierVersion(models.Model):
    """An application up to one change. What it became stands in the next version or in the application itself."""

    class Cause(models.TextChoices):
        """Who or what changed it."""

        APPLICANT = "applicant", _("by the applicant")
        IMPORT = "import", _("by a list that was imported")
        MERGE = "merge", _("put together with another application")
        SEPARATION = "separation", _("taken apart from another application")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="earlier_versions")
    name = models.CharField(max_length=120)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    team_name = models.CharField(max_length=80, blank=True)
    replaced_at = models.DateTimeField()
    cause = models.CharField(max_length=20, choices=Cause.choices, default=Cause.APPLICANT, db_default="applicant")
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Of the team; empty where the applicant changed it.",
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application_id} until {self.replaced_at}"
