"""Entering an application for somebody: the same form, with who called or wrote and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.applications.entering import Proof
from einlass.applications.fields import Address, PlainText
from einlass.applications.forms import DetailsForm
from einlass.applications.models import Source
from einlass.events.models import Event


class EntryForm(DetailsForm):
    email = Address()
    language = forms.ChoiceField(
        label=gettext_lazy("Language in which we write to them"),
        widget=forms.RadioSelect,
        choices=[("de", gettext_lazy("German")), ("en", gettext_lazy("English"))],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How did it come to you?"),
        widget=forms.RadioSelect,
        choices=[choice for choice in Source.Kind.choices if choice[0] != Source.Kind.IMPORT],
        error_messages={"required": gettext_lazy("Please choose how it came to you.")},
    )
    reason = PlainText(
        label=gettext_lazy("Why do you enter it?"),
        lines=True,
        max_length=500,
        help_text=gettext_lazy("For the team only, such as: has no e-mail access at work, called on Monday."),
        error_messages={"required": gettext_lazy("Please say why, so that others in the team understand it.")},
    )
    proof = forms.ChoiceField(
        label=gettext_lazy("Is the address confirmed?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one of the answers.")},
    )
    is_agreed = forms.BooleanField(
        label=gettext_lazy(
            "This person knows that I enter this, and that the details are used to give out the seats."
        ),
        error_messages={"required": gettext_lazy("Without this you must not enter it.")},
    )

    def __init__(self, event: Event, *args: Any, may_ask: bool, **options: Any) -> None:
        super().__init__(event, *args, **options)
        spoken = [choice for choice in self.fields["language"].choices if choice[0] in event.languages]  # type: ignore[attr-defined]
        self.fields["language"].choices = spoken  # type: ignore[attr-defined]
        self.fields["language"].initial = spoken[0][0] if spoken else "en"
        self.fields["proof"].choices = [  # type: ignore[attr-defined]
            *(
                [(Proof.ASKED.value, _("No: they get a mail, and count once the address is confirmed"))]
                if may_ask
                else []
            ),
            (Proof.TOLD.value, _("Yes: they count at once, and get a mail with the link to their page")),
            (Proof.QUIET.value, _("Yes: they count at once, and get no mail now")),
        ]
