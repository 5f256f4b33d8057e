"""The code that a test mail brought."""

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.setup.opening.mail_test import DIGITS


class MailTestForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "size": "10"}),
    )

    def clean_code(self) -> str:
        """Without what a copy from a mail brings along."""
        code = "".join(str(self.cleaned_data["code"]).split())
        if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
            raise forms.ValidationError(_("The code is six digits."))
        return code
