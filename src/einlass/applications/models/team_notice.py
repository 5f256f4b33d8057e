"""What a team was told before applications close."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from einlass.applications.models.application import Team


class TeamNotice(models.Model):
    """A team was told of one problem, once."""

    class Problem(models.TextChoices):
        TOO_LARGE = "too_large", _("More have joined than may come together")
        UNPROVED = "unproved", _("Somebody has not confirmed the address")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="notices")
    problem = models.CharField(max_length=20, choices=Problem.choices)
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["team", "problem"], name="each_problem_told_once")]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.problem}"
