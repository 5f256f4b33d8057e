from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event

LANGUAGE_NAMES: Final = dict(settings.LANGUAGES)


class SubscriptionForm(forms.Form):
    """Address, and the language of the mails where the event has more than one."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    language = forms.ChoiceField(label=_("Language of our mails"))

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        languages = event.languages or ["en"]
        current = get_language()
        self.fields["language"].choices = [(one, LANGUAGE_NAMES.get(one, one)) for one in languages]  # type: ignore[attr-defined]
        self.initial["language"] = current if current in languages else languages[0]
        if len(languages) == 1:
            self.fields["language"].widget = forms.HiddenInput()
