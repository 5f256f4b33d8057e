"""The form's questions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event
from einlass.web.localized import localized


class Question(models.Model):
    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        LONG_TEXT = "long_text", _("Long text")
        CHOICE = "choice", _("Choice")
        MULTIPLE = "multiple", _("Several choices")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        COUNTRY = "country", _("Country")
        URL = "url", _("Web address")
        CONSENT = "consent", _("Consent")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    label = models.JSONField(default=dict)
    help = models.JSONField(default=dict)
    choices = models.JSONField(default=list, help_text='[{"value": "de", "label": {"en": "Germany", …}}, …]')
    required = models.BooleanField(default=False)
    condition = models.JSONField(
        null=True,
        blank=True,
        help_text='Asked only if: {"question": "category", "is": ["founder"]}; empty: always.',
    )
    position = models.PositiveSmallIntegerField(default=0)
    is_attribute = models.BooleanField(default=False, help_text="Usable in quotas, filters and plots.")
    is_hidden_in_blind_review = models.BooleanField(default=False)
    kept_for = models.DurationField(null=True, blank=True, help_text="How long after the event an answer is kept.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="one_question_per_key")]

    def __str__(self) -> str:
        return localized(self.label)
