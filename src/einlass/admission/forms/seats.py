"""What organisers type into the seat ledger."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from einlass.admission.models import Contingent
from einlass.events.models import Event, Partner
from einlass.web.fields import DeadlineField

# More than any hall has; beyond some thousand millions the databases cannot count.
MOST_SEATS: Final = 1_000_000


def contingent_choices(contingents: Iterable[Contingent]) -> list[tuple[str, str]]:
    return [(contingent.code, str(contingent)) for contingent in contingents]


class SeenField(forms.IntegerField):
    """Which version of the ledger the page showed; a form sent twice is then refused the second time."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


def shown_anew(form: forms.Form, seen: int) -> None:
    """A refused form comes back as it was typed, above the seats as they are now."""
    # One by one: spread out, the lists behind a QueryDict would come along.
    form.data = {name: form.data[name] for name in form.data} | {"seen": str(seen)}


class MoveForm(forms.Form):
    source = forms.ChoiceField(label=_("From"))
    target = forms.ChoiceField(label=pgettext_lazy("contingent", "To"))
    seats = forms.IntegerField(label=_("How many seats"), min_value=1, max_value=MOST_SEATS)
    reason = forms.CharField(label=_("Why?"), help_text=_("The reason is kept in the audit trail."), max_length=300)
    seen = SeenField()

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
    size = forms.IntegerField(label=_("Seats from now on"), min_value=0, max_value=MOST_SEATS)
    reason = forms.CharField(label=_("Why?"), help_text=_("The reason is kept in the audit trail."), max_length=300)

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "contingent", choices)


class ReturnDayForm(forms.Form):
    contingent = forms.ChoiceField(label=_("Contingent"))
    returns_at = DeadlineField(
        label=_("Unused seats go to the draw on"), required=False, help_text=_("Leave it empty for never.")
    )
    reason = forms.CharField(
        label=_("Why?"), help_text=_("The reason is kept in the audit trail."), max_length=300, required=False
    )

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
    size = forms.IntegerField(label=_("Seats"), min_value=0, max_value=MOST_SEATS)

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Partner.objects.filter(event=event, contingent=None)
        field.empty_label = _("please choose")

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
