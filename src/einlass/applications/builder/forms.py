"""What an organiser types about a question, made into a QuestionSpec."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.applications.builder.checks import (
    LONGEST_HELP,
    LONGEST_LABEL,
    MOST_KEPT_DAYS,
    Frame,
    Problem,
    condition_problems,
    question_problems,
)
from einlass.applications.builder.choice_rows import ChoiceRow, choices_in, edited, language_name, rows_of, typed_rows
from einlass.applications.builder.spec import Condition, QuestionSpec
from einlass.applications.countries import country_choices
from einlass.applications.fields import PlainText
from einlass.applications.file_types import FILE_TYPES
from einlass.applications.models import Question, Upload
from einlass.applications.text import plain_text
from einlass.events.models import Event
from einlass.web.localized import localized

IF: Final = "if_"


@dataclass(frozen=True)
class ConditionSource:
    """A question on which another can hang: the field that lists its answers."""

    key: str
    field: forms.BoundField


class QuestionForm(forms.Form):
    """A question. `before`: the specs of the questions above it, on which it can hang."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=Question.Kind.choices)
    key = PlainText(
        label=gettext_lazy("Short name"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "Small letters, digits and “_”: how files and quotas call the question. Left empty, it is made of the "
            "question. It cannot be changed later."
        ),
    )
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    only_if = forms.ChoiceField(label=gettext_lazy("Who is asked"), required=False)
    file_types = forms.MultipleChoiceField(
        label=gettext_lazy("Which files"),
        choices=[(name, text) for name, (text, _endings) in FILE_TYPES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file_megabytes = forms.IntegerField(
        label=gettext_lazy("How large at most, in megabytes"),
        required=False,
        min_value=1,
        max_value=Upload.LARGEST_MEGABYTES,
        initial=5,
    )
    is_attribute = forms.BooleanField(
        label=gettext_lazy("Use for quotas, filters and plots"),
        required=False,
        help_text=gettext_lazy(
            "The draw can then keep a least and a most number of seats for each choice. Filters and plots need one choice."
        ),
    )
    is_hidden_in_blind_review = forms.BooleanField(
        label=gettext_lazy("Hide in blind review"),
        required=False,
        help_text=gettext_lazy("For what tells who somebody is."),
    )
    kept_days = forms.IntegerField(
        label=gettext_lazy("Delete the answers so many days after the event"),
        required=False,
        min_value=0,
        max_value=MOST_KEPT_DAYS,
        help_text=gettext_lazy("Left empty, they are kept as long as the application."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        event: Event,
        frame: Frame,
        before: Sequence[QuestionSpec],
        data: Mapping[str, Any] | None = None,
        *,
        question: Question | None = None,
        spec: QuestionSpec | None = None,
        used: Mapping[str, int] | None = None,
        taken: Iterable[str] = (),
    ) -> None:
        super().__init__(data, initial=_initial(spec) if spec is not None else None, auto_id="question_%s")
        self.event, self.frame, self.question = event, frame, question
        self.before = {one.key: one for one in before}
        self.used = used or {}
        self.taken = frozenset(taken)
        for language in frame.languages:
            self._add_texts(language)
        if question is not None:
            del self.fields["key"]
            self.initial["version"] = question.version
        self._add_condition()
        self.choice_errors: list[str] = []
        self.rows = self._rows(spec)

    # --- for the template -------------------------------------------------------------------------------

    def texts(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Per language: its code, the field of the question and that of the help."""
        return [(one, self[f"label_{one}"], self[f"help_{one}"]) for one in self.frame.languages]

    def sources(self) -> list[ConditionSource]:
        return [ConditionSource(name.removeprefix(IF), self[name]) for name in self.fields if name.startswith(IF)]

    # --- what was typed ---------------------------------------------------------------------------------

    def typed_spec(self) -> QuestionSpec:
        """The question as it stands on the page, right or wrong: for the preview."""
        data = self.data
        labels = {one: plain_text(str(data.get(f"label_{one}", ""))) or "…" for one in self.frame.languages}
        helps = {one: plain_text(str(data.get(f"help_{one}", "")), lines=True) for one in self.frame.languages}
        kind = str(data.get("kind", ""))
        megabytes = str(data.get("file_megabytes", ""))
        spec = QuestionSpec(
            key=self.question.key if self.question is not None else "new",
            kind=kind if kind in Question.Kind.values else Question.Kind.TEXT,
            label=labels,
            help=helps,
            choices=choices_in(self.rows),
            required=bool(data.get("required")),
            condition=self._condition(),
            file_types=tuple(name for name in FILE_TYPES if name in data.getlist("file_types")),  # type: ignore[attr-defined]
            file_megabytes=int(megabytes) if megabytes.isdecimal() and len(megabytes) < 4 else 5,
        ).tidied()
        if condition_problems(spec, self.before, self.frame):
            return QuestionSpec(**{**vars(spec), "condition": None})
        return spec

    def spec(self) -> QuestionSpec:
        """The clean values; an empty key stays empty."""
        clean = self.cleaned_data
        languages = self.frame.languages
        return QuestionSpec(
            key=self.question.key if self.question is not None else clean.get("key", ""),
            kind=clean["kind"],
            label={one: clean.get(f"label_{one}", "") for one in languages},
            help={one: clean.get(f"help_{one}", "") for one in languages},
            choices=choices_in(self.rows),
            required=clean["required"],
            condition=self._condition(),
            is_attribute=clean["is_attribute"],
            is_hidden_in_blind_review=clean["is_hidden_in_blind_review"],
            kept_days=clean.get("kept_days"),
            file_types=tuple(clean.get("file_types", ())),
            file_megabytes=clean.get("file_megabytes") or 5,
        ).tidied()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "kind" not in self.errors:
            spec = self.spec()
            problems = [*question_problems(spec, self.frame), *condition_problems(spec, self.before, self.frame)]
            self.show_problems(problems, own_key=spec.key)
        return cleaned

    def seen(self, version: int) -> None:
        """What is sent next was written knowing this version of the question."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(version)
        self.data = data

    def show_problems(self, problems: Iterable[Problem], *, own_key: str) -> None:
        """Put each problem beside what it is about; those of other questions above the form."""
        rows = [row for row in self.rows if not row.is_removed and not row.is_empty]
        for problem in problems:
            name = {"condition": "only_if"}.get(problem.part, problem.part)
            if problem.key != own_key:
                text = _("This would break the question “%(key)s”: %(problem)s")
                self.add_error(None, text % {"key": problem.key, "problem": problem.text})
            elif problem.row is not None and problem.row < len(rows):
                rows[problem.row].errors.append(problem.text)
                self._choices_are_wrong(_("Please look at the marked choices."))
            elif name == "choices":
                self._choices_are_wrong(problem.text)
            elif name not in self.fields:
                self.add_error(None, problem.text)
            elif name not in self.errors:
                self.add_error(name, problem.text)

    def edit_rows(self, command: str) -> None:
        """Follow a button beside the choices: "more", "up-3" or "down-3"."""
        self.rows = edited(self.rows, command, self.frame.languages)

    def _choices_are_wrong(self, text: str) -> None:
        if text not in self.choice_errors:
            self.choice_errors.append(text)
        # Counts as an error of the form; its text stands beside the choices.
        self.errors.setdefault("choices", self.error_class([text]))

    # --- building the fields ----------------------------------------------------------------------------

    def _add_texts(self, language: str) -> None:
        is_first = language == self.frame.languages[0]
        name = language_name(language)
        self.fields[f"label_{language}"] = PlainText(
            label=_("Question in %(language)s") % {"language": name},
            max_length=LONGEST_LABEL,
            required=is_first,
            error_messages={"required": _("Please write the question in this language.")},
            widget=forms.TextInput(attrs={"lang": language, "dir": "auto"}),
        )
        self.fields[f"help_{language}"] = PlainText(
            label=_("Help in %(language)s") % {"language": name},
            lines=True,
            max_length=LONGEST_HELP,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2, "lang": language, "dir": "auto"}),
        )

    def _add_condition(self) -> None:
        sources: list[tuple[str, str, list[tuple[str, str]]]] = [
            ("category", _("I come as"), [(one.key, str(one)) for one in self._categories()]),
            ("team", _("How do you want to come?"), _team_answers()),
        ]
        for spec in self.before.values():
            if answers := _answers(spec):
                sources.append((spec.key, localized(spec.label), answers))
        only_if = self.fields["only_if"]
        only_if.choices = [  # type: ignore[attr-defined]
            ("", _("Everybody")),
            *(
                (key, _("Only by the answer to “%(question)s”") % {"question": label})
                for key, label, _answers in sources
            ),
        ]
        for key, label, answers in sources:
            self.fields[IF + key] = forms.MultipleChoiceField(
                label=_("Asked if “%(question)s” is") % {"question": label},
                choices=answers,
                required=False,
                widget=forms.SelectMultiple(attrs={"size": 8}) if len(answers) > 40 else forms.CheckboxSelectMultiple,
            )

    def _categories(self) -> list[Any]:
        return [one for one in self.event.categories.all() if one.takes_applications]

    def _condition(self) -> Condition | None:
        key = str(self.data.get("only_if", ""))
        if not key or IF + key not in self.fields:
            return None
        allowed = [str(value) for value, _label in self.fields[IF + key].choices]  # type: ignore[attr-defined]
        chosen = self.data.getlist(IF + key)  # type: ignore[attr-defined]
        values = [value for value in allowed if value in chosen]
        if key == "team" and {"found", "join"} & set(values):
            # Who changes an application stays in the team that was founded or joined.
            values.append("stay")
        return Condition(key, tuple(values))

    # --- choices ----------------------------------------------------------------------------------------

    def _rows(self, spec: QuestionSpec | None) -> list[ChoiceRow]:
        if not self.is_bound:
            return rows_of(spec.choices if spec is not None else (), self.frame.languages, self.used)
        kept = self.question.choices if self.question is not None else []
        return typed_rows(self.data, self.frame.languages, self.used, kept)


class ImportForm(forms.Form):
    """A form as TOML, as a file or as text."""

    use_required_attribute = False

    file = forms.FileField(
        label=gettext_lazy("File"), required=False, widget=forms.FileInput(attrs={"accept": ".toml"})
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "autocapitalize": "off", "class": "code"}),
    )


