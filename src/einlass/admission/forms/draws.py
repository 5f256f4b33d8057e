"""What organisers type to hold a draw."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from einlass.admission.announcement import drand_from
from einlass.admission.forms.reasons import ReasonForm
from einlass.admission.value_forms import possible_values, why_not
from einlass.web.fields import MomentField
from fairdraw import BadInput, ValueForm, numbers_form
from fairdraw.announcement import AS_THROWN, ASCENDING, HIGHEST, LEAST_VALUES, MOST_NUMBERS

SIDES: Final = 6
LOTTERY: Final = {"count": 6, "low": 1, "high": 49, "order": ASCENDING}
PLAIN: Final = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class CommitForm(forms.Form):
    """What is promised in public, together with the fingerprint. Only sources whose value has one spelling are offered."""

    source = forms.ChoiceField(
        label=_("Where will the public value come from?"),
        choices=[
            ("dice", _("Dice, thrown in public")),
            ("lottery", _("The lottery numbers of a named day, 6 of 49")),
            ("numbers", _("Other numbers, drawn or thrown in public")),
            ("drand", _("drand: public randomness, fetched without anybody’s help")),
        ],
        initial="dice",
        widget=forms.RadioSelect,
        help_text=_("Something that nobody can know or steer today, and that everybody can look up later."),
    )
    dice = forms.IntegerField(
        label=_("How many dice"),
        help_text=_(
            "Ordinary dice with six sides. Eight are enough; each is read in the order in which it is thrown."
        ),
        min_value=1,
        max_value=MOST_NUMBERS,
        initial=8,
        required=False,
    )
    count = forms.IntegerField(label=_("How many numbers"), min_value=1, max_value=MOST_NUMBERS, required=False)
    low = forms.IntegerField(label=_("The smallest number there is"), min_value=0, max_value=HIGHEST, required=False)
    high = forms.IntegerField(label=_("The largest number there is"), min_value=1, max_value=HIGHEST, required=False)
    order = forms.ChoiceField(
        label=_("How they are written"),
        choices=[
            (AS_THROWN, _("in the order in which they come; a number can come again")),
            (ASCENDING, _("the smallest first; each number comes once at most")),
        ],
        initial=AS_THROWN,
        widget=forms.RadioSelect,
        required=False,
    )
    value_source = forms.CharField(
        label=_("The source in words"),
        help_text=_(
            "So that everybody can look it up, such as: eight dice, thrown on the stage of the town hall by Ada."
        ),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    known_at = MomentField(
        label=_("When will the value be known?"),
        help_text=_(
            "Announced with the draw. No value is taken before. A round of drand that comes out at this moment is fetched,"
            " and its signature checked, without anybody’s help."
        ),
    )
    publish_at = MomentField(
        label=_("Hold the outcome until"),
        help_text=_("Leave it empty to publish the outcome in the moment of the draw. What you choose is announced."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """form: the announced form of the value; what was typed for a source that was not chosen does not count."""
        typed = super().clean() or {}
        promise = {"publish_at": typed.get("publish_at"), "form": None}
        if self.errors:
            return promise
        if typed["source"] == "drand":
            return promise | {"form": drand_from(typed["known_at"])}
        words = " ".join(typed["value_source"].split())
        if not words:
            self.add_error("value_source", _("Please say where the value will come from."))
        numbers = self._numbers(typed)
        if self.errors or numbers is None:
            return promise
        return promise | {"form": _form_of(words, typed["known_at"], numbers)}

    def _numbers(self, typed: dict[str, Any]) -> dict[str, Any] | None:
        """count, low, high and order of the chosen source; what is missing or too little is said at its field."""
        if typed["source"] == "lottery":
            return LOTTERY
        if typed["source"] == "dice":
            numbers: dict[str, Any] = {"count": typed["dice"] or 1, "low": 1, "high": SIDES, "order": AS_THROWN}
            self._refuse_few(numbers, "dice", _now("Please take more dice: with eight there are 1,679,616 values."))
            return numbers
        for name in ("count", "low", "high", "order"):
            if typed.get(name) in (None, ""):
                self.add_error(name, _("This is needed for numbers of your own."))
        if self.errors:
            return None
        numbers = {name: typed[name] for name in ("count", "low", "high", "order")}
        if numbers["low"] >= numbers["high"]:
            self.add_error("high", _("The largest number must be larger than the smallest."))
            return None
        self._refuse_few(numbers, "count", _now("Please take more numbers, or larger ones."))
        return numbers

    def _refuse_few(self, numbers: dict[str, Any], field: str, advice: str) -> None:
        possible = possible_values(**numbers)
        if possible < LEAST_VALUES:
            self.add_error(
                field,
                _now(
                    "Only %(possible)s different values would be possible, and at least %(fewest)s are needed: with few,"
                    " lotteries could be made until the outcomes suit somebody."
                )
                % {
                    "possible": number_format(possible, force_grouping=True),
                    "fewest": number_format(LEAST_VALUES, force_grouping=True),
                }
                + f" {advice}",
            )


class RoundForm(forms.Form):
    """For a server that cannot fetch the round itself."""

    signature = forms.CharField(
        label=_("Signature of the round"),
        help_text=_("96 hexadecimal digits. They are checked with the public key of the chain."),
        max_length=200,
        widget=forms.TextInput(attrs=PLAIN),
    )


class PublicValueForm(forms.Form):
    """The value is typed twice, because it can never be corrected. It may be typed in any usual spelling.

    announced: how it is written; None where any value will do, as in a rehearsal.
    """

    value = forms.CharField(label=_("Public value"), max_length=500, widget=forms.TextInput(attrs=PLAIN))
    again = forms.CharField(label=_("Public value, once more"), max_length=500, widget=forms.TextInput(attrs=PLAIN))

    def __init__(self, *args: Any, announced: ValueForm | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._announced = announced

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        found = {name: self._canonical(name, cleaned[name]) for name in ("value", "again") if name in cleaned}
        if len(found) == 2 and not self.errors and found["value"] != found["again"]:
            self.add_error("again", _("The two values are not the same. Please compare them letter by letter."))
        return cleaned | found

    def _canonical(self, name: str, typed: str) -> str:
        if self._announced is None:
            return " ".join(typed.split())
        try:
            return self._announced.canonical(typed)
        except BadInput:
            self.add_error(name, why_not(self._announced, typed))
            return typed


class AnnulForm(ReasonForm):
    reason = forms.CharField(
        label=_("Why is this draw annulled?"),
        help_text=_("The reason is shown on the public page, next to everything that was published so far."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _form_of(words: str, known_at: datetime, numbers: dict[str, Any]) -> ValueForm:
    """Raises ValidationError in the words of the library, should it refuse more than we do."""
    try:
        return numbers_form(**numbers, source=words, at=known_at)
    except BadInput as error:
        raise ValidationError(str(error)) from error
