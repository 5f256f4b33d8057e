"""What organisers type to hold a draw."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.admission.forms.reasons import ReasonForm
from einlass.web.fields import MomentField
from fairdraw.drand import round_from


class FreezeForm(forms.Form):
    """Nothing to type: who is in and how many seats there are is known."""


class CommitForm(forms.Form):
    """What is promised in public, together with the fingerprint."""

    source = forms.ChoiceField(
        label=_("Where will the public value come from?"),
        choices=[
            ("own", _("Dice, lottery numbers: typed in")),
            ("drand", _("drand: public randomness")),
        ],
        initial="own",
        widget=forms.RadioSelect,
        help_text=_("Something that nobody can know or steer today, and that everybody can look up later."),
    )
    value_source = forms.CharField(
        label=_("The source in words"),
        help_text=_("Such as: three dice, thrown on stage; or the lottery numbers of a named day."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    drand_at = MomentField(
        label=_("When the round of drand comes out"),
        help_text=_(
            "drand gives a random number every three seconds, signed by independent servers. The worker fetches the one"
            " of this moment, checks its signature, and draws."
        ),
        required=False,
    )
    publish_at = MomentField(
        label=_("Hold the outcome until"),
        help_text=_("Leave it empty to publish the outcome in the moment of the draw. What you choose is announced."),
        required=False,
    )
    tells_entrants = forms.BooleanField(
        label=_("Mail the announcement to everybody in the draw, with their own entry"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """value_source or drand_round, as it was chosen; what was typed beside the other choice does not count."""
        typed = super().clean() or {}
        promise = {"publish_at": typed.get("publish_at"), "tells_entrants": typed.get("tells_entrants", False)}
        if typed.get("source") == "drand":
            if typed.get("drand_at") is None and "drand_at" not in self.errors:
                self.add_error("drand_at", _("Please say when."))
            return promise | {"drand_round": typed.get("drand_at") and round_from(typed["drand_at"])}
        if not typed.get("value_source") and "value_source" not in self.errors:
            self.add_error("value_source", _("Please say where the value will come from."))
        return promise | {"value_source": typed.get("value_source", "")}


class RoundForm(forms.Form):
    """For a server that cannot fetch the round itself."""

    signature = forms.CharField(
        label=_("Signature of the round"),
        help_text=_("96 hexadecimal digits. They are checked with the public key of the chain."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
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
