"""Filters of the inbox, and decisions."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.applications.fields import PlainText
from einlass.applications.models import Question
from einlass.applications.text import plain_text
from einlass.events.models import Category
from einlass.reviews.models import Verdict
from einlass.reviews.wanted import Wanted
from einlass.web.localized import localized

PREFIX = "a_"
ANY = ("", _("All"))


class WantedForm(forms.Form):
    """The filters. What is not among the choices is as good as not given: links grow old."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, e-mail, company or code")}),
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    verdict = forms.ChoiceField(
        label=_("Decision"), required=False, choices=[ANY, ("undecided", _("Undecided")), *Verdict.choices]
    )
    coming = forms.ChoiceField(
        label=_("Comes"), required=False, choices=[ANY, ("alone", _("Alone")), ("team", _("In a team"))]
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[ANY, ("de", _("German")), ("en", _("English"))]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Those that count")),
            ("unproved", _("Address not confirmed")),
            ("withdrawn", _("Withdrawn")),
            ("all", _("All")),
        ],
    )

    def __init__(
        self, parameters: Mapping[str, str], *, categories: Sequence[Category], attributes: Sequence[Question]
    ) -> None:
        super().__init__(parameters, use_required_attribute=False)
        self.attributes = attributes
        self.fields["category"].choices = [ANY, *((one.key, str(one)) for one in categories)]  # type: ignore[attr-defined]
        for question in attributes:
            choices = [ANY, *((choice["value"], localized(choice["label"])) for choice in question.choices)]
            self.fields[PREFIX + question.key] = forms.ChoiceField(
                label=localized(question.label), required=False, choices=choices
            )

    def wanted(self) -> Wanted:
        self.is_valid()
        clean = self.cleaned_data
        return Wanted(
            search=plain_text(clean.get("q", "")),
            category=clean.get("category", ""),
            verdict=clean.get("verdict", ""),
            coming=clean.get("coming", ""),
            language=clean.get("language", ""),
            state=clean.get("state", ""),
            attributes={
                question.key: clean[PREFIX + question.key]
                for question in self.attributes
                if clean.get(PREFIX + question.key)
            },
        )

    def more_is_set(self) -> bool:
        """Whether a filter is set that stands behind 'More filters'."""
        return any(self.cleaned_data.get(name) for name in self.fields if name not in {"q", "category", "verdict"})


class ExportForm(forms.Form):
    """Which file, of what the filters in `query` show."""

    CSV, XLSX = "csv", "xlsx"

    kind = forms.ChoiceField(choices=[(CSV, "CSV"), (XLSX, "XLSX")])
    query = forms.CharField(required=False, max_length=2000)


class ReasonForm(forms.Form):
    """A verdict on one application (and its team)."""

    use_required_attribute = False
    verdict = forms.ChoiceField(choices=Verdict.choices, widget=forms.HiddenInput)
    reason = PlainText(
        label=_("Reason"),
        lines=True,
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("For the team only; applicants do not see it."),
    )


class DecisionsForm(ReasonForm):
    """A verdict on many applications: those ticked, all that the filters show, or all without a decision."""

    TICKED, SHOWN, REST = "ticked", "shown", "rest"

    which = forms.ChoiceField(choices=[(TICKED, ""), (SHOWN, ""), (REST, "")], widget=forms.HiddenInput)
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    is_confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
