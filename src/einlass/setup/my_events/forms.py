"""Whom one names."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CreatorForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the account"), max_length=254)
