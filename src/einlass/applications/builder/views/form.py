"""The list of questions: their order, taking them out, asking them again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einlass.applications.builder.actions import archive_question, delete_question, move_question, return_question
from einlass.applications.builder.errors import FormHasProblems, MustStayBelow, QuestionHasAnswers, QuestionIsNeeded
from einlass.applications.builder.loaders import get_question, member
from einlass.applications.builder.previews import preview_of
from einlass.applications.builder.queries import answered
from einlass.applications.builder.rows import question_rows
from einlass.applications.models import Question
from einlass.events.access import for_team
from einlass.events.models import Event, Role

UNPROCESSABLE = 422


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
@require_safe
def form(request: HttpRequest, event: Event) -> HttpResponse:
    questions = list(event.questions.all())
    asked = [one for one in questions if one.archived_at is None]
    context = {
        "rows": question_rows(event, asked),
        "archived": [one for one in questions if one.archived_at is not None],
        "moved": request.GET.get("moved", ""),
        "direction": request.GET.get("direction", ""),
        "is_open": event.takes_applications(timezone.now()),
        "preview": preview_of(event, asked, request.GET.get("preview")),
    }
    return render(request, "applications/builder/form.html", context)


@for_team(Role.ORGANISER)
@require_POST
def place(request: HttpRequest, event: Event, key: str) -> HttpResponse:
    question = get_question(event, key)
    try:
        move_question(question, before=request.GET.get("before", ""), at=timezone.now(), by=member(request))
    except MustStayBelow as refusal:
        text = _(
            "“%(question)s” must stay below “%(needed)s”: the answer there decides who is asked. Nothing was moved."
        )
        messages.error(request, text % {"question": refusal.question, "needed": refusal.needed})
    direction = "up" if request.POST.get("direction") == "up" else "down"
    # Without a fragment: a browser does not follow autofocus where there is one.
    return redirect(f"{reverse('applications:form', args=[event.slug])}?moved={key}&direction={direction}")


@for_team(Role.ORGANISER)
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: HttpRequest, event: Event, key: str) -> HttpResponse:
    question = get_question(event, key)
    needed_by: list[Question] = []
    if request.method == "POST":
        try:
            archive_question(question, at=timezone.now(), by=member(request))
        except QuestionIsNeeded as refusal:
            needed_by = refusal.dependants
        else:
            text = _("“%(question)s” is not asked any more. Its answers stay; below the form you can ask it again.")
            messages.success(request, text % {"question": question})
            return redirect("applications:form", event.slug)
    context = {"question": question, "answers": answered(event, key), "needed_by": needed_by}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "applications/builder/removal.html", context, status=status)


@for_team(Role.ORGANISER)
@require_POST
def returning(request: HttpRequest, event: Event, key: str) -> HttpResponse:
    question = get_question(event, key)
    try:
        return_question(question, at=timezone.now(), by=member(request))
    except FormHasProblems as refusal:
        text = _("“%(question)s” cannot be asked again as it is: %(problem)s")
        messages.error(request, text % {"question": question, "problem": refusal.problems[0].text})
    else:
        messages.success(request, _("“%(question)s” is asked again.") % {"question": question})
    return redirect("applications:form", event.slug)


@for_team(Role.ORGANISER)
@require_POST
def deletion(request: HttpRequest, event: Event, key: str) -> HttpResponse:
    question = get_question(event, key)
    try:
        delete_question(question, at=timezone.now(), by=member(request))
    except QuestionHasAnswers as refusal:
        text = ngettext(
            "“%(question)s” has %(number)d answer and stays in the archive, so that it can be read.",
            "“%(question)s” has %(number)d answers and stays in the archive, so that they can be read.",
            refusal.answers,
        )
        messages.error(request, text % {"question": question, "number": refusal.answers})
    else:
        messages.success(request, _("“%(question)s” is deleted.") % {"question": question})
    return redirect("applications:form", event.slug)
