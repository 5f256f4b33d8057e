"""Decisions, exports, tags, notes and views."""

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.applications.fields import PlainText, one_line
from einlass.reviews.models import Tag, Verdict


class ExportForm(forms.Form):
    """Which file, of what the filters in `query` show."""

    CSV, XLSX = "csv", "xlsx"
    SHOWN, ALL = "shown", "all"

    kind = forms.ChoiceField(choices=[(CSV, "CSV"), (XLSX, "XLSX")])
    columns = forms.ChoiceField(choices=[(SHOWN, ""), (ALL, "")], required=False)
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


class TagForm(forms.ModelForm[Tag]):
    use_required_attribute = False
    name = PlainText(label=_("Name"), max_length=40, widget=one_line(autocomplete="off"))
    colour = forms.TypedChoiceField(
        label=_("Colour"), choices=Tag.Colour.choices, coerce=int, widget=forms.Select, initial=Tag.Colour.WINE
    )

    class Meta:
        model = Tag
        fields = ["name", "colour"]


class TaggingForm(forms.Form):
    """A tag put on, or taken off, those ticked or all that the filters show. A name that is none yet makes a tag."""

    TICKED, SHOWN = "ticked", "shown"
    ADD, REMOVE = "add", "remove"

    which = forms.ChoiceField(choices=[(TICKED, ""), (SHOWN, "")])
    tagging = forms.ChoiceField(choices=[(ADD, ""), (REMOVE, "")])
    tag = PlainText(max_length=40)
    query = forms.CharField(required=False, max_length=2000)


class NoteForm(forms.Form):
    use_required_attribute = False
    text = PlainText(
        label=_("Note"),
        lines=True,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("For the team only. Applicants have a right to know notes about them if they ask."),
        error_messages={"required": _("Please write something.")},
    )


class ViewForm(forms.Form):
    use_required_attribute = False
    name = PlainText(label=_("Name"), max_length=60, widget=one_line(autocomplete="off"))
    is_shared = forms.BooleanField(label=_("The whole team sees it"), required=False)
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


class ColumnsForm(forms.Form):
    """The columns of the list; `order` numbers them where somebody moved some."""

    query = forms.CharField(required=False, max_length=2000)
