"""Why something is done."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The reason is kept in the audit trail."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
