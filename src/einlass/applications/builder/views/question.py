"""One question: a new one, a change, and what the form would look like."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from einlass.applications.builder.actions import add_question, change_question, replace_question
from einlass.applications.builder.changes import AnswerCounts, can_keep_answers, consequences, digest, grouped
from einlass.applications.builder.errors import (
    FormHasProblems,
    KindCannotChange,
    QuestionChangedMeanwhile,
    QuestionIsNeeded,
)
from einlass.applications.builder.forms import QuestionForm
from einlass.applications.builder.loaders import get_question, member
from einlass.applications.builder.parts import Difference, difference_list
from einlass.applications.builder.previews import Preview, preview_of, with_spec
from einlass.applications.builder.queries import answer_counts, frame_of, last_change
from einlass.applications.builder.spec import QuestionSpec, spec_of
from einlass.applications.models import Question
from einlass.events.access import for_team
from einlass.events.models import AuditEntry, Event, Role

page = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422


@dataclass
class Answer:
    """What the page says to what was sent: consequences to confirm, a clash, a kind that cannot be."""

    consequences: Sequence[str] = ()
    refused_kind: str = ""
    theirs: Sequence[Difference] = ()
    their_change: AuditEntry | None = None
    status: int = 200
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def confirmation(self) -> str:
        return digest(self.consequences) if self.consequences else ""


@for_team(Role.ORGANISER)
@page
def new_question(request: HttpRequest, event: Event) -> HttpResponse:
    questions = list(event.questions.all())
    frame = frame_of(event)
    asked = [one for one in questions if one.archived_at is None]
    before = [spec_of(one) for one in asked]
    taken = [one.key for one in questions]
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        if kind not in Question.Kind.values:
            return render(request, "applications/builder/kinds.html", {"kinds": Question.Kind.choices})
        spec = QuestionSpec("", kind, {}, file_types=("pdf",))
        form = QuestionForm(event, frame, before, spec=spec, taken=taken)
        return _page(request, event, form, asked, None, Answer())
    form = QuestionForm(event, frame, before, request.POST, taken=taken)
    if _only_edits(request, form):
        return _page(request, event, form, asked, None, Answer())
    if form.is_valid():
        try:
            added = add_question(event, form.spec(), at=timezone.now(), by=member(request))
        except FormHasProblems as refusal:
            form.show_problems(refusal.problems, own_key=form.spec().key or refusal.problems[0].key)
        else:
            messages.success(request, _("“%(question)s” is on the form now.") % {"question": added})
            return _to_list(event, added)
    return _page(request, event, form, asked, None, Answer(status=UNPROCESSABLE))


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
@page
def question(request: HttpRequest, event: Event, key: str) -> HttpResponse:
    kept = get_question(event, key)
    asked = list(event.questions.asked_now())
    before = [spec_of(one) for one in _above(kept, asked)]
    counts = answer_counts(kept)
    frame = frame_of(event)
    if request.method != "POST":
        form = QuestionForm(event, frame, before, question=kept, spec=spec_of(kept), used=counts.by_value)
        return _page(request, event, form, asked, kept, Answer(), counts)
    form = QuestionForm(event, frame, before, request.POST, question=kept, used=counts.by_value)
    if _only_edits(request, form):
        return _page(request, event, form, asked, kept, Answer(), counts)
    answer = Answer(status=UNPROCESSABLE)
    if form.is_valid():
        answer = _save(request, kept, form, counts)
        if answer.extra:
            messages.success(request, _("“%(question)s” is saved.") % {"question": answer.extra["question"]})
            return _to_list(event, answer.extra["question"])
    return _page(request, event, form, asked, kept, answer, counts)


@for_team(Role.ORGANISER)
@require_POST
def preview(request: HttpRequest, event: Event) -> HttpResponse:
    """The form with a question as it is being typed; nothing is saved."""
    asked = list(event.questions.asked_now())
    key = request.POST.get("edited", "")
    kept = get_question(event, key) if key else None
    above = _above(kept, asked) if kept is not None else asked
    form = QuestionForm(event, frame_of(event), [spec_of(one) for one in above], request.POST, question=kept)
    return HttpResponse(_typed_preview(request, event, form, asked, kept).html)


def _save(request: HttpRequest, kept: Question, form: QuestionForm, counts: AnswerCounts) -> Answer:
    """Save what was sent, or say what is to be confirmed or decided first."""
    spec, seen = form.spec(), form.cleaned_data.get("version") or 0
    now = timezone.now()
    what_happens = consequences(spec_of(kept), spec, counts)
    is_as_new = "as_new" in request.POST
    must_confirm = what_happens and request.POST.get("confirmed") != digest(what_happens)
    try:
        if seen == kept.version and must_confirm and not is_as_new and _kind_fits(kept, spec, counts):
            return Answer(consequences=what_happens, status=UNPROCESSABLE)
        save = replace_question if is_as_new else change_question
        return Answer(extra={"question": save(kept, spec, seen_version=seen, at=now, by=member(request))})
    except QuestionChangedMeanwhile as clash:
        theirs = difference_list(spec, spec_of(clash.question))
        form.seen(clash.question.version)
        return Answer(theirs=theirs, their_change=last_change(kept), status=UNPROCESSABLE)
    except KindCannotChange as refusal:
        kind = Question.Kind(refusal.kind).label
        text = ngettext(
            "%(number)s answer was given to this question as “%(old)s”; it would mean nothing as “%(new)s”.",
            "%(number)s answers were given to this question as “%(old)s”; they would mean nothing as “%(new)s”.",
            refusal.answers,
        )
        names = {"number": grouped(refusal.answers), "old": kept.get_kind_display(), "new": kind}
        form.add_error("kind", text % names)
        return Answer(refused_kind=str(kind), status=UNPROCESSABLE)
    except QuestionIsNeeded as refusal:
        names = {"others": ", ".join(f"“{one}”" for one in refusal.dependants)}
        form.add_error(
            None, _("The answer to this question decides who is asked %(others)s. Change that first.") % names
        )
    except FormHasProblems as refusal:
        form.show_problems(refusal.problems, own_key=spec.key)
    return Answer(status=UNPROCESSABLE)


def _kind_fits(kept: Question, spec: QuestionSpec, counts: AnswerCounts) -> bool:
    return not counts.answered or can_keep_answers(kept.kind, spec.kind)


def _only_edits(request: HttpRequest, form: QuestionForm) -> bool:
    """Whether a button was pressed that saves nothing: more rows, another order, the preview."""
    if command := request.POST.get("choices", ""):
        form.edit_rows(command)
    return bool(command) or "preview" in request.POST


def _above(kept: Question, asked: Sequence[Question]) -> list[Question]:
    """The questions that are asked before this one."""
    return [one for one in asked if (one.position, one.pk) < (kept.position, kept.pk)]


def _typed_preview(
    request: HttpRequest, event: Event, form: QuestionForm, asked: Sequence[Question], kept: Question | None
) -> Preview:
    language = request.POST.get("preview") or request.POST.get("preview_language") or request.GET.get("preview")
    if not form.is_bound:
        return preview_of(event, asked, language, edited=kept.key if kept else "")
    spec = form.typed_spec()
    return preview_of(event, with_spec(event, asked, kept, spec), language, edited=spec.key)


def _page(
    request: HttpRequest,
    event: Event,
    form: QuestionForm,
    asked: Sequence[Question],
    kept: Question | None,
    answer: Answer,
    counts: AnswerCounts | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "question": kept,
        "answer": answer,
        "counts": counts or AnswerCounts(),
        "preview": _typed_preview(request, event, form, asked, kept),
    }
    return render(request, "applications/builder/question.html", context, status=answer.status)


def _to_list(event: Event, question: Question) -> HttpResponse:
    return redirect(f"{reverse('applications:form', args=[event.slug])}#question-{question.key}")
