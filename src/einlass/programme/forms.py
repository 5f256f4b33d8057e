"""Input of the programme team, as clean values."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt, from_current_timezone
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from einlass.events.days import hours_of
from einlass.events.models import Event
from einlass.programme.models import Appearance, Session, Speaker
from einlass.programme.words import language_name
from einlass.web.deadlines import deadline_end

# Nobody can type 24:00.
LAST_MINUTE = time(23, 59)
TIME_INPUT = {"type": "time", "step": "300"}


class TextsField:
    """A text per language of the event: adds the form fields and reads them back."""

    def __init__(
        self, name: str, label: Any, *, required: bool, is_long: bool = False, max_length: int = 200
    ) -> None:
        self.name, self.label, self.required, self.is_long, self.max_length = (
            name,
            label,
            required,
            is_long,
            max_length,
        )

    def add_to(self, form: forms.BaseForm, event: Event, texts: Mapping[str, str]) -> None:
        for language in event.languages or ["en"]:
            form.fields[f"{self.name}_{language}"] = forms.CharField(
                label=_("%(label)s (%(language)s)") % {"label": self.label, "language": language_name(language)},
                required=self.required,
                max_length=self.max_length,
                initial=texts.get(language, ""),
                widget=forms.Textarea(attrs={"rows": 4, "lang": language})
                if self.is_long
                else forms.TextInput(attrs={"lang": language}),
            )

    def read(self, cleaned: Mapping[str, Any], event: Event) -> dict[str, str]:
        texts = {language: cleaned[f"{self.name}_{language}"].strip() for language in event.languages or ["en"]}
        return {language: text for language, text in texts.items() if text}


class SessionForm(forms.Form):
    """Everything about a session but its people and its place."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Session.Kind.choices)
    language = forms.ChoiceField(label=_("Language on stage"))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=1, max_value=720)
    set_up_minutes = forms.IntegerField(
        label=_("Minutes to prepare the stage before it"),
        required=False,
        min_value=0,
        max_value=240,
        help_text=_("Empty: as long as the stage always needs."),
    )
    only_on: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Only on this stage"), queryset=None, required=False, empty_label=_("any stage")
    )
    theme = forms.CharField(
        label=_("Theme"),
        required=False,
        max_length=60,
        help_text=_("Sessions of the same theme never run side by side. Visitors do not see it."),
    )

    title = TextsField("title", _("Title"), required=True)
    abstract = TextsField("abstract", _("What it is about"), required=False, is_long=True, max_length=3000)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        self.session, self.event = session, session.event
        initial = {
            "kind": session.kind or Session.Kind.TALK,
            "language": session.language,
            "minutes": session.minutes if session.length else 20,
            "set_up_minutes": None if session.set_up is None else session.set_up // timedelta(minutes=1),
            "only_on": session.only_on_id,
            "theme": session.theme,
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        languages = self.event.languages or ["en"]
        self.fields["language"].choices = [(language, language_name(language)) for language in languages]  # type: ignore[attr-defined]
        self.fields["only_on"].queryset = self.event.stages.all()  # type: ignore[attr-defined]
        rest = dict(self.fields)
        self.fields.clear()
        self.title.add_to(self, self.event, session.title)
        self.abstract.add_to(self, self.event, session.abstract)
        self.fields.update(rest)

    def filled(self) -> Session:
        """The session with what was entered, not saved."""
        cleaned = self.cleaned_data
        self.session.kind = cleaned["kind"]
        self.session.language = cleaned["language"]
        self.session.length = timedelta(minutes=cleaned["minutes"])
        set_up = cleaned["set_up_minutes"]
        self.session.set_up = None if set_up is None else timedelta(minutes=set_up)
        self.session.only_on = cleaned["only_on"]
        self.session.theme = cleaned["theme"].strip()
        self.session.title = self.title.read(cleaned, self.event)
        self.session.abstract = self.abstract.read(cleaned, self.event)
        return self.session


class LongSelect(forms.Select):
    """A select with many options on a page with many selects: Django renders a template for each option, this does not."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) == chosen else "", text) for key, text in self.choices),
        )
        names = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(names), options)


class PartForm(forms.Form):
    speaker: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Person"), queryset=None, required=False, empty_label=_("nobody"), widget=LongSelect
    )
    part = forms.ChoiceField(label=pgettext_lazy("on stage", "Part"), choices=Appearance.Part.choices, required=False)

    def __init__(self, *args: Any, speakers: list[Speaker], event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["speaker"]
        field.queryset = Speaker.objects.filter(event=event)  # type: ignore[attr-defined]
        # One list for all rows, so that a page with ten rows asks the database once.
        field.choices = [("", _("nobody")), *((speaker.pk, speaker.name) for speaker in speakers)]  # type: ignore[attr-defined]


class BasePartFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        chosen = [form.cleaned_data["speaker"] for form in self.forms if form.cleaned_data.get("speaker")]
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError(_("Somebody stands in the list twice. Everybody has one part in a session."))


PartFormSet = forms.formset_factory(PartForm, formset=BasePartFormSet, extra=3, max_num=40)


class _DayForm(forms.Form):
    """A form with a day of the event; with one day only, nobody is asked for it."""

    day = forms.ChoiceField(label=_("Day"))

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = _days(event)
        field = self.fields["day"]
        field.choices = [(day.isoformat(), _day_in_words(day)) for day in days]  # type: ignore[attr-defined]
        if len(days) == 1:
            field.widget = forms.HiddenInput()
            field.required = False
            field.initial = days[0].isoformat()
        self.only_day = days[0]

    def moment(self, name: str) -> datetime | None:
        """The time in field `name` on the chosen day; an error on the field if the clock skips or repeats it."""
        clock = self.cleaned_data.get(name)
        if clock is None:
            return None
        chosen = self.cleaned_data.get("day")
        day = date.fromisoformat(chosen) if chosen else self.only_day
        try:
            return from_current_timezone(datetime.combine(day, clock))
        except forms.ValidationError as error:
            self.add_error(name, error)
            return None


class PlaceForm(_DayForm):
    """Where and when a session is to be."""

    stage: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Stage"), queryset=None)
    clock = forms.TimeField(
        label=_("Begins at"), input_formats=["%H:%M"], widget=forms.TimeInput(attrs=TIME_INPUT, format="%H:%M")
    )
    is_pinned = forms.BooleanField(label=_("Stays here when a day is proposed"), required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        slot = session.place
        initial: dict[str, Any] = {"stage": session.only_on_id}
        if slot is not None:
            local = timezone.localtime(slot.starts_at)
            initial = {
                "day": local.date().isoformat(),
                "stage": slot.stage_id,
                "clock": local.time(),
                "is_pinned": slot.is_pinned,
            }
        super().__init__(*args, event=session.event, initial=initial, **kwargs)
        stage = self.fields["stage"]
        stage.queryset = session.event.stages.all()  # type: ignore[attr-defined]
        if session.stops_everything:
            stage.required = False
            stage.empty_label = _("all stages")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["starts_at"] = self.moment("clock")
        return cleaned


class SpeakerForm(forms.ModelForm):
    biography = TextsField("biography", _("About the person"), required=False, is_long=True, max_length=2000)

    class Meta:
        model = Speaker
        fields = ["name", "email", "organisation", "job_title"]
        labels = {
            "name": _("Name"),
            "email": _("E-mail"),
            "organisation": _("Organisation"),
            "job_title": _("What the person does there"),
        }
        help_texts = {"email": _("Only the team sees it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.biography.add_to(self, self.instance.event, self.instance.biography)

    def filled(self) -> Speaker:
        """The speaker with what was entered, not saved."""
        self.instance.biography = self.biography.read(self.cleaned_data, self.instance.event)
        return self.instance


class AvailabilityForm(_DayForm):
    from_clock = forms.TimeField(
        label=_("From"),
        required=False,
        input_formats=["%H:%M"],
        widget=forms.TimeInput(attrs=TIME_INPUT, format="%H:%M"),
    )
    to_clock = forms.TimeField(
        label=_("Until"),
        required=False,
        input_formats=["%H:%M"],
        widget=forms.TimeInput(attrs=TIME_INPUT, format="%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = self.moment("from_clock"), self.moment("to_clock")
        if ends_at and cleaned["to_clock"] == LAST_MINUTE:
            ends_at = deadline_end(ends_at)
        if (starts_at is None) != (ends_at is None) and not self.errors:
            self.add_error("to_clock" if ends_at is None else "from_clock", _("Please give both times, or neither."))
        elif starts_at and ends_at and ends_at <= starts_at:
            self.add_error("to_clock", _("This must be later than the time on the left."))
        cleaned["span"] = (starts_at, ends_at) if starts_at and ends_at else None
        return cleaned


AvailabilityFormSet = forms.formset_factory(AvailabilityForm, extra=2, max_num=20)


class NoteForm(forms.Form):
    """What visitors should know about a release."""

    note = TextsField("note", _("What is new, for visitors"), required=False, is_long=True, max_length=1000)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.note.add_to(self, event, {})

    def texts(self) -> dict[str, str]:
        return self.note.read(self.cleaned_data, self.event)


def _days(event: Event) -> list[date]:
    """Every local day on which the event is open; a night over midnight makes two."""
    dates = (
        moment.astimezone(event.tz).date()
        for hours in hours_of(event)
        for moment in (hours.opens_at, hours.closes_at)
    )
    return sorted(set(dates))


def _day_in_words(day: date) -> str:
    is_german = (get_language() or "").startswith("de")
    return formats.date_format(day, "l, j. F Y" if is_german else "l j F Y")
