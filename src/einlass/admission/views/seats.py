"""The seat ledger as a page: every contingent, every seat."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.forms.seats import ContingentForm, MoveForm, SizeForm, contingent_choices
from einlass.admission.loaders import get_contingent
from einlass.admission.models import Contingent
from einlass.admission.pictures import seats_picture
from einlass.admission.queries import contingents_of, contingents_with_use
from einlass.admission.views.attempts import attempt
from einlass.admission.views.team_request import TeamRequest
from einlass.events.access import for_team
from einlass.events.models import Event, Role


@for_team(Role.ORGANISER)
def seat_page(request: TeamRequest, event: Event) -> HttpResponse:
    return _page(request, event)


@for_team(Role.ORGANISER)
@require_POST
def moves(request: TeamRequest, event: Event) -> HttpResponse:
    form = MoveForm(contingent_choices(contingents_of(event)), request.POST)
    moved = attempt(
        form,
        lambda typed: actions.move_seats(
            get_contingent(event, typed["source"]),
            get_contingent(event, typed["target"]),
            typed["seats"],
            by=request.user,
            at=timezone.now(),
            reason=typed["reason"],
        ),
    )
    if moved:
        messages.success(request, _("The seats are moved."))
        return redirect("admission:seats", event.slug)
    return _page(request, event, move_form=form)


@for_team(Role.ORGANISER)
@require_POST
def sizes(request: TeamRequest, event: Event) -> HttpResponse:
    form = SizeForm(contingent_choices(contingents_of(event)), request.POST)
    resized = attempt(
        form,
        lambda typed: actions.resize_contingent(
            get_contingent(event, typed["contingent"]),
            typed["size"],
            by=request.user,
            at=timezone.now(),
            reason=typed["reason"],
        ),
    )
    if resized:
        messages.success(request, _("The size is changed."))
        return redirect("admission:seats", event.slug)
    return _page(request, event, size_form=form)


@for_team(Role.ORGANISER)
@require_POST
def contingents(request: TeamRequest, event: Event) -> HttpResponse:
    form = ContingentForm(event, request.POST)
    opened = attempt(
        form,
        lambda typed: actions.open_contingent(
            event,
            typed["purpose"],
            {"en": typed["name_en"], "de": typed["name_de"]},
            typed["size"],
            typed["partner"],
            by=request.user,
            at=timezone.now(),
        ),
    )
    if opened:
        messages.success(request, _("The contingent is open."))
        return redirect("admission:seats", event.slug)
    return _page(request, event, contingent_form=form)


def _page(
    request: TeamRequest,
    event: Event,
    *,
    move_form: Form | None = None,
    size_form: Form | None = None,
    contingent_form: Form | None = None,
) -> HttpResponse:
    """The ledger; a form that was refused comes back open and as it was sent."""
    found = list(contingents_with_use(event))
    choices = contingent_choices(found)
    loose = max(event.capacity + event.overbooking - event.seats_allotted, 0)
    refused = move_form or size_form or contingent_form
    context = {
        "contingents": found,
        "loose": loose,
        "total": {
            "size": sum(one.size for one in found),
            "ticketed": sum(one.ticketed for one in found),  # type: ignore[attr-defined]
            "held": sum(one.held for one in found),  # type: ignore[attr-defined]
            "free": sum(one.free for one in found),
        },
        "picture": _picture(found, loose),
        "move_form": move_form or MoveForm(choices, auto_id="move_%s"),
        "size_form": size_form or SizeForm(choices, auto_id="size_%s"),
        "contingent_form": contingent_form or ContingentForm(event, auto_id="contingent_%s"),
        "refused": refused,
    }
    return render(request, "admission/seats.html", context, status=422 if refused else 200)


def _picture(found: list[Contingent], loose: int) -> dict[str, object]:
    """All seats in the order of the table: what is taken first, then what is free.

    colours: one path per purpose, in the order of Contingent.Purpose; held, free, loose: marks laid over them.
    """
    colours: list[tuple[str, int]] = []
    marks: list[tuple[str, int]] = []
    for one in found:
        colours.append((one.purpose, one.size))
        marks += [
            ("ticketed", one.ticketed),  # type: ignore[attr-defined]
            ("held", one.held),  # type: ignore[attr-defined]
            ("free", one.free),
        ]
    colours.append(("loose", loose))
    marks.append(("loose", loose))
    coloured, marked = seats_picture(colours), seats_picture(marks)
    purposes = [purpose.value for purpose in Contingent.Purpose]
    return {
        "width": coloured.width,
        "height": coloured.height,
        "colours": [
            (number, coloured.paths[purpose])
            for number, purpose in enumerate(purposes, start=1)
            if coloured.paths.get(purpose)
        ],
        "held": marked.paths.get("held", ""),
        "free": marked.paths.get("free", ""),
        "loose": marked.paths.get("loose", ""),
    }
