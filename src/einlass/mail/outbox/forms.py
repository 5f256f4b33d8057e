from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.mail.catalogue import kinds
from einlass.mail.models import Problem
from einlass.mail.outbox.queries import MailState


class MessageSearch(forms.Form):
    text = forms.CharField(label=_("Address or code"), required=False, max_length=254)
    state = forms.ChoiceField(label=_("State"), required=False)
    problem = forms.ChoiceField(label=_("Reason"), required=False)
    template = forms.ChoiceField(label=_("Kind of mail"), required=False)

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        choices: dict[str, list[tuple[str, Any]]] = {
            "state": [(state.value, state.label) for state in MailState],
            "problem": [(one.value, one.label) for one in Problem],
            "template": [(kind.template, kind.title) for kind in kinds().values()],
        }
        for name, options in choices.items():
            self.fields[name].choices = [("", _("all")), *options]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, str]:
        """What is looked for; a value that is no choice is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
