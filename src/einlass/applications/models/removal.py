"""What was removed because its time was over."""

from django.db import models

from einlass.events.models import Event


class Removal(models.Model):
    """One run over the answers to one question: how many were removed. It names nobody."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="removals")
    question_key = models.SlugField(max_length=40)
    label = models.JSONField(default=dict)
    removed_at = models.DateTimeField()
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-removed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "question_key", "removed_at"], name="one_removal_per_run")
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.question_key}, {self.answers}"
