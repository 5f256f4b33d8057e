"""The team's pages about partners: who they are, their seats, the link to their page, and acting for them."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einlass.admission import actions
from einlass.admission.errors import AdmissionError
from einlass.admission.forms.partners import LinkForm, PartnerForm
from einlass.admission.loaders import get_partner_for_team
from einlass.admission.queries import contingent_of, partners_with_use
from einlass.admission.views.attempts import attempt
from einlass.admission.views.guest_desks import Desk, guest_page
from einlass.admission.views.team_request import TeamRequest
from einlass.admission.wording import words
from einlass.events.access import for_team
from einlass.events.models import Event, Partner, Role

UNPROCESSABLE = 422
TEMPLATE = "admission/partner_desk.html"


@for_team(Role.ORGANISER, Role.PARTNERS, looking=[Role.VIEWER])
@require_safe
def partner_list(request: TeamRequest, event: Event) -> HttpResponse:
    now = timezone.now()
    partners = [(one, one.has_link(now)) for one in partners_with_use(event)]
    return render(request, "admission/partners.html", {"partners": partners})


@for_team(Role.ORGANISER, Role.PARTNERS, looking=[Role.VIEWER])
@require_http_methods(["GET", "HEAD", "POST"])
def new_partner(request: TeamRequest, event: Event) -> HttpResponse:
    form = PartnerForm(event, None, request.POST if request.method == "POST" else None)
    if form.is_bound:
        partner = attempt(
            form, lambda typed: actions.add_partner(event, form.details(), by=request.user, at=timezone.now())
        )
        if partner:
            messages.success(request, _("The seats are set aside. Now send the link."))
            return redirect("admission:partner_desk", event.slug, partner.code)
    return render(
        request, "admission/partner_form.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200
    )


@for_team(Role.ORGANISER, Role.PARTNERS, looking=[Role.VIEWER])
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    partner = get_partner_for_team(event, code)
    form = PartnerForm.of(partner, contingent_of(partner), request.POST if request.method == "POST" else None)
    if form.is_bound:
        changed = attempt(
            form, lambda typed: actions.change_partner(partner, form.details(), by=request.user, at=timezone.now())
        )
        if changed:
            messages.success(request, _("The partner is changed."))
            return redirect("admission:partner_desk", event.slug, code)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "admission/partner_form.html", {"form": form, "partner": partner}, status=status)


@for_team(Role.ORGANISER, Role.PARTNERS, looking=[Role.VIEWER])
@require_safe
def partner_desk(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    return _page(request, get_partner_for_team(event, code))


@for_team(Role.ORGANISER, Role.PARTNERS)
@require_POST
def link(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    """A new link by mail; the one before it opens nothing any more."""
    partner = get_partner_for_team(event, code)
    form = LinkForm(request.POST)
    sent = attempt(
        form,
        lambda typed: actions.send_link(partner, ends_at=typed["ends_at"], by=request.user, at=timezone.now()),
    )
    if sent is None:
        return _page(request, partner, link_form=form)
    messages.success(request, _("The link is on its way to %(email)s.") % {"email": partner.contact_email})
    return redirect("admission:partner_desk", event.slug, code)


@for_team(Role.ORGANISER, Role.PARTNERS)
@require_POST
def link_revocation(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    actions.revoke_link(get_partner_for_team(event, code), by=request.user, at=timezone.now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("admission:partner_desk", event.slug, code)


@for_team(Role.ORGANISER, Role.PARTNERS)
@require_POST
def reminder(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    partner = get_partner_for_team(event, code)
    contingent = contingent_of(partner)
    try:
        if contingent is not None:
            actions.remind_partner(contingent, by=request.user, at=timezone.now())
            messages.success(
                request, _("The reminder is on its way to %(email)s.") % {"email": partner.contact_email}
            )
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    return redirect("admission:partner_desk", event.slug, code)


def about_link(partner: Partner, at: datetime, refused: LinkForm | None = None) -> dict[str, Any]:
    return {"has_link": partner.has_link(at), "link_form": refused or LinkForm.suggested(partner.event, at)}


def _page(request: TeamRequest, partner: Partner, *, link_form: LinkForm | None = None) -> HttpResponse:
    now = timezone.now()
    contingent = contingent_of(partner)
    if contingent is None:
        form = PartnerForm.of(partner, None)
        return render(request, "admission/partner_form.html", {"form": form, "partner": partner})
    desk = Desk(partner.event, contingent, request.user, "team", contingent.code)
    answer = guest_page(request, desk, TEMPLATE, now, **about_link(partner, now, link_form))
    answer.status_code = UNPROCESSABLE if link_form else answer.status_code
    return answer
