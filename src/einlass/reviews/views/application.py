"""One application."""

from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from einlass.applications.history import edits_of
from einlass.applications.models import Application, Question
from einlass.applications.queries import answers_in_words, attributes_among
from einlass.applications.sight import Sight, sight_of
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.reviews.filters import wanted_in
from einlass.reviews.forms import NoteForm, ReasonForm
from einlass.reviews.loaders import get_application_for_team
from einlass.reviews.models import Decision, Tag, Tagging, Verdict
from einlass.reviews.ordering import Order
from einlass.reviews.pool.reading import pool_of
from einlass.reviews.queries import neighbours, with_current_verdict
from einlass.reviews.selection import neighbours_in
from einlass.reviews.views.inbox import may_decide


@for_team(Role.ORGANISER, Role.REVIEWER, looking=[Role.VIEWER])
@require_safe
def application(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    return application_page(request, event, get_application_for_team(event, code))


def application_page(
    request: HttpRequest,
    event: Event,
    application: Application,
    *,
    form: ReasonForm | None = None,
    note_form: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """One application with all that the team added; also the answer to a form that is not right yet."""
    sight, questions = sight_of(request, event), list(event.questions.all())
    shown = sight.shown(application, questions)
    history = list(
        Decision.objects.filter(application=application).select_related("decided_by").order_by("-decided_at", "-pk")
    )
    members = Application.objects.filter(team=application.team) if application.team else Application.objects.none()
    previous, following = _neighbours(request.GET, application, questions, sight)
    has_it = Exists(Tagging.objects.filter(tag=OuterRef("pk"), application=application, removed_at=None))
    tags = list(Tag.objects.filter(event=event).annotate(is_on=has_it))
    context = {
        "application": shown,
        "is_blind": sight.is_blind,
        "answers": answers_in_words(shown, sight.questions(questions)),
        "edits": edits_of(application, questions, sight),
        "history": history,
        "current": next((one for one in history if one.superseded_at is None), None),
        "members": [
            sight.shown(one, questions)
            for one in with_current_verdict(members.select_related("category").order_by("submitted_at", "pk"))
        ],
        "is_together": application.team is not None and not application.team.also_alone,
        "previous": previous,
        "following": following,
        "may_decide": may_decide(request) and application.counts,
        "may_tag": may_decide(request),
        "form": form or ReasonForm(),
        "note_form": note_form or NoteForm(),
        "notes": list(application.notes.select_related("written_by")),
        "tags": [one for one in tags if one.is_on],
        "other_tags": [one for one in tags if not one.is_on],
        "verdicts": Verdict.choices,
        "query": request.GET.urlencode(),
    }
    return render(request, "reviews/application.html", context, status=status)


def _neighbours(
    parameters: Mapping[str, str], application: Application, questions: Sequence[Question], sight: Sight
) -> tuple[str | None, str | None]:
    wanted, order = wanted_in(parameters, questions, sight), Order.read(parameters.get("sort", ""), sight)
    if not application.is_in_large_event:  # type: ignore[attr-defined]
        return neighbours(application, wanted, order)
    event = application.event
    pool = pool_of(event, list(event.categories.all()), attributes_among(sight.questions(questions)), [])
    return neighbours_in(application, wanted, order, pool)
