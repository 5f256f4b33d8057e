"""Entering an application for somebody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from einlass.applications.entering import Proof, enter_application
from einlass.applications.entry_form import EntryForm
from einlass.applications.errors import AnotherApplicationCounts, TeamProblem
from einlass.events.access import for_team
from einlass.events.models import Event, Role


@for_team(Role.ORGANISER)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, event: Event) -> HttpResponse:
    now = timezone.now()
    form = EntryForm(event, request.POST if request.method == "POST" else None, may_ask=now < event.draw_at)
    existing = None
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            application = enter_application(
                event,
                form.details(),
                email=clean["email"],
                language=clean["language"],
                kind=clean["kind"],
                reason=clean["reason"],
                proof=Proof(clean["proof"]),
                by=request.user,  # type: ignore[arg-type]
                at=now,
            )
        except TeamProblem as problem:
            form.refuse_team(problem)
        except AnotherApplicationCounts as refusal:
            existing = refusal.existing
            form.add_error("email", _("An application with this address counts already."))
        else:
            return redirect("applications:application", event.slug, application.code)
    context = {"form": form, "existing": existing, "is_after_close": now >= event.applications_close_at}
    return render(request, "applications/entry.html", context, status=422 if request.method == "POST" else 200)
