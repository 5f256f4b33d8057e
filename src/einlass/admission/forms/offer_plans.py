"""How an event makes its offers, as organisers set it."""

from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.admission.models import OfferPlan
from einlass.web.fields import MomentField

MOST_DAYS_OFF: Final = 60
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class OfferPlanForm(forms.Form):
    days_to_answer = forms.IntegerField(
        label=gettext_lazy("Working days to answer"),
        help_text=gettext_lazy(
            "An offer ends in the evening of the last of them, and a day before the doors open at the latest."
        ),
        min_value=1,
        max_value=60,
    )
    remind_hours = forms.IntegerField(
        label=gettext_lazy("Remind so many hours before the end"),
        help_text=gettext_lazy("Once, and only those who have not answered. 0 for no reminder."),
        min_value=0,
        max_value=240,
    )
    keeps_quiet = forms.BooleanField(
        label=gettext_lazy("Mails wait until the next working hours"),
        help_text=gettext_lazy("Answers to what somebody just did go out at once, such as the ticket."),
        required=False,
    )
    day_begins = forms.TimeField(label=gettext_lazy("Working hours begin"), widget=CLOCK)
    day_ends = forms.TimeField(label=gettext_lazy("Working hours end"), widget=CLOCK)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Working days"),
        choices=lambda: list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please choose at least one day.")},
    )
    days_off = forms.CharField(
        label=gettext_lazy("Days off"),
        help_text=gettext_lazy("One a line, such as 24.12.2026."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    @classmethod
    def of(cls, plan: OfferPlan) -> "OfferPlanForm":
        names = ("days_to_answer", "remind_hours", "keeps_quiet", "day_begins", "day_ends", "weekdays")
        days = (date.fromisoformat(day) for day in plan.days_off)
        return cls(
            initial={name: getattr(plan, name) for name in names}
            | {"days_off": "\n".join(f"{day:%d.%m.%Y}" for day in days)}
        )

    def clean_weekdays(self) -> list[int]:
        return sorted(self.cleaned_data["weekdays"])

    def clean_days_off(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["days_off"].splitlines() if line.strip()]
        if len(lines) > MOST_DAYS_OFF:
            raise ValidationError(_("Please give %(most)d days at most.") % {"most": MOST_DAYS_OFF})
        return sorted({_day(line).isoformat() for line in lines})

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        begins, ends = clean.get("day_begins"), clean.get("day_ends")
        if begins and ends and not begins < ends:
            self.add_error("day_ends", _("Working hours end after they begin."))
        return clean


class WavePlanForm(forms.Form):
    """How seats that come free are filled, and when waves start by themselves."""

    always_waves = forms.BooleanField(
        label=gettext_lazy("Draw seats that come free among all who wait, also where there are no quotas"),
        help_text=gettext_lazy("With quotas it is always so. It cannot be changed once those who wait were told."),
        required=False,
    )
    waves_are_automatic = forms.BooleanField(label=gettext_lazy("Start waves automatically"), required=False)
    wave_time = forms.TimeField(
        label=gettext_lazy("At what time, on each working day?"), widget=CLOCK, initial=time(10)
    )
    waves_stop_at = MomentField(
        label=gettext_lazy("Until when?"),
        help_text=gettext_lazy("From then on no wave starts automatically. Empty: two days before the doors open."),
        required=False,
    )

    @classmethod
    def of(cls, plan: OfferPlan) -> "WavePlanForm":
        return cls(initial={name: getattr(plan, name) for name in cls.base_fields})


def _day(line: str) -> date:
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(line, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValidationError(_("“%(line)s” is not a day. Please write it such as 24.12.2026.") % {"line": line})
