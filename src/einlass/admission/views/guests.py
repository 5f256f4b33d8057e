"""What a desk does: name guests one by one or as a list, replace one, take a seat back, give seats to the draw."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.admission import actions
from einlass.admission.errors import AdmissionError, TooManyMails
from einlass.admission.forms.guests import GivingBackForm, ReplacementForm, SeenForm
from einlass.admission.forms.seats import shown_anew
from einlass.admission.guests import Guest
from einlass.admission.loaders import get_guest
from einlass.admission.models import Invitation
from einlass.admission.queries import draw_contingent, ledger_version, ticket_of_guest
from einlass.admission.views.attempts import attempt, unsaid
from einlass.admission.views.guest_desks import Desk, guest_page
from einlass.admission.wording import words
from einlass.events.limits import Limit, TooOften, spend
from einlass.events.models import User

UNPROCESSABLE = 422
# Whoever has a partner's link can have mails sent to strangers; so not without end.
CHANGES_OF_A_PARTNER = Limit("changes of a partner", most=200, within=timedelta(days=1))
SAME_INVITATION = Limit("same invitation", most=5, within=timedelta(days=1))


def name_one(request: HttpRequest, desk: Desk, template: str, **more: Any) -> HttpResponse:
    form = desk.guest_form(request.POST)
    named = attempt(form, lambda typed: hand_out(desk, [form.guest()], typed))
    if named is None:
        return guest_page(request, desk, template, timezone.now(), form=form, **more)
    say_named(request, desk, 1)
    return redirect(desk.home)


def hand_out(desk: Desk, guests: list[Guest], typed: dict[str, Any]) -> int:
    """Invite them or, where the contingent is nobody's, give them their tickets."""
    _spend(CHANGES_OF_A_PARTNER, desk, desk.contingent.code)
    if desk.invites:
        return len(actions.invite_guests(desk.contingent, guests, by=desk.by, at=timezone.now()))
    assert isinstance(desk.by, User)
    category = typed["category"]
    return len(actions.give_tickets_out(desk.contingent, guests, category, by=desk.by, at=timezone.now()))


def say_named(request: HttpRequest, desk: Desk, number: int) -> None:
    if desk.invites:
        text = ngettext(
            "%(number)s guest is invited; the mail is on its way.",
            "%(number)s guests are invited; the mails are on their way.",
            number,
        )
    else:
        text = ngettext("%(number)s ticket is on its way.", "%(number)s tickets are on their way.", number)
    messages.success(request, text % {"number": number})


def one_guest(
    request: HttpRequest,
    desk: Desk,
    code: str,
    *,
    form: ReplacementForm | None = None,
    refusal: AdmissionError | None = None,
) -> HttpResponse:
    """One guest, what happened, and what can be done: the page where a seat is taken back is this one."""
    guest = get_guest(desk.contingent, code)
    state, ticket = guest.state(timezone.now()), ticket_of_guest(guest)
    is_open = timezone.now() < desk.contingent.names_until
    can_be_replaced = is_open and state in {"open", "accepted"} and not (ticket and ticket.entered_at)
    context = {
        "desk": desk,
        "guest": guest,
        "state": state,
        "ticket": ticket,
        "is_open": is_open,
        "unsaid": unsaid(form, is_shown=can_be_replaced),
        "form": form or ReplacementForm(desk.event, initial={"seen": state}, auto_id="replacement_%s"),
        "refusal": refusal and words(refusal),
        "urls": {name: desk.url(name, code) for name in ("replacement", "withdrawal", "mailing", "renewal")},
        "first": guest.replaces,
    }
    return render(request, "admission/guest.html", context, status=UNPROCESSABLE if form or refusal else 200)


def replace(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    guest = get_guest(desk.contingent, code)
    form = ReplacementForm(desk.event, request.POST, auto_id="replacement_%s")

    def replaced(typed: dict[str, Any]) -> Invitation:
        _spend(CHANGES_OF_A_PARTNER, desk, desk.contingent.code)
        return actions.replace_guest(guest, form.guest(), seen=typed["seen"], by=desk.by, at=timezone.now())

    second = attempt(form, replaced)
    if second is None:
        return one_guest(request, desk, code, form=form)
    messages.success(request, _("The seat is now kept for %(name)s. Both are told by mail.") % {"name": second.name})
    return redirect(desk.home)


def take_back(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    guest = get_guest(desk.contingent, code)
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else ""
    try:
        actions.take_guest_back(guest, seen=seen, by=desk.by, at=timezone.now())
    except AdmissionError as refusal:
        return one_guest(request, desk, code, refusal=refusal)
    messages.success(
        request, _("The seat of %(name)s is free again. %(name)s is told by mail.") % {"name": guest.name}
    )
    return redirect(desk.home)


def mail_again(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    guest = get_guest(desk.contingent, code)
    try:
        _spend(SAME_INVITATION, desk, guest.code)
        actions.mail_invitation_again(guest, by=desk.by, at=timezone.now())
    except AdmissionError as refusal:
        return one_guest(request, desk, code, refusal=refusal)
    messages.success(request, _("The invitation is on its way to %(email)s once more.") % {"email": guest.email})
    return redirect(desk.url("guest", code))


def invite_again(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The way back after a seat was taken back, or declined by mistake: the same person is invited anew."""
    guest = get_guest(desk.contingent, code)
    anew = Guest(guest.name, guest.email, guest.language)
    try:
        if guest.email:
            hand_out(desk, [anew], {})
            say_named(request, desk, 1)
    except AdmissionError as refusal:
        return one_guest(request, desk, code, refusal=refusal)
    return redirect(desk.home)


def _spend(limit: Limit, desk: Desk, subject: str) -> None:
    """Raises TooManyMails; the team may send as many as it likes."""
    if desk.is_team:
        return
    now = timezone.now()
    try:
        spend(limit, subject, at=now)
    except TooOften as often:
        raise TooManyMails(often.minutes) from often


def give_back(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Free seats for the draw; a page of its own, because it cannot be undone."""
    contingent = desk.contingent
    # Not all of them by default: one careless click could not be undone.
    only = {"seats": 1} if contingent.free == 1 else {}
    initial = {**only, "seen": ledger_version(desk.event)}
    form = GivingBackForm(contingent.free, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound:
        given = attempt(
            form,
            lambda typed: actions.give_seats_back(contingent, **typed, by=desk.by, at=timezone.now()),
        )
        if given is not None:
            seats = form.cleaned_data["seats"]
            text = ngettext(
                "%(seats)s seat is given to the draw. Thank you!",
                "%(seats)s seats are given to the draw. Thank you!",
                seats,
            )
            messages.success(request, text % {"seats": seats})
            return redirect(desk.home)
        contingent.refresh_from_db(fields=["size", "taken"])
        shown_anew(form, ledger_version(desk.event))
    context = {
        "desk": desk,
        "form": form,
        "contingent": contingent,
        "has_draw": draw_contingent(desk.event) is not None,
    }
    return render(request, "admission/seats_return.html", context, status=UNPROCESSABLE if form.is_bound else 200)
