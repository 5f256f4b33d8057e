"""Taking a form from another event, and from and to a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from einlass.applications.builder.actions import replace_form
from einlass.applications.builder.changes import (
    Change,
    Differences,
    can_keep_answers,
    consequences,
    differences,
)
from einlass.applications.builder.checks import problems
from einlass.applications.builder.errors import FormChangedMeanwhile, FormHasProblems, KindCannotChange
from einlass.applications.builder.forms import ImportForm
from einlass.applications.builder.loaders import get_form_to_copy, member
from einlass.applications.builder.parts import Difference, difference_list
from einlass.applications.builder.queries import answer_counts, answered, forms_to_copy, frame_of
from einlass.applications.builder.spec import Choice, QuestionSpec, spec_of
from einlass.applications.builder.toml import LARGEST, BadFile, Fault, read_toml, to_toml
from einlass.applications.models import Question
from einlass.applications.queries import form_version
from einlass.events.access import for_team
from einlass.events.models import Event, Role

page = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422


@dataclass(frozen=True)
class ShownChange:
    """A question that would change: how, what that means for its answers, and why it cannot be, if so."""

    question: Question
    parts: Sequence[Difference]
    consequences: Sequence[str]
    refusal: str = ""


@dataclass(frozen=True)
class Plan:
    """What taking over a form would do, as the page shows it."""

    found: Differences
    changed: Sequence[ShownChange]
    returned: Sequence[ShownChange]
    archived: Sequence[tuple[Question, int]]
    faults: Sequence[Fault]

    @property
    def can_be_done(self) -> bool:
        is_refused = any(change.refusal for change in (*self.changed, *self.returned))
        return not (is_refused or self.faults or self.found.is_nothing)


@for_team(Role.ORGANISER)
@require_safe
def export(request: HttpRequest, event: Event) -> HttpResponse:
    specs = [spec_of(one) for one in event.questions.asked_now()]
    response = HttpResponse(to_toml(specs, title=event.name), content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{event.slug}-form.toml") or ""
    return response


@for_team(Role.ORGANISER)
@page
def import_form(request: HttpRequest, event: Event) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, "applications/builder/import.html", {"form": form})
    try:
        text = _text_of(request, form)
        specs = read_toml(text, frame_of(event))
    except BadFile as bad:
        context = {"form": form, "faults": bad.faults}
        return render(request, "applications/builder/import.html", context, status=UNPROCESSABLE)
    return _apply_or_show(request, event, specs, source="file", text=text)


@for_team(Role.ORGANISER)
@page
def copy(request: HttpRequest, event: Event) -> HttpResponse:
    slug = request.GET.get("from", "")
    if not slug:
        others = forms_to_copy(member(request), event)
        return render(request, "applications/builder/copy.html", {"others": others})
    source = get_form_to_copy(member(request), event, slug)
    languages = frozenset(event.languages)
    specs = [_in_languages(spec_of(one), languages) for one in source.questions.asked_now()]
    return _apply_or_show(request, event, specs, source=source.slug, other=source)


def _apply_or_show(
    request: HttpRequest,
    event: Event,
    specs: Sequence[QuestionSpec],
    *,
    source: str,
    text: str = "",
    other: Event | None = None,
) -> HttpResponse:
    """Take over a form whose differences were shown and confirmed; else show them."""
    version = form_version(event)
    is_stale = False
    if request.method == "POST" and (seen := request.POST.get("confirmed", "")).isdecimal():
        try:
            replace_form(
                event, specs, seen_version=int(seen[:9]), at=timezone.now(), by=member(request), source=source
            )
        except FormChangedMeanwhile:
            is_stale = True
        except (FormHasProblems, KindCannotChange):
            # The plan below names each of them beside its question.
            pass
        else:
            number = len(specs)
            text = ngettext("The form has %(number)d question now.", "The form has %(number)d questions now.", number)
            messages.success(request, text % {"number": number})
            return redirect("applications:form", event.slug)
    context = {
        "plan": plan_of(event, specs),
        "version": version,
        "is_stale": is_stale,
        "text": text,
        "other": other,
        "is_open": event.takes_applications(timezone.now()),
    }
    status = UNPROCESSABLE if request.method == "POST" and "confirmed" in request.POST else 200
    return render(request, "applications/builder/differences.html", context, status=status)


def plan_of(event: Event, specs: Sequence[QuestionSpec]) -> Plan:
    """What taking over these questions would do to the event's form and to the answers there are."""
    found = differences(list(event.questions.select_related("event")), specs)
    faults = [Fault(one.text, question=one.key, key=one.part) for one in problems(specs, frame_of(event))]
    return Plan(
        found=found,
        changed=[_shown(change) for change in found.changed],
        returned=[_shown(change) for change in found.returned],
        archived=[(question, answered(event, question.key)) for question in found.archived],
        faults=faults,
    )


def _shown(change: Change) -> ShownChange:
    old, counts = spec_of(change.question), answer_counts(change.question)
    refusal = ""
    if counts.answered and not can_keep_answers(old.kind, change.spec.kind):
        refusal = ngettext(
            "Its %(number)d answer would mean nothing in the new kind. Give the new question another key.",
            "Its %(number)d answers would mean nothing in the new kind. Give the new question another key.",
            counts.answered,
        ) % {"number": counts.answered}
    sentences = [] if refusal else consequences(old, change.spec, counts)
    return ShownChange(change.question, difference_list(old, change.spec), sentences, refusal)


def _text_of(request: HttpRequest, form: ImportForm) -> str:
    """The text that was sent, as a file or typed. Raises BadFile."""
    file = request.FILES.get("file")
    typed = str(request.POST.get("text", "")).replace("\r\n", "\n")
    if file is None and not typed.strip():
        raise BadFile([Fault(_("Please choose a file, or paste its text."))])
    if (file.size or 0 if file is not None else len(typed)) > LARGEST:
        raise BadFile(
            [Fault(_("This is too large for a form: at most %(number)d kB.") % {"number": LARGEST // 1000})]
        )
    if file is None:
        return typed
    try:
        text = file.read().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadFile([Fault(_("This file is no text in UTF-8."))]) from error
    # Shown again where it must be corrected: a browser does not keep a chosen file.
    form.data = {"text": text}
    return text


def _in_languages(spec: QuestionSpec, languages: frozenset[str]) -> QuestionSpec:
    """Without the texts in languages that the event does not have."""

    def kept(texts: object) -> dict[str, str]:
        return {one: text for one, text in dict(texts).items() if one in languages}  # type: ignore[call-overload]

    choices = tuple(Choice(choice.value, kept(choice.label)) for choice in spec.choices)
    return replace(spec, label=kept(spec.label), help=kept(spec.help), choices=choices)
