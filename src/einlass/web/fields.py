"""Form fields that every room uses."""

from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Moments further away are typing errors, and some cannot be said in another zone at all.
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)


class MomentField(forms.DateTimeField):
    """A day and a time of day, in the event's zone."""

    default_error_messages = {
        "required": _("Please give a day and a time."),
        "invalid": _("Please give a day and a time, such as 24.11.2026 18:30."),
        "far": _("This year cannot be meant. Please look at the date again."),
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"], **options)

    def clean(self, value: Any) -> datetime | None:
        try:
            moment = super().clean(value)
        except OverflowError as error:
            raise ValidationError(self.error_messages["far"], code="far") from error
        if moment is not None and not EARLIEST < moment < LATEST:
            raise ValidationError(self.error_messages["far"], code="far")
        return moment
