"""What became of the seats that came free, each time somebody looked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from einlass.admission.models.draws import Draw
from einlass.events.models import Event


class WaveReport(models.Model):
    """One look at the free seats: a wave began, or why none did."""

    class Outcome(models.TextChoices):
        STARTED = "started", _("A wave began")
        SOME_KEPT = "some_kept", _("Not all seats are given out: a rule would break")
        NO_DRAW = "no_draw", _("No draw has taken place yet")
        NO_SEAT = "no_seat", _("No seat was free")
        NOBODY_WAITS = "nobody_waits", _("Nobody waits any more")
        RUNNING = "running", _("A draw was under way already")
        OFFERS_FIRST = "offers_first", _("The offers of the draw before are not all out")
        STOPPED = "stopped", _("The stop moment is over")
        KEPT = "kept", _("The seats are kept: a rule would break")
        NOBODY_FITS = "nobody_fits", _("Everybody who waits belongs to a larger team")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="wave_reports")
    draw = models.ForeignKey(Draw, null=True, blank=True, on_delete=models.CASCADE, related_name="wave_reports")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    free = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    why = models.JSONField(default=dict, help_text="The rules that keep seats free, in words by language.")
    by_worker = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.outcome}"
