"""How many seats one kind of people gets."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event


class Quota(models.Model):
    """Least and most seats for one value of one attribute."""

    class Scope(models.TextChoices):
        DRAW = "draw", _("In the draw")
        EVERYBODY = "everybody", _("Over all who are coming")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="quotas")
    attribute = models.CharField(
        max_length=60, help_text="'category', or the key of a question that is an attribute."
    )
    value = models.CharField(max_length=200)
    scope = models.CharField(max_length=20, choices=Scope.choices, default=Scope.DRAW)
    least = models.PositiveIntegerField(null=True, blank=True)
    most = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["attribute", "value"]
        constraints = [
            models.UniqueConstraint(fields=["event", "attribute", "value"], name="one_quota_per_value"),
            models.CheckConstraint(
                condition=Q(least__isnull=False) | Q(most__isnull=False), name="a_quota_has_a_bound"
            ),
            models.CheckConstraint(
                condition=Q(least=None) | Q(most=None) | Q(least__lte=F("most")), name="least_is_no_more_than_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attribute}: {self.value}"
