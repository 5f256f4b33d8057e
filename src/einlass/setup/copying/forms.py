"""What to copy, and from where."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event

PART_NAMES = [
    ("form", _("Form: categories and questions")),
    ("seats", _("Seats: how they are given, in the same proportions")),
    ("quotas", _("Quotas, scaled to the seats")),
    ("stages", _("Stages")),
    ("gates", _("Gates, at the same clock times")),
    ("texts", _("Texts, colour, logo and picture")),
    ("dates", _("Dates, as long before the day as they were")),
    ("team", _("Team")),
]


class CopyForm(forms.Form):
    use_required_attribute = False
    source = forms.ChoiceField(label=_("From which event?"))
    parts = forms.MultipleChoiceField(
        label=_("What do you want to take over?"), choices=PART_NAMES, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, others: Sequence[Event], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].choices = [(one.slug, one.name) for one in others]  # type: ignore[attr-defined]
        self.fields["parts"].initial = [name for name, _label in PART_NAMES]
