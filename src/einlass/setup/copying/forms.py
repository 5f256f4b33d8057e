"""What to copy, and from where."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.events.copying import CopiedPart
from einlass.events.models import Event


class CopyForm(forms.Form):
    use_required_attribute = False
    source = forms.ChoiceField(label=_("From which event?"))
    parts = forms.MultipleChoiceField(label=_("What do you want to take over?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, others: Sequence[Event], parts: Sequence[CopiedPart], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].choices = [(one.slug, one.name) for one in others]  # type: ignore[attr-defined]
        self.fields["parts"].choices = [(part.name, part.label) for part in parts]  # type: ignore[attr-defined]
        self.fields["parts"].initial = [part.name for part in parts]
