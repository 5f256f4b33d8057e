"""What an organiser may do for one applicant: more time, opening again, counting without a confirmed address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from einlass.applications.errors import AlreadyWithdrawn, AnotherApplicationCounts, NotWithdrawn, WrongDeadline
from einlass.applications.models import Application
from einlass.applications.reopening import count_as_proved, extend_deadline, reopen_application
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.reviews.deadline_form import DeadlineForm
from einlass.reviews.duplicates.queries import merge_of
from einlass.reviews.loaders import get_application_for_team
from einlass.web.templatetags.web import deadline_text


@for_team(Role.ORGANISER)
@require_safe
def by_hand(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    application = get_application_for_team(event, code)
    return _page(request, application, DeadlineForm(initial={"until": application.extended_until}))


@for_team(Role.ORGANISER)
@require_POST
def extension(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    application, form = get_application_for_team(event, code), DeadlineForm(request.POST)
    if form.is_valid():
        try:
            extended = extend_deadline(
                application,
                until=form.cleaned_data["until"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except WrongDeadline:
            form.add_error(
                "until",
                _("Please choose a moment after %(closed)s, in the future, and no later than %(drawn)s.")
                % {"closed": deadline_text(event.applications_close_at), "drawn": deadline_text(event.draw_at)},
            )
        except AlreadyWithdrawn:
            messages.error(request, _("It is withdrawn. Open it again first."))
            return redirect("applications:by_hand", event.slug, code)
        else:
            text = _("%(name)s has time until %(until)s, and gets a mail about it.")
            messages.success(request, text % {"name": extended.name, "until": deadline_text(extended.extended_until)})
            return redirect("applications:application", event.slug, code)
    return _page(request, application, form, status=422)


@for_team(Role.ORGANISER)
@require_POST
def reopening(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    application = get_application_for_team(event, code)
    if (merge := merge_of(application)) is not None:
        messages.error(request, _("It was put together with another application. Take that back instead."))
        return redirect("applications:merge", event.slug, merge.pk)
    try:
        reopen_application(application, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except NotWithdrawn:
        messages.warning(request, _("It is not withdrawn any more."))
    except AnotherApplicationCounts as refusal:
        return _another_counts(request, event, code, refusal)
    else:
        messages.success(request, _("It is open again, and the person gets a mail about it."))
    return redirect("applications:application", event.slug, code)


@for_team(Role.ORGANISER)
@require_POST
def confirmation(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    application = get_application_for_team(event, code)
    try:
        count_as_proved(application, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except AlreadyWithdrawn:
        messages.error(request, _("It is withdrawn. Open it again first."))
    except AnotherApplicationCounts as refusal:
        return _another_counts(request, event, code, refusal)
    else:
        messages.success(request, _("It counts, and the person gets a mail about it."))
    return redirect("applications:application", event.slug, code)


def _page(request: HttpRequest, application: Application, form: DeadlineForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "application": application,
        "form": form,
        "may_extend": application.withdrawn_at is None and now < application.event.draw_at,
        "merge": merge_of(application),
        "is_drawn": now >= application.event.draw_at,
    }
    return render(request, "reviews/by_hand.html", context, status=status)


def _another_counts(request: HttpRequest, event: Event, code: str, refusal: AnotherApplicationCounts) -> HttpResponse:
    text = _("Another application with this address counts already: %(code)s.")
    messages.error(request, text % {"code": refusal.existing.code})
    return redirect("applications:by_hand", event.slug, code)
