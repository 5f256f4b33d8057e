"""What organisers type to hold a draw."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.admission.forms.reasons import ReasonForm
from einlass.web.fields import MomentField


class FreezeForm(forms.Form):
    """Nothing to type: who is in and how many seats there are is known."""


class CommitForm(forms.Form):
    """What is promised in public, together with the fingerprint."""

    value_source = forms.CharField(
        label=_("Where will the public value come from?"),
        help_text=_(
            "Something that nobody can know or steer today, and that everybody can look up later: three dice thrown on"
            " stage, or the lottery numbers of a named day."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    publish_at = MomentField(
        label=_("Hold the outcome until"),
        help_text=_("Leave it empty to publish the outcome in the moment of the draw. What you choose is announced."),
        required=False,
    )
    tells_entrants = forms.BooleanField(
        label=_("Mail the announcement to everybody in the draw, with their own entry"), required=False
    )


class ValueForm(forms.Form):
    """The value is typed twice, because it can never be corrected."""

    value = forms.CharField(
        label=_("Public value"),
        help_text=_("As it was announced, such as 4 1 6. Blanks at the ends and double blanks make no difference."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    again = forms.CharField(
        label=_("Public value, once more"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        value, again = cleaned.get("value"), cleaned.get("again")
        if value and again and value.split() != again.split():
            self.add_error("again", _("The two values are not the same. Please compare them letter by letter."))
        return cleaned


class AnnulForm(ReasonForm):
    reason = forms.CharField(
        label=_("Why is this draw annulled?"),
        help_text=_("The reason is shown on the public page, next to everything that was published so far."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
