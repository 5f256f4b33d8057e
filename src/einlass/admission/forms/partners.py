"""What organisers say about a partner."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.admission.actions import PartnerDetails
from einlass.admission.forms.guests import language_choices, offer_categories
from einlass.admission.forms.seats import MOST_SEATS
from einlass.admission.models import Contingent
from einlass.applications.fields import Address, PlainText, one_line
from einlass.events.links import VALID_FOR
from einlass.events.models import Category, Event, Partner
from einlass.web.deadlines import deadline_end, deadline_minute
from einlass.web.fields import DeadlineField


class PartnerForm(forms.Form):
    """A partner with its seats. contingent: to be changed; None for a new partner."""

    use_required_attribute = False

    name = PlainText(
        label=gettext_lazy("Company or cluster"),
        # The name of its seats is the same, and shorter.
        max_length=80,
        widget=one_line(autocomplete="organization"),
        help_text=gettext_lazy("As its guests read it: “… invites you”."),
        error_messages={"required": gettext_lazy("Please give the name of the partner.")},
    )
    contact_name = PlainText(
        label=gettext_lazy("Who names the guests"),
        max_length=120,
        required=False,
        widget=one_line(autocomplete="off"),
    )
    contact_email = Address(help_text=gettext_lazy("The link to the page goes there."))
    language = forms.ChoiceField(label=gettext_lazy("Language of the mails"))
    size = forms.IntegerField(
        label=gettext_lazy("Seats"),
        min_value=0,
        max_value=MOST_SEATS,
        error_messages={"required": gettext_lazy("Please say how many seats.")},
    )
    returns_at = DeadlineField(
        label=gettext_lazy("Return day"),
        required=False,
        help_text=gettext_lazy(
            "On that day, seats that nobody has accepted go to the draw by themselves. The partner is reminded seven days and one day before."
        ),
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label=gettext_lazy("Kind of ticket of the guests"), empty_label=None
    )
    reason = forms.CharField(
        label=gettext_lazy("Why does the number of seats change?"),
        help_text=gettext_lazy("Only if it does. The reason is kept in the audit trail."),
        max_length=300,
        required=False,
    )

    def __init__(self, event: Event, contingent: Contingent | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contingent = contingent
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = language_choices(event)
        offer_categories(self, event)
        self.fields["contact_email"].error_messages["required"] = _("Please give the e-mail address of the partner.")
        if contingent is None:
            self._suggest_category(event)
            del self.fields["reason"]

    def _suggest_category(self, event: Event) -> None:
        """As for the partner before; for the first the only kind that nobody applies for, or what somebody chooses."""
        before = Contingent.objects.filter(event=event, category__isnull=False).exclude(partner=None)
        named = list(Category.objects.filter(event=event, takes_applications=False).values_list("pk", flat=True)[:2])
        category = self.fields["category"]
        assert isinstance(category, forms.ModelChoiceField)
        used = before.order_by("pk").values_list("category", flat=True).last()
        self.initial["category"] = used or (named[0] if len(named) == 1 else None)
        category.empty_label = None if self.initial["category"] else _("please choose")

    @classmethod
    def of(cls, partner: Partner, contingent: Contingent | None, sent: Any = None) -> "PartnerForm":
        initial = {
            "name": partner.name,
            "contact_name": partner.contact_name,
            "contact_email": partner.contact_email,
            "language": partner.language,
            "size": contingent.size if contingent else 0,
            "returns_at": contingent.returns_at if contingent else None,
            "category": contingent.category if contingent else None,
        }
        return cls(partner.event, contingent, sent, initial=initial)

    def clean_returns_at(self) -> datetime | None:
        """The field tells minutes only, so a day that was not touched stays what it was, to the second."""
        typed: datetime | None = self.cleaned_data["returns_at"]
        stored = self.contingent.returns_at if self.contingent else None
        if typed and stored and typed == deadline_end(deadline_minute(stored)):
            return stored
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        size = cleaned.get("size")
        if self.contingent and size is not None and size != self.contingent.size and not cleaned.get("reason"):
            self.add_error("reason", _("Please say why. The reason is kept."))
        return cleaned

    def details(self) -> PartnerDetails:
        return PartnerDetails(**self.cleaned_data)


class LinkForm(forms.Form):
    """Until when the partner's link works."""

    use_required_attribute = False
    ends_at = DeadlineField(label=gettext_lazy("The link works until"))

    @classmethod
    def suggested(cls, event: Event, at: datetime) -> "LinkForm":
        return cls(initial={"ends_at": min(event.ends_at, at + VALID_FOR - timedelta(days=1))})
