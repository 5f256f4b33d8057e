"""What organisers say of people, and what they dare."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.admission.forecasting import Group
from einlass.admission.forms.seats import MOST_SEATS
from einlass.admission.models import Forecast
from einlass.events.models import Event


class AssumptionsForm(forms.Form):
    """Rates as "about 85 of 100": the first number by itself says how many, the second how sure one is."""

    risk_one_in = forms.IntegerField(
        label=_("More people than the hall holds: at most 1 in"), min_value=2, max_value=1_000_000
    )
    hard_limit = forms.IntegerField(
        label=_("Never more seats than"),
        help_text=_("The hard limit, whatever is computed: the fire brigade's number, say. Empty: no overbooking."),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
    )
    fills_again = forms.BooleanField(
        label=_("Declined seats are offered again, until all are taken"),
        help_text=_("Then how many decline does not matter for the risk, only how many do not come."),
        required=False,
    )
    wave_every = forms.IntegerField(label=_("Days from one wave of offers to the next"), min_value=1, max_value=100)
    answer_within = forms.IntegerField(label=_("Days an offer stays open"), min_value=1, max_value=100)
    stops_before = forms.IntegerField(label=_("Days before the doors with the last wave"), min_value=0, max_value=365)
    given_back_of_100 = forms.IntegerField(
        label=_("Of 100 tickets, given back before the doors"), min_value=0, max_value=100
    )

    def __init__(self, event: Event, forecast: Forecast, groups: Sequence[Group], *args: Any, **kwargs: Any) -> None:
        self.event, self.groups = event, list(groups)
        first = {name: getattr(forecast, name) for name in self.base_fields}
        for group in self.groups:
            for what in ("take", "show"):
                assumed = getattr(group, what)
                first |= {f"{group.purpose}_{what}_hits": assumed.hits, f"{group.purpose}_{what}_of": assumed.of}
        super().__init__(*args, **{"initial": first, **kwargs})
        for name in first.keys() - self.base_fields.keys():
            self.fields[name] = forms.IntegerField(min_value=0 if name.endswith("hits") else 1, max_value=100_000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for group in self.groups:
            for what in ("take", "show"):
                hits, of = (cleaned.get(f"{group.purpose}_{what}_{part}") for part in ("hits", "of"))
                if hits is not None and of is not None and hits > of:
                    self.add_error(
                        f"{group.purpose}_{what}_hits",
                        _("%(name)s: no more than %(of)s of %(of)s can be.") % {"name": group.label, "of": of},
                    )
        if cleaned.get("hard_limit") and cleaned["hard_limit"] < self.event.capacity:
            self.add_error(
                "hard_limit",
                _("The hall holds %(seats)s; the hard limit is that or more.") % {"seats": self.event.capacity},
            )
        return cleaned

    @property
    def assumptions(self) -> dict[str, Any]:
        """The fields of Forecast, from what was typed."""
        fields = {name: self.cleaned_data[name] for name in self.base_fields}
        rates = {
            group.purpose: {
                what: [self.cleaned_data[f"{group.purpose}_{what}_{part}"] for part in ("hits", "of")]
                for what in ("take", "show")
            }
            for group in self.groups
        }
        return {**fields, "rates": rates}

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]

    @property
    def rate_rows(self) -> list[dict[str, Any]]:
        """One row per purpose, with its four fields."""
        return [
            {"group": group, **{name: self[f"{group.purpose}_{name}"] for name in RATE_FIELDS}}
            for group in self.groups
        ]


RATE_FIELDS = ("take_hits", "take_of", "show_hits", "show_of")


class OverbookingForm(forms.Form):
    seats = forms.IntegerField(
        label=_("Seats beyond the hall"), help_text=_("0 switches it off."), min_value=0, max_value=MOST_SEATS
    )
    target = forms.ChoiceField(
        label=_("They go to, or come from"),
        required=False,
        help_text=_("Without a contingent, they can be given to any later."),
    )
    reason = forms.CharField(label=_("Why?"), help_text=_("The reason is kept in the audit trail."), max_length=300)

    def __init__(self, choices: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("no contingent")), *choices]
