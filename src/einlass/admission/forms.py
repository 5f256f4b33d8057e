"""What organisers type into this room's pages."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from einlass.admission.models import Contingent
from einlass.events.models import Event, Partner
from einlass.web.fields import MomentField


class FreezeForm(forms.Form):
    value_source = forms.CharField(
        label=_("Where will the public value come from?"),
        help_text=_(
            "Something that nobody can know or steer today, and that everybody can look up later: three dice thrown on"
            " stage, or the lottery numbers of a named day. It is published together with the entries."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
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


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The reason is kept in the audit trail."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AnnulForm(ReasonForm):
    reason = forms.CharField(
        label=_("Why is this draw annulled?"),
        help_text=_("The reason is shown on the public page, next to everything that was published so far."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OfferForm(forms.Form):
    """Until when people may answer."""

    expires_at = MomentField(
        label=_("Answer until"),
        help_text=_("In the time of the event. After that moment the seat is free again."),
    )

    @classmethod
    def suggested(cls, event: Event, at: datetime) -> "OfferForm":
        """A week from now, in the evening; never later than the evening before the doors open."""
        week = _evening(at + timedelta(days=7), event)
        last = _evening(event.doors_open_at - timedelta(days=1), event)
        return cls(initial={"expires_at": min(week, last) if last > at else event.ends_at})


def contingent_choices(contingents: Iterable[Contingent]) -> list[tuple[str, str]]:
    return [(contingent.code, str(contingent)) for contingent in contingents]


class MoveForm(forms.Form):
    source = forms.ChoiceField(label=_("From"))
    target = forms.ChoiceField(label=_("To"))
    seats = forms.IntegerField(label=_("How many seats"), min_value=1)
    reason = forms.CharField(label=_("Why?"), help_text=_("The reason is kept in the audit trail."), max_length=300)

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            _choices(self, name, choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("source") and cleaned.get("source") == cleaned.get("target"):
            self.add_error("target", _("Please choose another contingent than the first."))
        return cleaned


class SizeForm(forms.Form):
    contingent = forms.ChoiceField(label=_("Contingent"))
    size = forms.IntegerField(label=_("Seats from now on"), min_value=0)
    reason = forms.CharField(label=_("Why?"), help_text=_("The reason is kept in the audit trail."), max_length=300)

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "contingent", choices)


class ContingentForm(forms.Form):
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Contingent.Purpose.choices)
    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Partner"), required=False, help_text=_("Only for a partner's contingent.")
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    name_de = forms.CharField(label=_("Name in German"), max_length=80)
    size = forms.IntegerField(label=_("Seats"), min_value=0)

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Partner.objects.filter(event=event, contingent=None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_partner = cleaned.get("purpose") == Contingent.Purpose.PARTNER
        if is_partner and not cleaned.get("partner"):
            self.add_error("partner", _("Please say for which partner."))
        if not is_partner and cleaned.get("partner"):
            self.add_error("partner", _("Only a contingent for partners belongs to a partner."))
        return cleaned


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _evening(moment: datetime, event: Event) -> datetime:
    local = timezone.localtime(moment, event.tz)
    return local.replace(hour=20, minute=0, second=0, microsecond=0)
