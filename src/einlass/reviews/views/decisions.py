"""Deciding on one, on many, on the rest; taking decisions back."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from einlass.applications.models import Application, ApplicationQuerySet
from einlass.applications.sight import sight_of
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.reviews.actions import decide, undo_decisions
from einlass.reviews.choosing import chosen_applications
from einlass.reviews.forms import DecisionsForm, ReasonForm
from einlass.reviews.loaders import get_application_for_team, get_decisions_made_at, stamp_of
from einlass.reviews.models import Decision, Verdict
from einlass.reviews.queries import together_with, undecided, with_current_verdict
from einlass.reviews.views.application import application_page

UNPROCESSABLE = 422
NAMES_SHOWN = 24


@for_team(Role.ORGANISER)
@require_POST
def decisions(request: HttpRequest, event: Event) -> HttpResponse:
    """First asks whether that is meant, and says how many it is about; then decides."""
    form = DecisionsForm(request.POST)
    is_valid = form.is_valid()
    if not is_valid and "reason" not in form.errors:
        return _back_to_inbox(request, event, _("Please choose what to decide."))
    chosen = _chosen(request, event, form)
    if is_valid and form.cleaned_data["is_confirmed"]:
        now = timezone.now()
        verdict, reason = form.cleaned_data["verdict"], form.cleaned_data["reason"]
        if decide(chosen, verdict, by=request.user, at=now, reason=reason):  # type: ignore[arg-type]
            return redirect("applications:decided", event.slug, stamp_of(now))
        return _back_to_inbox(request, event, _("Nothing to change: all of them have this decision already."))
    return _confirmation(request, event, form, chosen, status=200 if is_valid else UNPROCESSABLE)


@for_team(Role.ORGANISER, Role.REVIEWER, looking=[Role.VIEWER])
@require_safe
def decided(request: HttpRequest, event: Event, stamp: int) -> HttpResponse:
    made = get_decisions_made_at(event, stamp).select_related("application__team", "decided_by")
    first, sight, questions = made[0], sight_of(request, event), list(event.questions.all())
    in_order = made.order_by("application__code" if sight.is_blind else "application__name")
    context = {
        "stamp": stamp,
        "number": made.count(),
        "still_current": made.filter(superseded_at=None).count(),
        "first": first,
        "shown": [sight.shown(one.application, questions) for one in in_order[:NAMES_SHOWN]],
        "may_undo": request.roles & {Role.OWNER, Role.ORGANISER},  # type: ignore[attr-defined]
    }
    return render(request, "reviews/decided.html", context)


@for_team(Role.ORGANISER)
@require_POST
def undoing(request: HttpRequest, event: Event, stamp: int) -> HttpResponse:
    made = get_decisions_made_at(event, stamp)
    _undo(request, made)
    return redirect("applications:inbox", event.slug)


@for_team(Role.ORGANISER)
@require_POST
def decision(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    application = get_application_for_team(event, code)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return application_page(request, event, application, form=form, status=UNPROCESSABLE)
    number = decide(
        [application],
        form.cleaned_data["verdict"],
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        reason=form.cleaned_data["reason"],
    )
    if number:
        _say_decided(request, number)
    else:
        messages.warning(request, _("Nothing has changed."))
    return _back_to_application(request, event, code)


@for_team(Role.ORGANISER)
@require_POST
def undoing_one(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    application = get_application_for_team(event, code)
    together = together_with(Application.objects.filter(pk=application.pk))
    _undo(request, Decision.objects.filter(application__in=together))
    return _back_to_application(request, event, code)


def _chosen(request: HttpRequest, event: Event, form: DecisionsForm) -> ApplicationQuerySet:
    which = form.cleaned_data["which"]
    if which == DecisionsForm.REST:
        return undecided(event)
    codes, sight = request.POST.getlist("code"), sight_of(request, event)
    return chosen_applications(event, which, form.cleaned_data["query"], codes, sight).counted()


def _confirmation(
    request: HttpRequest, event: Event, form: DecisionsForm, chosen: ApplicationQuerySet, *, status: int
) -> HttpResponse:
    chosen_number = chosen.count()
    if not chosen_number:
        return _back_to_inbox(request, event, _("Please tick at least one application that counts."))
    together = with_current_verdict(together_with(chosen))
    verdict = form.cleaned_data["verdict"]
    numbers = dict(together.order_by().values_list("verdict").annotate(Count("pk")))  # type: ignore[misc]
    everybody, same, none = sum(numbers.values()), numbers.get(verdict, 0), numbers.get(None, 0)
    context = {
        "form": form,
        "verdict": verdict,
        "verdict_name": Verdict(verdict).label,
        "which": form.cleaned_data["which"],
        "query": form.cleaned_data["query"],
        "codes": request.POST.getlist("code")[:1000],
        "chosen": chosen_number,
        "mates": everybody - chosen_number,
        "number": everybody - same,
        "decided_otherwise": everybody - same - none,
        "as_they_are": same,
        "shown": together.select_related("category", "team").order_by("name")[:NAMES_SHOWN],
        "more": max(everybody - NAMES_SHOWN, 0),
    }
    return render(request, "reviews/confirmation.html", context, status=status)


def _undo(request: HttpRequest, made: object) -> None:
    number = undo_decisions(made, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    if number:
        text = ngettext("%(number)d decision is taken back.", "%(number)d decisions are taken back.", number)
        messages.success(request, text % {"number": number})
    else:
        messages.warning(request, _("There is nothing to take back: later decisions stand in their place."))


def _say_decided(request: HttpRequest, number: int) -> None:
    text = ngettext(
        "Decided.", "Decided for all %(number)d members of the team, because it stands or falls together.", number
    )
    messages.success(request, text % {"number": number})


def _back_to_inbox(request: HttpRequest, event: Event, text: str) -> HttpResponse:
    messages.error(request, text)
    query = request.POST.get("query", "")[:2000]
    return redirect(reverse("applications:inbox", args=[event.slug]) + (f"?{query}" if query else ""))


def _back_to_application(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(reverse("applications:application", args=[event.slug, code]) + (f"?{query}" if query else ""))
