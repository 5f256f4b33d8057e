"""Announcing all outcomes at one moment: who is told what, in which words, when, and how far it is."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from einlass.admission import actions, letters
from einlass.admission.audience import Audience, audience_of, draw_to_announce, untold
from einlass.admission.errors import AdmissionError
from einlass.admission.forms.parts import AnnouncementForm
from einlass.admission.models import Announcement
from einlass.admission.offer_plan import plan_of
from einlass.admission.queries import curated_contingent, last_draw
from einlass.admission.views.attempts import attempt, unsaid
from einlass.admission.views.team_request import TeamRequest
from einlass.admission.wording import words
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.mail.rendering import render as render_mail

KINDS = {
    "drawn": gettext_lazy("Offer after the draw"),
    "admitted": gettext_lazy("Offer for those admitted by hand"),
    "waiting": gettext_lazy("Waiting list"),
    "declined": gettext_lazy("No seat"),
}
# A mail is shown in a frame: its inline style is wanted, a script never runs, and no link leads anywhere.
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none';"
    " form-action 'none'; sandbox"
)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def announcement(request: TeamRequest, event: Event) -> HttpResponse:
    now = timezone.now()
    form = AnnouncementForm(request.POST) if request.method == "POST" else AnnouncementForm()
    planned = attempt(
        form,
        lambda typed: actions.plan_announcement(event, starts_at=typed["starts_at"], by=request.user, at=now),
    )
    if planned is not None:
        messages.success(request, _("The announcement is planned. The worker begins when its moment comes."))
        return redirect("admission:announcement", event.slug)
    newest, plan = last_draw(event), plan_of(event)
    draw = untold(newest)
    audience = audience_of(event, draw)
    starts_at = plan.mail_at(now)
    announcements = list(event.announcements.filter(cancelled_at=None)[:6])
    running = next((one for one in announcements if one.finished_at is None), None)
    context = {
        "form": form,
        "outbox_is_full": running is not None and actions.outbox_is_full(event, at=now),
        "running": running,
        "unsaid": unsaid(form, is_shown=running is None and audience.total > 0),
        "finished": [one for one in announcements if one is not running],
        "audience": audience,
        "draw": draw,
        "newest": newest,
        "curated": curated_contingent(event),
        "mails": _mails(event, audience),
        "starts_at": starts_at,
        "waits": starts_at > now,
        "ends_at": plan.answer_until(starts_at),
        "now": now,
    }
    response = render(request, "admission/announcement.html", context, status=422 if form.errors else 200)
    response.csp = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response


@for_team(Role.ORGANISER)
@require_POST
def cancellation(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    planned = get_object_or_404(Announcement, event=event, code=code)
    try:
        actions.cancel_announcement(planned, by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    else:
        messages.success(request, _("The announcement is called off. Nobody was told anything."))
    return redirect("admission:announcement", event.slug)


@xframe_options_sameorigin
@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def preview(request: TeamRequest, event: Event, kind: str, language: str) -> HttpResponse:
    """One mail as its receiver will see it."""
    if kind not in KINDS or language not in event.languages:
        raise Http404
    draw, plan = draw_to_announce(event), plan_of(event)
    ends_at = plan.answer_until(plan.mail_at(timezone.now()))
    mail = render_mail(letters.preview(event, kind, language, expires_at=ends_at, draw=draw))
    return HttpResponse(mail.html, headers={"Content-Security-Policy": HTML_POLICY})


def _mails(event: Event, audience: Audience) -> list[dict[str, object]]:
    """The mails of this announcement, each with how many get it."""
    return [
        {"kind": kind, "label": label, "number": getattr(audience, kind), "languages": event.languages}
        for kind, label in KINDS.items()
    ]
