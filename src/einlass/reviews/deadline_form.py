"""A moment until which one applicant has time."""

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.web.fields import DeadlineField


class DeadlineForm(forms.Form):
    use_required_attribute = False

    until = DeadlineField(label=_("Until when?"))
