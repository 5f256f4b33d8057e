"""What is typed to name guests, one by one or as a list, and what a guest types."""

import io
import re
from collections.abc import Sequence
from typing import Any, BinaryIO, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from einlass.admission.forms.seats import MOST_SEATS, SeenField
from einlass.admission.guests import Guest
from einlass.applications.fields import Address, PlainText, one_line
from einlass.events.models import Category, Event

MOST_BYTES: Final = 2_000_000
LONGEST_TEXT: Final = 200_000
MEGABYTE: Final = 1_000_000
# What a spreadsheet would run, and no name begins with.
FORMULA: Final = re.compile(r"[=+\-@]")
LANGUAGE_NAMES: Final = {"de": gettext_lazy("German"), "en": gettext_lazy("English")}


class GuestForm(forms.Form):
    """One guest."""

    use_required_attribute = False

    name = PlainText(
        label=gettext_lazy("Name"),
        max_length=120,
        widget=one_line(autocomplete="off"),
        help_text=gettext_lazy("As it should stand on the ticket."),
        error_messages={"required": gettext_lazy("Please give the name of the guest.")},
    )
    email = Address()
    language = forms.ChoiceField(label=gettext_lazy("Language of the mails"))

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.widget.attrs["autocomplete"] = "off"
        email.error_messages["required"] = _("Please give the e-mail address of the guest.")
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = language_choices(event)
        language.initial = language.choices[0][0]
        if len(language.choices) == 1:
            language.widget, language.required = forms.HiddenInput(), False

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if FORMULA.match(name):
            raise ValidationError(_("This looks like a formula and not like a name."), code="formula")
        return name

    def clean_language(self) -> str:
        return str(self.cleaned_data["language"] or self.fields["language"].initial)

    def guest(self) -> Guest:
        return Guest(self.cleaned_data["name"], self.cleaned_data["email"], self.cleaned_data["language"])


class TicketForm(GuestForm):
    """Somebody who gets a ticket at once."""

    category = forms.ModelChoiceField(Category.objects.none(), label=gettext_lazy("Kind of ticket"), empty_label=None)

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(event, *args, **kwargs)
        offer_categories(self, event)


class GuestListForm(forms.Form):
    """A list of guests, pasted or as a file."""

    use_required_attribute = False

    text = forms.CharField(
        label=gettext_lazy("Paste the list"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("One guest a line: name and e-mail address, as copied from a spreadsheet."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        help_text=gettext_lazy("CSV or Excel (XLSX), with columns for name and e-mail address."),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )

    def clean_text(self) -> str:
        """Not max_length: browsers cut what is pasted at that length, without a word."""
        text = str(self.cleaned_data["text"])
        if len(text) > LONGEST_TEXT:
            raise ValidationError(_("This is too much text. Please send the list as a file."), code="long")
        return text

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            text = _("This file has %(size)d MB; at most %(most)d MB can be read.")
            facts = {"size": -(-file.size // MEGABYTE), "most": MOST_BYTES // MEGABYTE}
            raise ValidationError(text % facts, code="large")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned["text"].strip():
            raise ValidationError(_("Please paste a list or choose a file."), code="nothing")
        return cleaned

    def opened(self) -> BinaryIO:
        """What was sent; a file goes before pasted text."""
        file = self.cleaned_data["file"]
        return file.file if file else io.BytesIO(self.cleaned_data["text"].encode())


class TicketListForm(GuestListForm):
    """A list of people who get a ticket at once."""

    category = forms.ModelChoiceField(Category.objects.none(), label=gettext_lazy("Kind of ticket"), empty_label=None)

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_categories(self, event)


class ReplacementForm(GuestForm):
    """Somebody else for a seat. seen: the state in which the page showed the first guest."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)


class SeenForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)


class GivingBackForm(forms.Form):
    """How many seats go to the draw. free: that may."""

    use_required_attribute = False
    seats = forms.IntegerField(
        label=gettext_lazy("How many seats"),
        min_value=1,
        max_value=MOST_SEATS,
        error_messages={"required": gettext_lazy("Please say how many seats.")},
    )
    seen = SeenField()

    def __init__(self, free: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.free = free

    def clean_seats(self) -> int:
        seats: int = self.cleaned_data["seats"]
        if seats > self.free:
            text = ngettext("Only %(free)s seat is free.", "Only %(free)s seats are free.", self.free)
            raise ValidationError(text % {"free": self.free}, code="too many")
        return seats


class AcceptanceForm(forms.Form):
    """A guest accepts; the name may be put right."""

    use_required_attribute = False
    name = PlainText(
        label=gettext_lazy("Your name on the ticket"),
        max_length=120,
        widget=one_line(autocomplete="name"),
        error_messages={"required": gettext_lazy("Please give your name.")},
    )


def language_choices(event: Event) -> Sequence[tuple[str, Any]]:
    return [(code, LANGUAGE_NAMES.get(code, code)) for code in event.languages or ["en"]]


def offer_categories(form: forms.Form, event: Event) -> None:
    field = form.fields["category"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Category.objects.filter(event=event)
    first = field.queryset.order_by("takes_applications", "index").first()
    form.initial = dict(form.initial) | {"category": form.initial.get("category") or first}
