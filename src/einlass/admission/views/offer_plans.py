"""How the event makes its offers: days to answer, reminders, quiet hours."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from einlass.admission import actions
from einlass.admission.forms.offer_plans import OfferPlanForm
from einlass.admission.offer_plan import plan_of
from einlass.admission.views.attempts import attempt
from einlass.admission.views.team_request import TeamRequest
from einlass.events.access import for_team
from einlass.events.models import Event, Role


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def plan(request: TeamRequest, event: Event) -> HttpResponse:
    plan, now = plan_of(event), timezone.now()
    form = OfferPlanForm(request.POST) if request.method == "POST" else OfferPlanForm.of(plan)
    changed = attempt(form, lambda typed: actions.change_offer_plan(event, typed, by=request.user, at=now))
    if changed is not None:
        messages.success(request, _("This holds for all offers from now on. Offers that are out keep their ends."))
        return redirect("admission:offer_plan", event.slug)
    ends_at = plan.answer_until(now)
    context = {
        "form": form,
        "mail_at": plan.mail_at(now),
        "waits": plan.mail_at(now) > now,
        "remind_at": plan.remind_at(now, ends_at),
        "ends_at": ends_at,
    }
    return render(request, "admission/offer_plan.html", context, status=422 if form.errors else 200)
