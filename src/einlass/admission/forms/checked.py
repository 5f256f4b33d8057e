"""The last look before something is fixed for good."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def version_of(*shown: object) -> str:
    """Tells what one page showed from what another would show."""
    return hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()[:16]


class CheckedForm(forms.Form):
    """What the page showed, and a yes to what speaks against it.

    warnings: what speaks against it; if there is nothing, nothing is asked.
    version: of what is to be fixed, as it is now. A form that showed something else is refused, and shown once more.
    """

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    although = forms.BooleanField(
        label=_("I have read this. It is to happen all the same."),
        error_messages={
            "required": _("Please read what speaks against it, and tick this if you want it all the same.")
        },
    )

    def __init__(self, *args: Any, version: str, warnings: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["seen"] = version
        self.version, self.warnings = version, list(warnings)
        if not warnings:
            del self.fields["although"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seen") != self.version:
            self.data = {name: self.data[name] for name in self.data} | {"seen": self.version}
            raise ValidationError(
                _("Something has changed since this page was shown. Please look at it once more; nothing was done.")
            )
        return cleaned
