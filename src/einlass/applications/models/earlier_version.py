"""What an application said before it was changed."""

from django.db import models

from einlass.applications.models.application import Application
from einlass.events.models import Category


class EarlierVersion(models.Model):
    """An application up to one change. What it became stands in the next version or in the application itself."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="earlier_versions")
    name = models.CharField(max_length=120)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    team_name = models.CharField(max_length=80, blank=True)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application_id} until {self.replaced_at}"
