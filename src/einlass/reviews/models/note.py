"""What the team writes to itself about an application."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from einlass.applications.models import Application
from einlass.events.codes import new_code


class Note(models.Model):
    """Who may change or delete it: whoever wrote it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    text = models.TextField(_("note"), max_length=2000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.written_at}"
