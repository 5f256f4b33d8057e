"""How an event makes its offers."""

from datetime import date, datetime, time, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from einlass.admission.working_time import WorkingTime
from einlass.events.models import Event
from einlass.web.deadlines import deadline_end, deadline_minute


def monday_to_friday() -> list[int]:
    return [0, 1, 2, 3, 4]


class OfferPlan(models.Model):
    """How long people have to answer, when they are written to, and what happens with seats that come free.

    An event without a row has these defaults: `offer_plan.plan_of`.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="offer_plan")
    days_to_answer = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(60)], help_text="In working days."
    )
    remind_hours = models.PositiveSmallIntegerField(
        default=24, validators=[MaxValueValidator(240)], help_text="So long before the end; 0 for no reminder."
    )
    keeps_quiet = models.BooleanField(default=True, help_text="Mails of the team wait for working hours.")
    day_begins = models.TimeField(default=time(8))
    day_ends = models.TimeField(default=time(20))
    weekdays = models.JSONField(default=monday_to_friday, help_text="Working days; 0 is Monday.")
    days_off = models.JSONField(default=list, help_text='Such as ["2026-12-24"].')
    always_waves = models.BooleanField(
        default=False, help_text="Those who wait are drawn anew for each free seat, also where there are no quotas."
    )
    waves_are_automatic = models.BooleanField(default=False, help_text="The worker starts waves by itself.")
    wave_time = models.TimeField(default=time(10), help_text="When, on each working day.")
    waves_stop_at = models.DateTimeField(null=True, blank=True, help_text="From here on no wave starts by itself.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(day_begins__lt=models.F("day_ends")), name="a_working_day_begins_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.days_to_answer} days"

    @property
    def working_time(self) -> WorkingTime:
        return WorkingTime(
            self.event.tz,
            frozenset(self.weekdays),
            frozenset(date.fromisoformat(day) for day in self.days_off),
            self.day_begins,
            self.day_ends,
        )

    def mail_at(self, at: datetime) -> datetime:
        """When a mail of the team that is written now goes out."""
        return self.working_time.next_open(at) if self.keeps_quiet else at

    def answer_until(self, at: datetime) -> datetime:
        """When an offer made now ends: after the days to answer, but a day before the doors open at the latest.

        Once that is over too, offers last until the event does.
        """
        event, hours = self.event, self.working_time
        last = hours.last_evening(event.doors_open_at - timedelta(days=1))
        if last <= at:
            return event.ends_at
        return deadline_end(min(hours.end_after(at, self.days_to_answer), last))

    def may_end(self, at: datetime) -> bool:
        """Whether an offer may end then: its last minute is in a working day.

        In the last hours before the doors open every moment is good, since there may be no working day left.
        """
        return self.working_time.may_end(deadline_minute(at)) or at >= self.event.doors_open_at - timedelta(days=2)

    def remind_at(self, made_at: datetime, expires_at: datetime) -> datetime | None:
        """When an offer is reminded of, if its end is far enough away for that to be of use."""
        lead = timedelta(hours=self.remind_hours)
        if not lead or expires_at - self.mail_at(made_at) < 2 * lead:
            return None
        wanted = expires_at - lead
        return self.working_time.last_open(wanted) if self.keeps_quiet else wanted

    @property
    def subject(self) -> str:
        return f"offer plan {self.event.slug}"
