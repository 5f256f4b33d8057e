"""What of the trail one wants to see; and a head that was kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.events import audit
from einlass.events.models import Event
from einlass.setup.audit_trail.objects import KINDS
from einlass.setup.audit_trail.queries import AuditFilter, actors_of, names_of
from einlass.setup.audit_trail.words import ROOMS


class FilterForm(forms.Form):
    actor = forms.ChoiceField(label=_("Person"), required=False)
    action = forms.ChoiceField(label=_("What was done"), required=False)
    kind = forms.ChoiceField(label=_("Kind of object"), required=False)
    code = forms.CharField(label=_("Code of the object"), required=False, max_length=80)
    first_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("Up to and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actors = actors_of(event)
        names = sorted(names_of(actors).items(), key=lambda pair: pair[1].casefold())
        everything = ("", _("any"))
        self._choose("actor", [everything, *(pair for pair in names if pair[0])])
        rooms = [(room, sorted(words.items(), key=lambda pair: str(pair[1]))) for room, words in ROOMS]
        self._choose("action", [everything, *rooms])
        kinds = sorted(((key, str(kind.words)) for key, kind in KINDS.items()), key=lambda pair: pair[1])
        self._choose("kind", [everything, *kinds])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("This day is before the first one."))
        return cleaned

    @property
    def wanted(self) -> AuditFilter:
        return AuditFilter(**{name: self.cleaned_data.get(name) or empty for name, empty in EMPTY.items()})


EMPTY: dict[str, Any] = {
    "actor": "",
    "action": "",
    "kind": "",
    "code": "",
    "first_day": None,
    "last_day": None,
}


class HeadForm(forms.Form):
    since = forms.CharField(
        label=_("A head that you kept"),
        required=False,
        max_length=100,
        help_text=_("Such as 1204:6f1e…. Then it also shows whether entries after it were cut off."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_since(self) -> audit.Head | None:
        text = self.cleaned_data["since"]
        try:
            return audit.Head.read(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(
                _("A head is a number, a colon and 64 letters and digits. Please copy it whole.")
            ) from error
