"""What one confirms, and says, before an event changes for good."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event
from einlass.setup.settings.forms import TextsMixin


class ClosingForm(TextsMixin):
    texts = {"thanks": (_("What the page says from now on"), True)}


class ReopeningForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("It stays in the audit trail. Name no applicant."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class SureForm(forms.Form):
    """The name of the event, typed: nobody does that by mistake."""

    use_required_attribute = False
    name = forms.CharField(label=_("Type the name of the event"), max_length=200)

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_name(self) -> str:
        typed = " ".join(self.cleaned_data["name"].split())
        if typed != " ".join(self.event.name.split()):
            raise ValidationError(
                _("This is not the name of the event: %(name)s"), params={"name": self.event.name}, code="name"
            )
        return typed
