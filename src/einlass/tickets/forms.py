"""What the team types to find tickets."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TicketSearch(forms.Form):
    text = forms.CharField(label=_("Name, e-mail or short code"), required=False, max_length=120)
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All tickets")),
            ("in", _("Already in")),
            ("out", _("Not in yet")),
            ("revoked", _("Taken back")),
        ],
    )
