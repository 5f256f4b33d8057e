"""What the crew types: a gate's rule, a phone's name, a guest to find."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from einlass.checkin.models import Gate
from einlass.events.models import Category, Event
from einlass.web.fields import MomentField


class PhoneForm(forms.Form):
    gate = forms.ModelChoiceField(Gate.objects.none(), label=_("Gate"), to_field_name="code", empty_label=None)
    name = forms.CharField(
        label=_("Name of the phone"),
        required=False,
        max_length=80,
        help_text=_("Such as “Ada's phone”, so that you can tell the phones apart."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gate"].queryset = event.gates.all()  # type: ignore[attr-defined]


class CategoriesField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:  # A number larger than SQLite knows is nobody's category.
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class GateForm(forms.Form):
    """The rule of a gate. `gate` is the one being changed, if any: its own name is not taken."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Such as “Main entrance”."))
    opens_at = MomentField(label=_("Opens"))
    closes_at = MomentField(label=_("Closes"))
    categories = CategoriesField(
        Category.objects.none(),
        label=_("Who may come in here"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to let everybody in."),
    )

    def __init__(self, *args: Any, event: Event, gate: Gate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.gate = event, gate
        self.fields["categories"].queryset = event.categories.all()  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = self.event.gates.exclude(pk=self.gate.pk) if self.gate else self.event.gates.all()
        if others.filter(name__iexact=name).exists():
            raise ValidationError(_("There is a gate of this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        opens_at, closes_at = self.cleaned_data.get("opens_at"), self.cleaned_data.get("closes_at")
        if opens_at and closes_at and opens_at >= closes_at:
            self.add_error("closes_at", _("The gate must close after it opens."))
        return self.cleaned_data


class GuestSearch(forms.Form):
    gate = forms.ModelChoiceField(Gate.objects.none(), label=_("Gate"), to_field_name="code", empty_label=None)
    text = forms.CharField(label=_("Name, e-mail or short code"), required=False, max_length=120)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gate"].queryset = event.gates.all()  # type: ignore[attr-defined]
