"""What organisers type to send offers in parts, and to announce."""

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.web.fields import MomentField


class PartsForm(forms.Form):
    seats = forms.IntegerField(label=_("Seats in each part"), min_value=1, max_value=100_000, initial=200)
    hours = forms.IntegerField(label=_("Hours between two parts"), min_value=1, max_value=720, initial=24)
    starts_at = MomentField(
        label=_("When does the first part go out?"),
        help_text=_("Empty: now, or in the next working hours."),
        required=False,
    )


class AnnouncementForm(forms.Form):
    starts_at = MomentField(
        label=_("When is everybody told?"),
        help_text=_("Empty: now, or in the next working hours."),
        required=False,
    )
