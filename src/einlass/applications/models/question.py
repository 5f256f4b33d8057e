"""The form's questions."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event
from einlass.web.localized import localized


class Form(models.Model):
    """An event's form as a whole. Whoever changes a question locks this row first, so that changes come one by one.

    `version` rises with each change that an applicant can see. There is no row before the first change: version 0.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="form")
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.event_id}: {self.version}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked_now(self) -> "QuestionQuerySet":
        """Those on the form; an archived question is asked of nobody, and its answers stay."""
        return self.filter(archived_at=None)


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
        FILE = "file", _("File")
        CONSENT = "consent", _("Consent")

    WITH_CHOICES: Final = frozenset({"choice", "multiple"})
    # Whose answers quotas may count.
    COUNTABLE: Final = frozenset({"choice", "multiple", "country"})

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    label = models.JSONField(default=dict)
    help = models.JSONField(default=dict)
    choices = models.JSONField(
        default=list,
        help_text='[{"value": "de", "label": {"en": "Germany", …}}, …]; with "retired": true it is not offered any more.',
    )
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
    file_types = models.JSONField(
        default=list, blank=True, help_text='For files: some of "pdf", "picture", "office".'
    )
    file_megabytes = models.PositiveSmallIntegerField(default=5, help_text="For files: how large at most.")
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Rises with each change of the question.")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "key"], name="one_question_per_key"),
            models.CheckConstraint(
                condition=Q(file_megabytes__gte=1, file_megabytes__lte=10), name="file_size_from_1_to_10_megabytes"
            ),
        ]

    def __str__(self) -> str:
        return localized(self.label)

    @property
    def offered_choices(self) -> list[dict[str, object]]:
        """The choices without those that are not offered any more."""
        return [choice for choice in self.choices if not choice.get("retired")]
