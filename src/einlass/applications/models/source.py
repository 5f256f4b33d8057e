"""Where an application comes from that its applicant did not send."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from einlass.applications.models.application import Application
from einlass.applications.models.import_run import ImportRun
from einlass.events.models import Event


class Source(models.Model):
    """Who brought an application in for somebody else, how and why."""

    class Kind(models.TextChoices):
        IMPORT = "import", _("From a list")
        PHONE = "phone", _("By telephone")
        PAPER = "paper", _("On paper")
        MAIL = "mail", _("By letter or e-mail")
        TALK = "talk", _("In person")

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="source")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="sources")
    row = models.PositiveIntegerField(null=True, help_text="In the file of the import.")
    reference = models.CharField(max_length=100, blank=True, help_text="What the file calls the person: a key.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "reference"], condition=~Q(reference=""), name="one_application_per_reference"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.get_kind_display()}"
