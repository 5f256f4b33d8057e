"""The two facts that an event is worked out from, the day and the seats, and its name and place."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from einlass.events.days import BadDays, Hours, SkippedHour, check_days, local_hours
from einlass.events.editions.errors import SlugRefused
from einlass.events.editions.slugs import check_slug, free_slug
from einlass.events.models import Event
from einlass.setup.making.zones import zone_choices
from einlass.setup.wording import days_in_words, slug_in_words

MOST_SEATS: Final = 1_000_000
LONGEST_AHEAD: Final = timedelta(days=5 * 366)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class SlugMixin(forms.Form):
    """A field `slug` that says what is wrong with it, and offers one that would do."""

    event: Any = None

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].strip().lower() or free_slug(self.cleaned_data.get("name", ""))
        try:
            check_slug(slug, event=self.event)
        except SlugRefused as refusal:
            raise forms.ValidationError(slug_in_words(refusal)) from refusal
        return slug


class NewEventForm(SlugMixin):
    name = forms.CharField(label=_("Name of the event"), max_length=120)
    day = forms.DateField(
        label=_("Which day?"), help_text=_("The first one, if there are several."), widget=DayInput()
    )
    days = forms.IntegerField(label=_("How many days?"), min_value=1, max_value=14, initial=1)
    opens = forms.TimeField(label=_("Opens at"), initial=time(9), widget=ClockInput())
    closes = forms.TimeField(
        label=_("Closes at"),
        initial=time(18),
        help_text=_("A time before the opening is after midnight."),
        widget=ClockInput(),
    )
    capacity = forms.IntegerField(
        label=_("How many seats?"),
        help_text=_("How many people fit in, the team included."),
        min_value=1,
        max_value=MOST_SEATS,
    )
    venue = forms.CharField(label=_("Where?"), max_length=120, help_text=_("The name of the venue."))
    slug = forms.CharField(
        label=_("Address of the pages"),
        required=False,
        max_length=80,
        help_text=_("Small letters, digits and hyphens. Left empty, it is made of the name."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), initial="Europe/Berlin")
    languages = forms.MultipleChoiceField(
        label=_("Languages of the pages and mails"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    contact_email = forms.EmailField(label=_("E-mail address for questions"), help_text=_("It stands on every page."))

    copy_from = forms.ChoiceField(
        label=_("Take over from an earlier event?"), required=False, help_text=_("You choose what on the next page.")
    )

    def __init__(self, *args: Any, today: date, others: Sequence[Event] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        choices = [("", _("No, from the beginning")), *((one.slug, one.name) for one in others)]
        self.fields["copy_from"].choices = choices  # type: ignore[attr-defined]
        self.hours: list[Hours] = []
        self.fields["zone"].choices = zone_choices()  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over. Please look at the year."))
        if day > self.today + LONGEST_AHEAD:
            raise forms.ValidationError(_("This is more than five years ahead. Please look at the year."))
        return day

    def clean_languages(self) -> list[str]:
        """The language one is reading first: it is what a visitor gets who asks for another."""
        chosen: list[str] = self.cleaned_data["languages"]
        return sorted(chosen, key=lambda language: language != (get_language() or "en").split("-")[0])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"day", "days", "opens", "closes", "zone"} <= cleaned.keys():
            self._set_hours(cleaned)
        return cleaned

    def details(self) -> dict[str, Any]:
        names = ("name", "slug", "venue", "zone", "languages", "contact_email", "capacity")
        return {name: self.cleaned_data[name] for name in names}

    def _set_hours(self, cleaned: dict[str, Any]) -> None:
        days = [cleaned["day"] + timedelta(days=number) for number in range(cleaned["days"])]
        try:
            self.hours = [local_hours(day, cleaned["opens"], cleaned["closes"], cleaned["zone"]) for day in days]
            check_days(self.hours)
        except (BadDays, SkippedHour) as refusal:
            self.add_error("closes" if isinstance(refusal, BadDays) else "opens", days_in_words(refusal))
