"""The application form, built from the event's categories and questions."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.applications.actions import Details
from einlass.applications.conditions import asked
from einlass.applications.consents import OWN, own_words
from einlass.applications.errors import TeamHasWithdrawn, TeamIsFull, TeamProblem
from einlass.applications.fields import Address, PlainText, one_line, question_field
from einlass.applications.file_field import DROPPED, KEPT, FileInput, NewFile
from einlass.applications.form_parts import FormParts, form_parts, new_form_parts
from einlass.applications.models import Application, Question, Team
from einlass.applications.shown import Shown
from einlass.applications.teams import TeamChoice, TeamWish
from einlass.applications.uploads import answer_of, keep_file, token_of
from einlass.events.models import Event

PREFIX = "q_"


@dataclass(frozen=True)
class AskedField:
    """A question's field on the page; `condition` (JSON) and `hint` where it is only asked of some.

    change: "new" or "changed" if it is not as it was when the applicant opened the form.
    """

    key: str
    field: forms.BoundField
    condition: str = ""
    hint: str = ""
    change: str = ""


class DetailsForm(forms.Form):
    """What an applicant may change later: name, category, answers, team."""

    use_required_attribute = False

    name = PlainText(
        label=gettext_lazy("Name"),
        max_length=120,
        widget=one_line(autocomplete="name"),
        help_text=gettext_lazy("As it should stand on your ticket."),
        error_messages={"required": gettext_lazy("Please give your name.")},
    )
    category = forms.ChoiceField(
        label=gettext_lazy("I come as"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose what you come as."),
            "invalid_choice": gettext_lazy("Please choose one of the answers offered."),
        },
    )
    team = forms.ChoiceField(
        label=gettext_lazy("How do you want to come?"),
        widget=forms.RadioSelect,
        initial=TeamWish.ALONE.value,
        error_messages={
            "required": gettext_lazy("Please choose how you want to come."),
            "invalid_choice": gettext_lazy("Please choose one of the answers offered."),
        },
    )
    team_name = PlainText(
        label=gettext_lazy("Name of the team"),
        max_length=80,
        error_messages={"required": gettext_lazy("Please give your team a name.")},
    )
    also_alone = forms.BooleanField(
        label=gettext_lazy(
            "If there are not enough seats for all of us, some of us would also come without the others."
        ),
        required=False,
    )
    alone_too = forms.BooleanField(
        label=gettext_lazy("If there are not enough seats for all of us, I would also come without the others."),
        required=False,
    )
    hides_name = forms.BooleanField(label=gettext_lazy("Do not show my name to my team."), required=False)
    team_code = PlainText(
        label=gettext_lazy("Code of the team"),
        max_length=20,
        error_messages={"required": gettext_lazy("Please give the code of the team.")},
        widget=one_line(autocomplete="off", autocapitalize="characters", spellcheck="false"),
        help_text=gettext_lazy("Eight letters and digits, from the person who founded the team."),
    )

    # Which words the page showed, so that nobody agrees to others.
    consents_seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    def __init__(
        self,
        event: Event,
        *args: Any,
        team: Team | None = None,
        questions: Sequence[Question] | None = None,
        **options: Any,
    ) -> None:
        self.base_fields = {}  # type: ignore[misc]  # or Django would copy each of them
        # Our labels end without one; Django would look the colon's translation up.
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.event = event
        self.current_team = team
        self.shown_before = Shown.read(self.data.get("form_shown", "")) if self.is_bound else Shown({})
        self.parts = parts = self._parts(questions)
        self.categories, self.questions = parts.categories, parts.questions
        self.form_version, self.shown = parts.version, parts.shown
        self.fields = parts.declared(type(self), self._prepare)
        if team is not None:
            self.fields["team"] = deepcopy(self.fields["team"])
            self._offer_to_stay(self.fields["team"], team)
        asking = {} if self.initial else parts.asking()
        for question in self.questions:
            name = PREFIX + question.key
            if self.initial:
                # What was answered before may be allowed for this person alone.
                self.fields[name] = question_field(question, answer=self.initial.get(name))
            else:
                # A field for a file remembers the one that was sent.
                is_own = question.kind == Question.Kind.FILE
                self.fields[name] = deepcopy(asking[question.key]) if is_own else asking[question.key]
        self.asked_keys: set[str] = self._asked_keys() if self.is_bound else set()

    def _prepare(self, fields: dict[str, forms.Field]) -> None:
        """Make the fields ready that are the same for everybody who sees this form."""
        fields["category"].choices = [(key, str(one)) for key, one in self.categories.items()]  # type: ignore[attr-defined]
        fields["team"].choices = [  # type: ignore[attr-defined]
            (TeamWish.ALONE.value, _("Alone")),
            (TeamWish.FOUND.value, _("With a team that I found now")),
            (TeamWish.JOIN.value, _("With a team whose code I have")),
        ]
        fields["consents_seen"].initial = self._consents_shown()

    def _offer_to_stay(self, field: forms.Field, team: Team) -> None:
        stay = _("With my team “%(team)s”, as now") % {"team": team.name}
        field.choices = [(TeamWish.STAY.value, stay), *field.choices]  # type: ignore[attr-defined]

    def _parts(self, questions: Sequence[Question] | None) -> FormParts:
        """What the form is built from; looked at anew where the page sent along something else than we keep."""
        if questions is not None:
            return new_form_parts(self.event, questions)
        kept = form_parts(self.event)
        return form_parts(self.event, anew=True) if self.shown_before.differs_from(kept.shown) else kept

    def question_fields(self) -> Iterator[AskedField]:
        """The questions for the template, in order."""
        for question in self.questions:
            field = self[PREFIX + question.key]
            change = self.shown_before.change_of(question)
            if question.condition:
                hint = self._hint(question.condition)
                yield AskedField(question.key, field, json.dumps(question.condition), hint, change)
            else:
                yield AskedField(question.key, field, change=change)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for question in self.questions:
            if question.key not in self.asked_keys:
                self.errors.pop(PREFIX + question.key, None)
        if self.shown_before.differs_from(self.shown):
            self.say_changed()
        if cleaned.get("team") != TeamWish.FOUND:
            self.errors.pop("team_name", None)
        if cleaned.get("team") != TeamWish.JOIN:
            self.errors.pop("team_code", None)
        self._refuse_unread_consents()
        return cleaned

    def say_changed(self) -> None:
        """Tell somebody that the form is not the one they filled in."""
        self.add_error(
            None,
            _(
                "The organisers changed the form while you were filling it in. Nothing was sent yet, and what you typed "
                "is still here. Please look over the questions marked “new” or “changed”, then send the form again."
            ),
        )

    def keep_files(self, *, at: datetime) -> None:
        """Keep the files that were sent and are good, also where something else must be corrected first."""
        for question in self.questions:
            name = PREFIX + question.key
            sent = self.cleaned_data.get(name)
            if isinstance(sent, NewFile) and question.key in self.asked_keys:
                answer = answer_of(keep_file(self.event, question.key, sent.file, sent.kind, at=at))
                self.cleaned_data[name] = answer
                token = token_of(answer["file"], question.key)
                self.data = MultiValueDict({**dict(self.data.lists()), name + KEPT: [token], name + DROPPED: []})  # type: ignore[attr-defined]
                self.files.pop(name, None)

    @property
    def has_new_files(self) -> bool:
        """Whether a good file came along; a program that filled in every field brings none."""
        return "homepage" not in self.errors and any(
            isinstance(value, NewFile) for value in self.cleaned_data.values()
        )

    def details(self) -> Details:
        """The clean values, for the actions."""
        clean, consented = self.cleaned_data, self._consents_given()
        answers = {
            question.key: _plain(clean[PREFIX + question.key])
            for question in self.questions
            if question.key in self.asked_keys and clean.get(PREFIX + question.key) not in (None, "", [], False)
        }
        return Details(
            name=clean["name"],
            category=self.categories[clean["category"]],
            answers=answers,
            form_version=self.form_version,
            consents={key: words for key, words in self.parts.consents.items() if key in consented},
            team=TeamChoice(
                wish=TeamWish(clean["team"]),
                name=clean.get("team_name", ""),
                also_alone=clean["also_alone"],
                code=clean.get("team_code", ""),
                alone_too=clean["alone_too"],
                hides_name=clean["hides_name"],
            ),
        )

    def _consents_given(self) -> set[str]:
        consents = [one.key for one in self.questions if one.kind == Question.Kind.CONSENT]
        return {key for key in consents if key in self.asked_keys and self.cleaned_data.get(PREFIX + key)}

    def _refuse_unread_consents(self) -> None:
        """Nobody agrees to words that came while the form was being filled in: ask again, the box empty."""
        seen = dict(pair.rpartition(":")[::2] for pair in self.cleaned_data.get("consents_seen", "").split())
        current = self.parts.consent_prints
        ticked = {self._consent_field(key) for key in current if seen.get(key, current[key]) != current[key]}
        changed = [name for name in ticked if self.cleaned_data.get(name)]
        if not changed:
            return
        self.data = data = cast(QueryDict, self.data).copy()
        data["consents_seen"] = self._consents_shown()
        for name in changed:
            data.pop(name, None)
            self.add_error(name, _("These words were changed a moment ago. Please read them once more."))

    def _consent_field(self, key: str) -> str:
        return PREFIX + key if key != OWN else "consent"

    def _consents_shown(self) -> str:
        return " ".join(f"{key}:{mark}" for key, mark in self.parts.consent_prints.items())

    def refuse_team(self, problem: TeamProblem) -> None:
        """Say beside the code why the team cannot be joined."""
        self.add_error("team_code", team_problem(problem))

    def _asked_keys(self) -> set[str]:
        decisive = {one.condition["question"] for one in self.questions if one.condition}
        typed = {
            question.key: self[PREFIX + question.key].data
            for question in self.questions
            if question.key in decisive and question.kind != Question.Kind.FILE
        }
        typed |= {"category": self["category"].data, "team": self["team"].data}
        return asked([(one.key, one.condition) for one in self.questions], typed)

    def _hint(self, condition: Mapping[str, Any]) -> str:
        """'Only if “I come as” is: Founder', for people without script."""
        key, values = condition["question"], condition["is"]
        field = self.fields.get(PREFIX + key) or self.fields[key]
        names = dict(getattr(field, "choices", []))
        wanted = ", ".join(str(names.get(value, value)) for value in values)
        return _("Only if “%(question)s” is: %(answers)s") % {"question": field.label, "answers": wanted}


class ApplyForm(DetailsForm):
    """A new application."""

    email = Address(help_text=gettext_lazy("We send a link there; your application counts once you have opened it."))
    consent = forms.BooleanField(
        error_messages={"required": gettext_lazy("Without this we may not keep your application.")}
    )
    # People never see this field; programs that fill in every form do.
    homepage = forms.CharField(
        label=gettext_lazy("Please leave this field empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    # Filled in by the browser where the event asks for a proof of work; it draws its own field.
    altcha = forms.CharField(required=False, max_length=4000, strip=True)
    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def _prepare(self, fields: dict[str, forms.Field]) -> None:
        super()._prepare(fields)
        fields["submission_key"].initial = uuid4
        fields["consent"].label = own_words() % {"event": self.event.name}

    def _consents_given(self) -> set[str]:
        return super()._consents_given() | {OWN}

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise ValidationError(_("Please leave this field empty."), code="filled")
        return ""


class EditForm(DetailsForm):
    """A change to what was sent."""

    def __init__(self, application: Application, *args: Any, **options: Any) -> None:
        initial = {
            "name": application.name,
            "category": application.category.key,
            "team": (TeamWish.STAY if application.team else TeamWish.ALONE).value,
            "alone_too": application.also_alone,
            "hides_name": application.hides_name,
            **{PREFIX + key: answer for key, answer in application.answers.items()},
        }
        super().__init__(application.event, *args, team=application.team, initial=initial, **options)
        for field in self.fields.values():
            if isinstance(field.widget, FileInput):
                field.widget.owner = application


class IntakeForm(forms.ModelForm):
    """What organisers set for the intake."""

    use_required_attribute = False

    class Meta:
        model = Event
        fields = ["asks_proof_of_work"]
        labels = {"asks_proof_of_work": gettext_lazy("Ask every browser for a small proof of work before it applies")}
        help_texts = {
            "asks_proof_of_work": gettext_lazy(
                "People notice it for a second or two; programs that apply by the thousand pay for each. Nothing loads"
                " from another host. Browsers without scripts may still apply, a few from each network."
            )
        }


class BlindReviewForm(forms.ModelForm):
    """Whether reviewers see who applied."""

    use_required_attribute = False

    class Meta:
        model = Event
        fields = ["is_review_blind"]
        labels = {"is_review_blind": gettext_lazy("Review is blind")}
        help_texts = {
            "is_review_blind": gettext_lazy(
                "Reviewers then see an application's code in place of the name, and no address, no team's name and none"
                " of the answers listed here; they search by code. Organisers always see everything."
            )
        }


class LinkForm(forms.Form):
    """Send me my link again."""

    use_required_attribute = False
    email = Address()


class ErasureForm(forms.Form):
    """The second step before everything is deleted."""

    use_required_attribute = False
    is_sure = forms.BooleanField(
        label=gettext_lazy("Yes, delete my data. I know that this cannot be undone."),
        error_messages={"required": gettext_lazy("Please tick this box first. Nothing has been deleted yet.")},
    )


class CodeForm(forms.Form):
    """The six digits from the mail; spaces and dashes between them do no harm."""

    use_required_attribute = False
    code = forms.CharField(
        label=gettext_lazy("Code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "size": "10"}),
        help_text=gettext_lazy("Six digits."),
        error_messages={"required": gettext_lazy("Please type the six digits from the mail.")},
    )

    def clean_code(self) -> str:
        digits = re.sub(r"[\s-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise ValidationError(_("Please type the six digits from the mail."), code="invalid")
        return digits


def team_problem(problem: TeamProblem) -> str:
    """Why a team cannot be joined, in words."""
    match problem:
        case TeamIsFull():
            return _("The team “%(team)s” is full: at most %(number)d people come as one team.") % {
                "team": problem.team.name,
                "number": Team.LARGEST,
            }
        case TeamHasWithdrawn():
            return _("Everybody in the team “%(team)s” has withdrawn, so there is nobody to join.") % {
                "team": problem.team.name
            }
    return _("There is no team with this code. Please compare it with the code you were given.")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
