"""Uploading a sheet, saying what its columns are, and on which terms it is imported."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.applications.entering import Proof
from einlass.applications.forms import PREFIX
from einlass.applications.importing import limits
from einlass.applications.importing.mapping import Columns, Target, targets
from einlass.applications.importing.reading import letter_of
from einlass.applications.importing.writing import Terms
from einlass.applications.models import ImportRun, Question
from einlass.web.localized import localized

COLUMN: Final = "column_"
FOR_ALL: Final = "all_"
MEGABYTE: Final = 1_000_000


class UploadForm(forms.Form):
    use_required_attribute = False

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        help_text=gettext_lazy("Excel (XLSX) or CSV, with headings in its first row."),
        error_messages={
            "required": gettext_lazy("Please choose a file."),
            "empty": gettext_lazy("This file is empty."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > limits.MOST_BYTES:
            text = _("This file has %(size)d MB; at most %(most)d MB can be read.")
            raise ValidationError(
                text % {"size": -(-file.size // MEGABYTE), "most": limits.MOST_BYTES // MEGABYTE}, code="large"
            )
        return file


@dataclass(frozen=True)
class Line:
    """One thing that the file may tell: the field for its column and, where there may be one, for what holds for all."""

    column: forms.BoundField
    for_all: forms.BoundField | None


class ColumnsForm(forms.Form):
    """Which column is what."""

    use_required_attribute = False

    def __init__(self, run: ImportRun, parameters: Mapping[str, Any] | None, *, guessed: Mapping[str, int]) -> None:
        super().__init__(parameters)
        self.event = run.event
        self.questions = {PREFIX + one.key: one for one in self.event.questions.all()}
        self.targets: list[Target] = targets(self.questions.values())
        choices = [("", _("— not in the file —")), *_column_choices(run)]
        for target in self.targets:
            self.fields[COLUMN + target.key] = forms.ChoiceField(
                label=str(target.label),
                choices=choices,
                required=False,
                initial=str(guessed[target.key]) if target.key in guessed else "",
                help_text=_HINTS.get(target.key, ""),
            )
            if (field := self._field_for_all(target.key)) is not None:
                self.fields[FOR_ALL + target.key] = field

    def person(self) -> Iterator[Line]:
        """The lines about the person, in order."""
        return (self._line(target.key) for target in self.targets if target.key not in self.questions)

    def asked(self) -> Iterator[Line]:
        """The lines about the form's questions, in order."""
        return (self._line(target.key) for target in self.targets if target.key in self.questions)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if not clean.get(COLUMN + "name") and not clean.get(COLUMN + "last_name"):
            self.add_error(COLUMN + "name", _("Please say which column has the names."))
        if not clean.get(COLUMN + "email"):
            self.add_error(COLUMN + "email", _("Please say which column has the e-mail addresses."))
        if not clean.get(COLUMN + "category") and not clean.get(FOR_ALL + "category"):
            self.add_error(COLUMN + "category", _("Please choose a column, or what holds for everybody."))
        self._refuse_twice(clean)
        return clean

    def columns(self) -> Columns:
        clean = self.cleaned_data
        found = {one.key: int(clean[COLUMN + one.key]) for one in self.targets if clean.get(COLUMN + one.key)}
        for_all = {
            one.key: clean[FOR_ALL + one.key]
            for one in self.targets
            if one.key not in found and clean.get(FOR_ALL + one.key)
        }
        for_all |= (
            {} if "language" in found or "language" in for_all else {"language": (self.event.languages or ["en"])[0]}
        )
        return Columns(found, for_all)

    def _refuse_twice(self, clean: Mapping[str, Any]) -> None:
        used: dict[str, Target] = {}
        for target in self.targets:
            column = clean.get(COLUMN + target.key)
            if column and column in used:
                text = _("This column is “%(other)s” already.") % {"other": used[column].label}
                self.add_error(COLUMN + target.key, text)
            elif column:
                used[column] = target

    def _line(self, key: str) -> Line:
        return Line(self[COLUMN + key], self[FOR_ALL + key] if FOR_ALL + key in self.fields else None)

    def _field_for_all(self, key: str) -> forms.Field | None:
        """For what every application must have, and a file may lack because it is the same for everybody in it."""
        question = self.questions.get(key)
        if key == "category":
            choices = [(one.key, str(one)) for one in self.event.categories.all() if one.takes_applications]
        elif key == "language" and len(self.event.languages) > 1:
            names = {"de": _("German"), "en": _("English")}
            choices = [(one, str(names.get(one, one))) for one in self.event.languages]
        elif question is None or not question.required:
            return None
        elif question.kind == Question.Kind.CONSENT:
            choices = [("yes", _("Yes"))]
        elif question.choices:
            choices = [(choice["value"], localized(choice["label"])) for choice in question.choices]
        else:
            return forms.CharField(label=_("or the same for everybody"), required=False, max_length=500)
        return forms.ChoiceField(label=_("or the same for everybody"), required=False, choices=[("", "—"), *choices])


class TermsForm(forms.Form):
    """How the checked rows are imported."""

    use_required_attribute = False

    proof = forms.ChoiceField(
        label=gettext_lazy("Are the addresses confirmed?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one of the answers.")},
    )
    changes = forms.ChoiceField(
        label=gettext_lazy("What about those who are there already, with other details?"),
        widget=forms.RadioSelect,
        choices=[
            ("keep", gettext_lazy("Leave them as they are")),
            ("take", gettext_lazy("Replace what differs by what the file says")),
        ],
        initial="keep",
        error_messages={"required": gettext_lazy("Please choose one of the answers.")},
    )
    is_agreed = forms.BooleanField(
        label=gettext_lazy(
            "These people know that they are entered here, and that their details are used to give out the seats."
        ),
        error_messages={"required": gettext_lazy("Without this their details must not be imported.")},
    )

    def __init__(self, parameters: Mapping[str, Any] | None = None, *, has_changes: bool, may_ask: bool) -> None:
        super().__init__(parameters)
        self.fields["proof"].choices = proof_choices(may_ask=may_ask)  # type: ignore[attr-defined]
        if not has_changes:
            del self.fields["changes"]

    def terms(self) -> Terms:
        clean = self.cleaned_data
        return Terms(Proof(clean["proof"]), changes=clean.get("changes") == "take")


def proof_choices(*, may_ask: bool) -> list[tuple[str, Any]]:
    """How somebody who is entered comes to count, in words."""
    choices: list[tuple[str, Any]] = [
        (Proof.TOLD.value, _("Yes: they count at once, and get a mail with the link to their page")),
        (Proof.QUIET.value, _("Yes: they count at once, and get no mail now")),
    ]
    if may_ask:
        choices.insert(0, (Proof.ASKED.value, _("No: each gets a mail, and counts once the address is confirmed")))
    return choices


_HINTS: Final = {
    "name": gettext_lazy("First and last name in one column, or in two, below."),
    "team": gettext_lazy("People with the same words here come as one team; at most four."),
    "reference": gettext_lazy("If each person has one, a changed address is recognised by it."),
}


def _column_choices(run: ImportRun) -> list[tuple[str, str]]:
    return [
        (str(position), _described(position, heading, run.sample)) for position, heading in enumerate(run.headings)
    ]


def _described(position: int, heading: str, sample: Sequence[Any]) -> str:
    first = next((cells[position] for _row, cells in sample if position < len(cells) and cells[position].strip()), "")
    shown = f"{letter_of(position)} · {heading or _('(no heading)')}"
    return f"{shown} · {first[:40]}" if first else shown
