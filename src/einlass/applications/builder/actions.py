"""Changing the form. Each action locks the form first, so that changes come one by one, and checks the whole of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from einlass.applications.builder.changes import can_keep_answers, differences, new_problems
from einlass.applications.builder.checks import MOST_QUESTIONS, Problem, free_key, problems
from einlass.applications.builder.errors import (
    FormChangedMeanwhile,
    FormHasProblems,
    KindCannotChange,
    MustStayBelow,
    QuestionChangedMeanwhile,
    QuestionHasAnswers,
    QuestionIsNeeded,
)
from einlass.applications.builder.queries import answer_counts, answered, frame_of, subject_of
from einlass.applications.builder.spec import QuestionSpec, as_facts, differing, fill, spec_of
from einlass.applications.models import Form, Question
from einlass.events import audit
from einlass.events.models import Event, User
from einlass.web.localized import localized


@transaction.atomic
def add_question(event: Event, spec: QuestionSpec, *, at: datetime, by: User, after: str = "") -> Question:
    """Ask one more question: at the end, or after the one with key `after`; without a key it gets one of its label.

    Raises FormHasProblems.
    """
    form, questions = _locked(event)
    spec = _with_key(spec.tidied(), questions, event)
    if any(one.key == spec.key and one.archived_at is not None for one in questions):
        text = _("There is an archived question “%(key)s”; ask that one again, or use another key.")
        raise FormHasProblems([Problem(spec.key, "key", text % {"key": spec.key})])
    place = next((place for place, one in enumerate(questions, start=1) if one.key == after), len(questions))
    question = Question(event=event, key=spec.key)
    fill(question, spec)
    _check(event, questions, [*questions[:place], question, *questions[place:]], {})
    question.position = place
    question.save()
    _renumber([*questions[:place], question, *questions[place:]])
    _raise_version(form)
    facts = as_facts(spec, ["kind", "label", "required"])
    audit.record(event, "question added", subject_of(question), at=at, by=by, after=facts)
    return question


@transaction.atomic
def change_question(question: Question, spec: QuestionSpec, *, seen_version: int, at: datetime, by: User) -> Question:
    """Ask a question otherwise; answers given stay. A change that changes nothing leaves no trace.

    Raises QuestionChangedMeanwhile, KindCannotChange, FormHasProblems.
    """
    form, questions = _locked(question.event)
    question = _same(question, questions)
    if question.version != seen_version:
        raise QuestionChangedMeanwhile(question)
    if _change(question, spec, questions, at=at, by=by):
        _raise_version(form)
    return question


@transaction.atomic
def replace_question(
    question: Question, spec: QuestionSpec, *, seen_version: int, at: datetime, by: User
) -> Question:
    """Archive a question and ask a new one in its place, for a kind that cannot take over the answers.

    Raises QuestionChangedMeanwhile, QuestionIsNeeded, FormHasProblems.
    """
    current = _same(question, _locked(question.event)[1])
    if current.version != seen_version:
        raise QuestionChangedMeanwhile(current)
    archive_question(current, at=at, by=by)
    return add_question(current.event, replace(spec, key=""), after=current.key, at=at, by=by)


@transaction.atomic
def move_question(question: Question, *, before: str, at: datetime, by: User) -> None:
    """Put a question before the one with key `before`; if that is empty or gone, at the end. Raises MustStayBelow."""
    form, questions = _locked(question.event)
    question = _same(question, questions)
    if before == question.key:
        return
    others = [one for one in questions if one.pk != question.pk]
    place = next((place for place, one in enumerate(others) if one.key == before), len(others))
    ordered = [*others[:place], question, *others[place:]]
    if [one.pk for one in ordered] == [one.pk for one in questions]:
        return
    _check_order(ordered)
    _renumber(ordered)
    _raise_version(form)
    place_now = [one.key for one in ordered].index(question.key) + 1
    audit.record(question.event, "question moved", subject_of(question), at=at, by=by, after={"place": place_now})


@transaction.atomic
def archive_question(question: Question, *, at: datetime, by: User) -> Question:
    """Do not ask a question any more; its answers stay. Archiving twice changes nothing. Raises QuestionIsNeeded."""
    form, questions = _locked(question.event)
    question = _same(question, questions)
    if question.archived_at is not None:
        return question
    _archive(question, questions, at=at, by=by)
    _raise_version(form)
    return question


@transaction.atomic
def return_question(question: Question, *, at: datetime, by: User) -> Question:
    """Ask an archived question again, where it stood. Raises FormHasProblems if what it hangs on is gone."""
    form, questions = _locked(question.event)
    question = _same(question, questions)
    if question.archived_at is None:
        return question
    before = [spec_of(one) for one in questions if one.archived_at is None]
    question.archived_at = None
    found = new_problems(before, [spec_of(one) for one in questions if one.archived_at is None], frame_of(form.event))
    if found:
        raise FormHasProblems(found)
    question.version += 1
    question.save(update_fields=["archived_at", "version"])
    _raise_version(form)
    audit.record(form.event, "question asked again", subject_of(question), at=at, by=by)
    return question


@transaction.atomic
def delete_question(question: Question, *, at: datetime, by: User) -> None:
    """Delete an archived question for good. Raises QuestionHasAnswers."""
    questions = _locked(question.event)[1]
    question = _same(question, questions)
    if number := answered(question.event, question.key):
        raise QuestionHasAnswers(question, number)
    if question.archived_at is None:
        return
    facts = as_facts(spec_of(question), ["kind", "label"])
    audit.record(question.event, "question deleted", subject_of(question), at=at, by=by, before=facts)
    question.delete()


@transaction.atomic
def replace_form(
    event: Event, specs: Sequence[QuestionSpec], *, seen_version: int, at: datetime, by: User, source: str
) -> None:
    """Make the form the one that `specs` say: add, change, ask again, archive, order. All of it or nothing.

    Raises FormChangedMeanwhile, FormHasProblems, KindCannotChange.
    """
    form, questions = _locked(event)
    if form.version != seen_version:
        raise FormChangedMeanwhile
    specs = [spec.tidied() for spec in specs]
    if found := problems(specs, frame_of(event)):
        raise FormHasProblems(found)
    found_differences = differences(questions, specs)
    if found_differences.is_nothing:
        return
    by_key = {question.key: question for question in questions}
    for question in found_differences.archived:
        _put_away(question, at=at, by=by)
    for change in found_differences.returned:
        change.question.archived_at = None
        change.question.version += 1
        change.question.save(update_fields=["archived_at", "version"])
        audit.record(event, "question asked again", subject_of(change.question), at=at, by=by)
    for change in (*found_differences.changed, *found_differences.returned):
        _change(change.question, change.spec, None, at=at, by=by)
    for spec in found_differences.added:
        question = Question(event=event, key=spec.key, position=len(by_key))
        fill(question, spec)
        question.save()
        by_key[spec.key] = question
        facts = as_facts(spec, ["kind", "label", "required"])
        audit.record(event, "question added", subject_of(question), at=at, by=by, after=facts)
    wanted = [by_key[spec.key] for spec in specs]
    _renumber([*wanted, *(one for one in questions if one not in wanted)])
    _raise_version(form)
    numbers = {
        "source": source,
        "added": len(found_differences.added),
        "changed": len(found_differences.changed),
        "asked again": len(found_differences.returned),
        "archived": len(found_differences.archived),
    }
    audit.record(event, "form replaced", f"form of {event.slug}", at=at, by=by, after=numbers)


# --- what the actions share -----------------------------------------------------------------------------


def _locked(event: Event) -> tuple[Form, list[Question]]:
    """The form, locked until the transaction ends, and all its questions as they are now, archived ones too."""
    Form.objects.get_or_create(event=event)
    form = Form.objects.select_for_update().get(event=event)
    form.event = event
    return form, list(Question.objects.filter(event=event).select_related("event"))


def _same(question: Question, questions: Sequence[Question]) -> Question:
    """The question as it is now. Raises Question.DoesNotExist if it was deleted meanwhile."""
    found = next((one for one in questions if one.pk == question.pk), None)
    if found is None:
        raise Question.DoesNotExist
    return found


def _raise_version(form: Form) -> None:
    form.version += 1
    form.save(update_fields=["version"])


def _with_key(spec: QuestionSpec, questions: Sequence[Question], event: Event) -> QuestionSpec:
    if spec.key:
        return spec
    taken = frozenset(question.key for question in questions)
    return replace(spec, key=free_key(localized(spec.label, (event.languages or ["en"])[0]), taken))


def _check(
    event: Event, before: Sequence[Question], after: Sequence[Question], changed: Mapping[str, QuestionSpec]
) -> None:
    """Refuse a change that breaks the form; `changed` are specs not yet put into their questions."""
    specs_before = [spec_of(one) for one in before if one.archived_at is None]
    specs_after = [changed.get(one.key) or spec_of(one) for one in after if one.archived_at is None]
    found = new_problems(specs_before, specs_after, frame_of(event))
    if found or len(specs_after) > MOST_QUESTIONS:
        raise FormHasProblems(found or problems(specs_after, frame_of(event)))


def _change(
    question: Question, spec: QuestionSpec, questions: Sequence[Question] | None, *, at: datetime, by: User
) -> bool:
    """Put a spec into a question and save it; says whether that changed anything. `questions`: to check it among."""
    old = spec_of(question)
    spec = replace(spec, key=question.key).tidied()
    parts = differing(old, spec)
    if not parts:
        return False
    counts = answer_counts(question)
    if counts.answered and not can_keep_answers(question.kind, spec.kind):
        raise KindCannotChange(question, spec.kind, counts.answered)
    if questions is not None:
        _check(question.event, questions, questions, {question.key: spec})
    keep = {value for value, number in counts.by_value.items() if number}
    if question.event.takes_applications(at):
        # Somebody may be sending one of them at this moment.
        keep |= {str(choice["value"]) for choice in question.choices}
    fill(question, spec, keep=frozenset(keep))
    question.version += 1
    question.save()
    before, after = as_facts(old, parts), as_facts(spec, parts)
    audit.record(question.event, "question changed", subject_of(question), at=at, by=by, before=before, after=after)
    return True


def _archive(question: Question, questions: Sequence[Question], *, at: datetime, by: User) -> None:
    dependants = [
        one
        for one in questions
        if one.archived_at is None and one.condition and one.condition["question"] == question.key
    ]
    if dependants:
        raise QuestionIsNeeded(question, dependants)
    _put_away(question, at=at, by=by)


def _put_away(question: Question, *, at: datetime, by: User) -> None:
    question.archived_at = at
    question.version += 1
    question.save(update_fields=["archived_at", "version"])
    facts: dict[str, Any] = {"answers": answered(question.event, question.key)}
    audit.record(question.event, "question archived", subject_of(question), at=at, by=by, after=facts)


def _check_order(ordered: Sequence[Question]) -> None:
    live = {one.key: one for one in ordered if one.archived_at is None}
    seen: set[str] = set()
    for one in live.values():
        needed = one.condition["question"] if one.condition else None
        if needed in live and needed not in seen:
            raise MustStayBelow(one, live[needed])
        seen.add(one.key)


def _renumber(ordered: Sequence[Question]) -> None:
    moved = []
    for position, question in enumerate(ordered):
        if question.position != position:
            question.position = position
            moved.append(question)
    Question.objects.bulk_update(moved, ["position"])
