"""Pairs of applications that may be one person's, and what somebody made of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from einlass.applications.models import Application
from einlass.events.models import Event


class DuplicatePair(models.Model):
    """Two applications that may be one person's. Kept apart once, they are not shown again."""

    class Reason(models.TextChoices):
        ADDRESS = "address", _("The same mailbox")
        PERSON = "person", _("Name and company alike")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+", help_text="The older one.")
    second = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    found_at = models.DateTimeField()
    kept_apart_at = models.DateTimeField(null=True, blank=True)
    kept_apart_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="each_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pairs_begin_with_the_older"),
        ]
        indexes = [models.Index(fields=["event"], condition=Q(kept_apart_at=None), name="pairs_to_look_at")]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class Merge(models.Model):
    """That two applications were put together: `merged` is withdrawn, `kept` has what was chosen of both."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    kept = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    merged = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.JSONField(default=dict, help_text="What `kept` was before, to undo it.")
    followed = models.JSONField(default=dict, help_text="The tags and notes that came over, to undo it.")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="one_standing_merge_per_application"
            )
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.kept_id}"


class DuplicateSearch(models.Model):
    """When all applications of an event were last compared, and how long that took."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="duplicate_search")
    searched_at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    compared = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.event_id}: {self.searched_at}"
