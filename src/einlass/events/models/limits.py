"""How often something was tried."""

from django.db import models


class Tally(models.Model):
    """How often one network or address tried one thing in one window of time; nothing here says whose it is."""

    key = models.CharField(max_length=64, help_text="Keyed hash of the limit's name and of whom it is about.")
    ends_at = models.DateTimeField(help_text="End of the window.")
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["key", "ends_at"], name="one_tally_per_window")]
        indexes = [models.Index(fields=["ends_at"], name="tallies_by_end")]

    def __str__(self) -> str:
        return f"{self.number} until {self.ends_at}"
