"""The forms of an event's settings. Each knows its values for an event, and turns input into clean values."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from einlass.applications.uploads import TooLarge
from einlass.events.brand import contrast, fill
from einlass.events.days import BadDays, Hours, SkippedHour, check_days, local_hours
from einlass.events.editions.pictures import BadPicture, Rendition, render_picture
from einlass.events.editions.proposals import PhaseDates
from einlass.events.editions.slugs import slug_of
from einlass.events.models import Category, Event, EventPicture, SeatsGiven, Stage
from einlass.setup.legal.templates import missing
from einlass.setup.making.forms import MOST_SEATS, ClockInput, DayInput, SlugMixin
from einlass.setup.making.starting_forms import STARTING_FORMS
from einlass.setup.making.zones import zone_choices
from einlass.setup.wording import days_in_words, phase_names, picture_in_words
from einlass.web.fields import DeadlineField, MomentField
from einlass.web.versions import VersionField

LANGUAGE_NAMES: Final = dict(settings.LANGUAGES)
PHASES: Final = tuple(PhaseDates.__dataclass_fields__)
WHITE: Final = "#ffffff"
READABLE: Final = 4.5


class SettingsForm(forms.Form):
    """A form about an event. `of(event)` gives what is saved now."""

    use_required_attribute = False
    version = VersionField()

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        initial = self.saved(event) | {"version": event.version} | options.pop("initial", {})
        super().__init__(*args, **{**options, "initial": initial})
        self.event = event

    @classmethod
    def saved(cls, event: Event) -> dict[str, Any]:
        return {name: getattr(event, name) for name in cls.base_fields if hasattr(event, name)}

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class TextsMixin(SettingsForm):
    """Fields of a text per language of the event: `summary_en`, `summary_de`, … for each name in `texts`."""

    texts: Mapping[str, tuple[Any, bool]] = {}

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, event=event, **options)
        for name, (label, is_long) in self.texts.items():
            for language in event.languages:
                self.fields[f"{name}_{language}"] = _text_field(label, language, event, is_long=is_long)
                self.initial[f"{name}_{language}"] = getattr(event, name).get(language, "")

    def text_values(self) -> dict[str, dict[str, str]]:
        """Per name the texts, those of languages that the event has not now too."""
        found = {}
        for name in self.texts:
            texts = dict(getattr(self.event, name))
            typed = {one: self.cleaned_data[f"{name}_{one}"].strip() for one in self.event.languages}
            found[name] = {language: text for language, text in (texts | typed).items() if text}
        return found


class DetailsForm(SettingsForm, SlugMixin):
    name = forms.CharField(label=_("Name of the event"), max_length=120)
    slug = forms.CharField(
        label=_("Address of the pages"),
        max_length=80,
        help_text=_("Small letters, digits and hyphens. The old address leads on to the new one."),
    )
    venue = forms.CharField(label=_("Venue"), max_length=120)
    address = forms.CharField(label=_("Street and town"), max_length=200, required=False)
    map_url = forms.URLField(
        label=_("Link to a map"), required=False, max_length=500, assume_scheme="https", widget=forms.URLInput()
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the pages and mails"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    contact_email = forms.EmailField(label=_("E-mail address for questions"))
    field_order = ["name", "slug", "venue", "address", "map_url", "languages", "zone", "contact_email", "version"]

    def clean_languages(self) -> list[str]:
        """Those there are keep their order: the first is what a visitor gets who asks for another."""
        chosen = self.cleaned_data["languages"]
        return [one for one in self.event.languages if one in chosen] + [
            one for one in chosen if one not in self.event.languages
        ]


class DatesForm(SettingsForm):
    applications_open_at = MomentField()
    applications_close_at = DeadlineField()
    draw_at = MomentField()
    offers_open_at = MomentField()
    programme_public_at = MomentField()
    doors_open_at = MomentField()

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, event=event, **options)
        for name, label in phase_names().items():
            if name in self.fields:
                self.fields[name].label = label
        if event.seats_given == SeatsGiven.CURATED:
            del self.fields["draw_at"]

    def dates(self) -> PhaseDates:
        values = self.values()
        return PhaseDates(**{"draw_at": values["offers_open_at"], **values})


class SeatsForm(SettingsForm):
    capacity = forms.IntegerField(label=_("Seats in the hall"), min_value=1, max_value=MOST_SEATS)
    seats_given = forms.ChoiceField(
        label=_("How do those who apply get a seat?"), choices=SeatsGiven.choices, widget=forms.RadioSelect
    )
    drawn_share = forms.IntegerField(
        label=_("Of a hundred of these seats, how many are drawn by lot?"),
        min_value=0,
        max_value=100,
        help_text=_("The others are for people whom the team chooses. It counts only if both ways are used."),
    )
    speakers = forms.IntegerField(label=_("For speakers"), min_value=0, max_value=MOST_SEATS)
    press = forms.IntegerField(label=_("For the press"), min_value=0, max_value=MOST_SEATS)
    crew = forms.IntegerField(label=_("For the crew"), min_value=0, max_value=MOST_SEATS)
    door = forms.IntegerField(label=_("Kept for the door"), min_value=0, max_value=MOST_SEATS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        aside = [cleaned.get(name) for name in ("speakers", "press", "crew", "door")]
        if None not in [*aside, cleaned.get("capacity")]:
            left = cleaned["capacity"] + self.event.overbooking - self.initial["elsewhere"]
            if sum(aside) > left:  # type: ignore[arg-type]
                self.add_error("capacity", self._too_many(sum(aside), left))  # type: ignore[arg-type]
        return cleaned

    def _too_many(self, aside: int, left: int) -> str:
        return _("%(aside)d seats are set aside below, and only %(left)d are there for it.") % {
            "aside": aside,
            "left": left,
        }


class StartingFormForm(SettingsForm):
    starting_form = forms.ChoiceField(
        label=_("Which form do you want to begin with?"),
        choices=[(key, form.name) for key, form in STARTING_FORMS.items()],
        widget=forms.RadioSelect,
        required=False,
    )


class PageForm(TextsMixin):
    texts = {
        "summary": (_("One sentence"), False),
        "description": (_("What is it about?"), True),
        "directions": (_("How does one get there?"), True),
    }
    brand_colour = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Colour"),
        help_text=_("Of buttons and links. Where it would be hard to read, a darker or lighter shade is used."),
        widget=forms.TextInput(attrs={"type": "color"}),
        error_messages={"invalid": _("Please give a colour such as #7a1f3d.")},
    )
    title_picture = forms.FileField(
        label=_("Title picture"),
        required=False,
        help_text=_("At least 640 pixels across, up to 10 MB. It is made smaller for phones."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    drops_title_picture = forms.BooleanField(label=_("Take the title picture away"), required=False)
    logo = forms.FileField(label=_("Logo"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))
    drops_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, event=event, **options)
        self.pictures: dict[EventPicture.Kind, tuple[str, list[Rendition]]] = {}
        for name in ("logo", "title_picture"):
            if not getattr(event, name):
                del self.fields[f"drops_{name}"]
        self.initial.pop("logo"), self.initial.pop("title_picture")
        self.order_fields([*(name for name in self.fields if "_" in name and name.split("_")[0] in self.texts)])

    def clean_brand_colour(self) -> str:
        return str(self.cleaned_data["brand_colour"]).lower()

    def clean_logo(self) -> None:
        self._render("logo", EventPicture.Kind.LOGO)

    def clean_title_picture(self) -> None:
        self._render("title_picture", EventPicture.Kind.TITLE)

    def colour_is_changed(self) -> bool:
        """Whether white text on the colour cannot be read, so that a darker shade is shown."""
        colour = self.cleaned_data["brand_colour"]
        return contrast(colour, WHITE) < READABLE and fill(colour) != colour

    def changes(self) -> dict[str, Any]:
        return self.text_values() | {"brand_colour": self.cleaned_data["brand_colour"]}

    def _render(self, name: str, kind: EventPicture.Kind) -> None:
        file = self.cleaned_data[name]
        if not file:
            return
        try:
            # Of a file that was too large nothing was kept, nor of a small one that came behind it.
            if isinstance(file, TooLarge):
                raise BadPicture("too_large")
            self.pictures[kind] = render_picture(file.read(), kind)
        except BadPicture as refusal:
            raise forms.ValidationError(picture_in_words(refusal)) from refusal


class AnnouncingForm(SettingsForm):
    announces_before_opening = forms.BooleanField(
        label=_("Announce before opening"),
        required=False,
        help_text=_(
            "Until you open the event, everybody sees its name, days, place, sentence and title picture at its address, and"
            " can ask to be told when applications open. Nothing else of it is public."
        ),
    )

    def clean_announces_before_opening(self) -> bool:
        announces = bool(self.cleaned_data["announces_before_opening"])
        if announces and missing(self.event):
            raise forms.ValidationError(
                _("A public page that takes addresses needs an imprint and a privacy text in every language first.")
            )
        return announces


class LegalForm(TextsMixin):
    texts = {
        "imprint": (_("Imprint"), True),
        "privacy": (_("Privacy"), True),
        "conduct": (_("Code of conduct"), True),
    }
    organiser_name = forms.CharField(
        label=_("Who organises the event?"),
        max_length=200,
        help_text=_("The company, association or person who answers for it, with who represents it."),
    )
    organiser_address = forms.CharField(
        label=_("Postal address"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )


class DayForm(forms.Form):
    use_required_attribute = False
    day = forms.DateField(label=_("Day"), widget=DayInput(), required=False)
    opens = forms.TimeField(label=_("Opens at"), widget=ClockInput(), required=False)
    closes = forms.TimeField(label=_("Closes at"), widget=ClockInput(), required=False)

    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("day", "opens", "closes"))

    def hours(self, zone: str) -> Hours:
        return local_hours(self.cleaned_data["day"], self.cleaned_data["opens"], self.cleaned_data["closes"], zone)


class _DayFormSet(forms.BaseFormSet):
    """Rows left empty are no day."""

    def __init__(self, *args: Any, zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone
        self.hours: list[Hours] = []

    def clean(self) -> None:
        filled = [form for form in self.forms if form.is_valid() and not form.is_empty()]
        for form in filled:
            self._read(form)
        if any(form.errors for form in self.forms):
            return
        try:
            check_days(self.hours)
        except BadDays as refusal:
            if not filled:
                raise forms.ValidationError(days_in_words(refusal)) from refusal
            filled[refusal.number].add_error("day", days_in_words(refusal))
            raise forms.ValidationError(days_in_words(refusal)) from refusal

    def _read(self, form: forms.BaseForm) -> None:
        missing = [name for name in ("day", "opens", "closes") if form.cleaned_data.get(name) is None]
        for name in missing:
            form.add_error(name, form.fields[name].error_messages["required"])
        if missing:
            return
        try:
            self.hours.append(form.hours(self.zone))  # type: ignore[attr-defined]
        except SkippedHour as refusal:
            form.add_error("opens", days_in_words(refusal))


DayFormSet = forms.formset_factory(DayForm, formset=_DayFormSet, extra=1, max_num=31, absolute_max=32)


class QuestionAskedForm(forms.Form):
    """One question with its answer, per language; a row without a question is none."""

    use_required_attribute = False

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        for language in event.languages:
            self.fields[f"question_{language}"] = _text_field(_("Question"), language, event, is_long=False)
            self.fields[f"answer_{language}"] = _text_field(_("Answer"), language, event, is_long=True)
        self.languages = event.languages

    def value(self) -> dict[str, dict[str, str]]:
        return {
            part: {
                one: text for one in self.languages if (text := self.cleaned_data.get(f"{part}_{one}", "").strip())
            }
            for part in ("question", "answer")
        }


QuestionAskedFormSet = forms.formset_factory(QuestionAskedForm, extra=1, max_num=30, absolute_max=31)


class CategoryForm(forms.Form):
    """One category; the key stays, as answers and tickets hold it."""

    use_required_attribute = False
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    colour = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label=_("Colour"), widget=forms.TextInput(attrs={"type": "color"})
    )
    takes_applications = forms.BooleanField(label=_("One can apply as this"), required=False)
    is_removed = forms.BooleanField(label=_("Take away"), required=False)

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event
        for language in event.languages:
            self.fields[f"name_{language}"] = _text_field(_("Name"), language, event, is_long=False)
        self.order_fields(["key", *(f"name_{one}" for one in event.languages)])

    def names(self) -> dict[str, str]:
        return {
            one: text for one in self.event.languages if (text := self.cleaned_data.get(f"name_{one}", "").strip())
        }

    @staticmethod
    def saved(category: Category, event: Event) -> dict[str, Any]:
        names = {f"name_{one}": category.name.get(one, "") for one in event.languages}
        return names | {
            "key": category.key,
            "colour": category.colour,
            "takes_applications": category.takes_applications,
        }


CategoryFormSet = forms.formset_factory(CategoryForm, extra=1, max_num=60, absolute_max=61)


class StageForm(forms.Form):
    use_required_attribute = False
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS, required=False)
    minutes = forms.IntegerField(
        label=_("Minutes between two sessions"), min_value=0, max_value=240, required=False, initial=5
    )
    is_removed = forms.BooleanField(label=_("Take away"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("name") and not cleaned.get("capacity"):
            self.add_error("capacity", self.fields["name"].error_messages["required"])
        return cleaned

    @property
    def changeover(self) -> timedelta:
        return timedelta(minutes=self.cleaned_data["minutes"] or 0)

    @staticmethod
    def saved(stage: Stage) -> dict[str, Any]:
        minutes = stage.changeover // timedelta(minutes=1)
        return {"key": stage.key, "name": stage.name, "capacity": stage.capacity, "minutes": minutes}


StageFormSet = forms.formset_factory(StageForm, extra=1, max_num=30, absolute_max=31)


def _text_field(label: Any, language: str, event: Event, *, is_long: bool) -> forms.CharField:
    widget = (
        forms.Textarea(attrs={"rows": 5, "lang": language}) if is_long else forms.TextInput(attrs={"lang": language})
    )
    shown = label if len(event.languages) == 1 else f"{label} ({LANGUAGE_NAMES[language]})"
    return forms.CharField(label=shown, required=False, max_length=20_000 if is_long else 300, widget=widget)


def key_of(name: str, taken: set[str]) -> str:
    """A short key made of a name, that none has yet."""
    base = re.sub(r"-+", "-", slug_of(name))[:25].strip("-") or "one"
    return next(key for number in range(1, 999) if (key := base if number == 1 else f"{base}-{number}") not in taken)
