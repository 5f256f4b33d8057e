"""Uploading a sheet, saying what its columns are, and on which terms it is imported."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.applications.entering import Proof
from einlass.applications.forms import PREFIX
from einlass.applications.importing import limits
from einlass.applications.importing.csv_files import SEPARATORS
from einlass.applications.importing.encodings import ENCODINGS
from einlass.applications.importing.headings import LOOKED_AT
from einlass.applications.importing.mapping import Columns, Target, targets
from einlass.applications.importing.reading import Choices, letter_of
from einlass.applications.importing.wording import ENCODING_NAMES, SEPARATOR_NAMES
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
        help_text=gettext_lazy(
            "Excel (XLSX) or CSV, as it is: which sheet and which row of headings is found, or you say it."
        ),
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

    def __init__(
        self, run: ImportRun, parameters: Mapping[str, Any] | None, *, guessed: Mapping[str, Sequence[int]]
    ) -> None:
        super().__init__(parameters)
        self.event = run.event
        self.questions = {PREFIX + one.key: one for one in self.event.questions.all()}
        self.targets: list[Target] = targets(self.questions.values())
        choices = [("", _("— not in the file —")), *_column_choices(run)]
        for target in self.targets:
            places = [str(place) for place in guessed.get(target.key, ())]
            self.fields[COLUMN + target.key] = _column_field(target, choices, places)
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
        if not any(clean.get(COLUMN + key) for key in ("name", "reversed_name", "last_name")):
            self.add_error(COLUMN + "name", _("Please say which column has the names."))
        if not clean.get(COLUMN + "email"):
            self.add_error(COLUMN + "email", _("Please say which column has the e-mail addresses."))
        if not clean.get(COLUMN + "category") and not clean.get(FOR_ALL + "category"):
            self.add_error(COLUMN + "category", _("Please choose a column, or what holds for everybody."))
        self._refuse_twice(clean)
        return clean

    def columns(self) -> Columns:
        clean = self.cleaned_data
        found = {
            target.key: [int(place) for place in _places(clean.get(COLUMN + target.key))]
            for target in self.targets
            if clean.get(COLUMN + target.key)
        }
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
            places = _places(clean.get(COLUMN + target.key))
            if taken := next((used[place] for place in places if place in used), None):
                self.add_error(COLUMN + target.key, _("This column is “%(other)s” already.") % {"other": taken.label})
            used |= dict.fromkeys(places, target)

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


class ReadingForm(forms.Form):
    """How the file is read, where the guess is wrong."""

    use_required_attribute = False

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))
    encoding = forms.ChoiceField(
        label=gettext_lazy("Characters"), help_text=gettext_lazy("Right if ä, ö, ü, ß and é look right below.")
    )
    separator = forms.ChoiceField(label=gettext_lazy("Cells are separated by"))
    head_row = forms.IntegerField(
        label=gettext_lazy("Row with the headings"),
        min_value=0,
        max_value=LOOKED_AT,
        help_text=gettext_lazy("0 if there are none. What stands above is left out."),
    )
    head_rows = forms.TypedChoiceField(
        label=gettext_lazy("Rows of headings"),
        coerce=int,
        choices=[(1, gettext_lazy("one")), (2, gettext_lazy("two"))],
    )
    takes_hidden = forms.BooleanField(required=False)

    def __init__(self, run: ImportRun, parameters: Mapping[str, Any] | None = None) -> None:
        facts = run.facts
        initial = {name: facts.get(name) for name in ("sheet", "encoding", "separator", "head_row")}
        initial |= {"head_rows": max(1, facts.get("head_rows", 1)), "takes_hidden": facts.get("takes_hidden", False)}
        if initial["encoding"] == "utf-8-sig":
            initial["encoding"] = "utf-8"
        super().__init__(parameters, initial=initial, prefix="reading")
        self.fields["sheet"].choices = [(name, name) for name in facts.get("sheets", ())]  # type: ignore[attr-defined]
        self.fields["encoding"].choices = _named(ENCODINGS, ENCODING_NAMES)  # type: ignore[attr-defined]
        self.fields["separator"].choices = _named(SEPARATORS, SEPARATOR_NAMES)  # type: ignore[attr-defined]
        self._leave_out(facts)

    def choices(self) -> Choices:
        return Choices(**self.cleaned_data)

    def _leave_out(self, facts: Mapping[str, Any]) -> None:
        """What this kind of file does not have."""
        needless = {"encoding", "separator"} if facts["kind"] == "xlsx" else {"sheet", "takes_hidden"}
        if len(facts.get("sheets", ())) < 2:
            needless.add("sheet")
        # A file that begins with a mark of its encoding has no other.
        if facts.get("encoding") in {"utf-8-sig", "utf-16"}:
            needless.add("encoding")
        if not facts.get("hidden_rows"):
            needless.add("takes_hidden")
        for name in needless & self.fields.keys():
            del self.fields[name]
        if "takes_hidden" in self.fields:
            label = _("Take the hidden rows as well (%(number)d)")
            self.fields["takes_hidden"].label = label % {"number": facts["hidden_rows"]}


class DamageForm(forms.Form):
    """What happens to cells that are damaged, for each kind of damage that was found."""

    use_required_attribute = False

    def __init__(self, run: ImportRun, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(parameters, prefix="damage")
        answered = (run.mapping or {}).get("repairs", {})
        for kind, found in run.found.get("damages", {}).items():
            label, repair, keep = DAMAGE[kind]
            self.fields[kind] = forms.TypedChoiceField(
                label=label,
                choices=[("repair", repair), ("keep", keep)],
                coerce=lambda chosen: chosen == "repair",
                widget=forms.RadioSelect,
                initial=None if kind not in answered else "repair" if answered[kind] else "keep",
                error_messages={"required": gettext_lazy("Please choose one of the answers.")},
            )
            self.fields[kind].damage = found  # type: ignore[attr-defined]

    def repairs(self) -> dict[str, bool]:
        return dict(self.cleaned_data)


DAMAGE: Final = {
    "mojibake": (
        gettext_lazy("Letters look damaged: the file was once read in the wrong encoding"),
        gettext_lazy("Repair them as shown"),
        gettext_lazy("Leave them as they are"),
    ),
    "exponent": (
        gettext_lazy("A spreadsheet has rounded long numbers, and their last digits are lost"),
        gettext_lazy("Leave these cells empty"),
        gettext_lazy("Take them as they are"),
    ),
    "zeros": (
        gettext_lazy("A spreadsheet has taken the first 0 off"),
        gettext_lazy("Put it back as shown"),
        gettext_lazy("Take them as they are"),
    ),
    "serial": (
        gettext_lazy("Dates stand there as numbers of days, as spreadsheets count them"),
        gettext_lazy("Read them as the dates shown"),
        gettext_lazy("Take them as they are"),
    ),
}


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


def _column_field(target: Target, choices: list[tuple[str, Any]], places: list[str]) -> forms.Field:
    """A question with several answers may have a column for each of them."""
    if target.options:
        return forms.MultipleChoiceField(
            label=str(target.label),
            choices=choices[1:],
            required=False,
            initial=places,
            widget=forms.SelectMultiple(attrs={"size": min(5, len(choices) - 1)}),
            help_text=_("One column with all answers, or one for each answer: choose several."),
        )
    return forms.ChoiceField(
        label=str(target.label),
        choices=choices,
        required=False,
        initial=next(iter(places), ""),
        help_text=_HINTS.get(target.key, ""),
    )


def _named(keys: Iterable[str], names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(key, names[key]) for key in keys]


def _places(chosen: str | Sequence[str] | None) -> list[str]:
    return [chosen] if isinstance(chosen, str) and chosen else list(chosen or ())


def _column_choices(run: ImportRun) -> list[tuple[str, str]]:
    return [
        (str(position), _described(position, heading, run.sample)) for position, heading in enumerate(run.headings)
    ]


def _described(position: int, heading: str, sample: Sequence[Any]) -> str:
    first = next((cells[position] for _row, cells in sample if position < len(cells) and cells[position].strip()), "")
    shown = f"{letter_of(position)} · {heading or _('(no heading)')}"
    return f"{shown} · {first[:40]}" if first else shown
