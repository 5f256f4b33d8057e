"""What the organisers expect of people, and how much they dare."""

from typing import Final

from django.db import models
from django.db.models import Q

from einlass.events.models import Event

# "About 85 of 100", as (hits, of), by purpose of contingent. For contingents with offers `take` is how many accept; for
# the others, how many of the seats get a name. Guesses to begin with: the page says so and asks for better ones.
USUAL: Final = {
    "draw": {"take": (85, 100), "show": (90, 100)},
    "curated": {"take": (90, 100), "show": (92, 100)},
    "partner": {"take": (75, 100), "show": (85, 100)},
    "speakers": {"take": (90, 100), "show": (98, 100)},
    "press": {"take": (60, 100), "show": (75, 100)},
    "crew": {"take": (95, 100), "show": (98, 100)},
    "door": {"take": (50, 100), "show": (100, 100)},
}


class Forecast(models.Model):
    """One event's assumptions: how many accept, how many come, and which risk of too many is borne."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="forecast")
    rates = models.JSONField(
        default=dict, help_text='{purpose: {"take": [hits, of], "show": [hits, of]}}; what is missing is as usual.'
    )
    risk_one_in = models.PositiveIntegerField(
        default=1000, help_text="More people than the hall holds: at most 1 in …"
    )
    hard_limit = models.PositiveIntegerField(
        null=True, blank=True, help_text="Never more seats than these, whatever is computed; empty: no overbooking."
    )
    fills_again = models.BooleanField(default=True, help_text="Declined seats are offered again until all are taken.")
    wave_every = models.PositiveIntegerField(default=7, help_text="Days from one wave of offers to the next.")
    answer_within = models.PositiveIntegerField(default=7, help_text="Days an offer stays open.")
    stops_before = models.PositiveIntegerField(default=3, help_text="Days before the doors with the last wave.")
    given_back_of_100 = models.PositiveIntegerField(default=4, help_text="Tickets given back before the doors.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(risk_one_in__gte=2, wave_every__gte=1, answer_within__gte=1, given_back_of_100__lte=100),
                name="a_forecast_can_be_computed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event}: 1 in {self.risk_one_in}"

    def prior(self, purpose: str, what: str) -> tuple[int, int]:
        """(hits, of) as the organisers say it, or as usual. what: "take" or "show"."""
        hits, of = self.rates.get(purpose, {}).get(what) or USUAL[purpose][what]
        return int(hits), int(of)