def _initial(spec: QuestionSpec) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "kind": spec.kind,
        "required": spec.required,
        "is_attribute": spec.is_attribute,
        "is_hidden_in_blind_review": spec.is_hidden_in_blind_review,
        "kept_days": spec.kept_days,
        "file_types": list(spec.file_types),
        "file_megabytes": spec.file_megabytes,
        **{f"label_{language}": text for language, text in spec.label.items()},
        **{f"help_{language}": text for language, text in spec.help.items()},
    }
    if spec.condition is not None:
        initial |= {"only_if": spec.condition.question, IF + spec.condition.question: list(spec.condition.values)}
    return initial


def _team_answers() -> list[tuple[str, str]]:
    return [
        ("alone", _("Alone")),
        ("found", _("With a team that I found now")),
        ("join", _("With a team whose code I have")),
    ]


def _answers(spec: QuestionSpec) -> list[tuple[str, str]]:
    """What can be answered to a question and hung upon; empty if nothing."""
    kind = Question.Kind
    match spec.kind:
        case kind.CHOICE | kind.MULTIPLE:
            return [(choice.value, localized(choice.label)) for choice in spec.choices]
        case kind.CONSENT:
            return [("yes", _("Ticked"))]
        case kind.COUNTRY:
            return country_choices()
    return []
