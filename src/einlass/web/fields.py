"""Form fields that every room uses."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from einlass.web.deadlines import deadline_end, deadline_minute

# Moments further away are typing errors, and some cannot be said in another zone at all.
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)


class MomentField(forms.DateTimeField):
    """A day and a time of day, in the event's zone."""

    default_error_messages = {
        "required": _("Please give a day and a time."),
        "invalid": _("Please give a day and a time, such as 24.11.2026 18:30."),
        "far": _("This year cannot be meant. Please look at the date again."),
        "skipped": _("The clocks go forward then, and this time does not exist. Please choose one before or after."),
        "twice": _("The clocks go back then, and this time comes twice. Please choose one before or after."),
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

    def to_python(self, value: Any) -> datetime | None:
        """Raises ValidationError for a time that the clock on the wall skips, or shows twice."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            local = (error.params or {})["datetime"]
            code = "twice" if _comes_twice(local) else "skipped"
            raise ValidationError(self.error_messages[code], code=code) from error


class DeadlineField(MomentField):
    """The last minute that counts, as people say it; its value is the end of that minute, as it is saved."""

    def clean(self, value: Any) -> datetime | None:
        named = super().clean(value)
        return deadline_end(named) if named else None

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(deadline_minute(value) if isinstance(value, datetime) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        named = deadline_minute(initial) if isinstance(initial, datetime) else initial
        return super().has_changed(named, data)


def _comes_twice(local: datetime) -> bool:
    """Of a time that is not plain in the active zone: it comes twice if the later reading has the smaller offset."""
    zone = timezone.get_current_timezone()
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return second < first
