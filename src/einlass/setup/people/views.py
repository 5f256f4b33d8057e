"""The team of an event: its page, invitations, and changes of one role."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.events.access import for_team
from einlass.events.models import Event, Membership, Role
from einlass.setup.models import TeamInvitation
from einlass.setup.people.accounts import may_decide_about, reset_second_factor, sign_out_everywhere
from einlass.setup.people.errors import LastOwner, TeamRefusal
from einlass.setup.people.forms import InvitationForm, ReasonForm, RoleForm, choice_of
from einlass.setup.people.invitations import invite_again, invite_member, revoke_invitation
from einlass.setup.people.members import change_role, leave_team, remove_member
from einlass.setup.people.queries import invitations_of, last_day, members_of
from einlass.setup.people.wording import in_words
from einlass.setup.sessions.queries import open_sessions
from einlass.setup.signed_in import SignedInRequest


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def people(request: SignedInRequest, event: Event) -> HttpResponse:
    return _people(request, event, InvitationForm(event=event))


@for_team()
@require_POST
def new_invitation(request: SignedInRequest, event: Event) -> HttpResponse:
    form = InvitationForm(request.POST, event=event)
    if not form.is_valid():
        return _people(request, event, form)
    try:
        invitation = invite_member(
            event,
            form.cleaned_data["email"],
            form.chosen_role,
            stage=form.chosen_stage,
            role_ends_at=form.ends_at,
            language=form.cleaned_data["language"],
            at=timezone.now(),
            by=request.user,
        )
    except TeamRefusal as refusal:
        form.add_error("email", in_words(refusal))
        return _people(request, event, form)
    messages.success(request, _("A mail is on its way to %(email)s.") % {"email": invitation.email})
    return redirect("setup:people", event.slug)


@for_team()
@require_POST
def invitation_again(request: SignedInRequest, event: Event, code: str) -> HttpResponse:
    invitation = get_object_or_404(TeamInvitation, event=event, code=code)
    try:
        invitation = invite_again(invitation, at=timezone.now(), by=request.user)
    except TeamRefusal as refusal:
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("A new mail is on its way to %(email)s.") % {"email": invitation.email})
    return redirect("setup:people", event.slug)


@for_team()
@require_POST
def invitation_removal(request: SignedInRequest, event: Event, code: str) -> HttpResponse:
    invitation = get_object_or_404(TeamInvitation, event=event, code=code)
    try:
        revoke_invitation(invitation, at=timezone.now(), by=request.user)
    except TeamRefusal as refusal:
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("The invitation is taken back; its link opens nothing any more."))
    return redirect("setup:people", event.slug)


@for_team()
def member(request: SignedInRequest, event: Event, number: int) -> HttpResponse:
    membership = _membership(event, number)
    form = _role_form(membership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_role(
                membership,
                form.chosen_role,
                stage=form.chosen_stage,
                ends_at=form.ends_at,
                at=timezone.now(),
                by=request.user,
            )
        except TeamRefusal as refusal:
            form.add_error("last_day" if _is_about_the_end(refusal, form) else "role", in_words(refusal))
        else:
            messages.success(request, _("Saved."))
            return _after(request, event)
    return _member(request, membership, form)


@for_team()
@require_POST
def member_removal(request: SignedInRequest, event: Event, number: int) -> HttpResponse:
    membership = _membership(event, number)
    try:
        remove_member(membership, at=timezone.now(), by=request.user)
    except TeamRefusal as refusal:
        messages.error(request, in_words(refusal))
        return redirect("setup:people", event.slug)
    text = _("%(person)s no longer has the role %(role)s.")
    messages.success(request, text % {"person": membership.user, "role": membership.role_in_words})
    return _after(request, event)


@for_team()
@require_POST
def second_factor_reset(request: SignedInRequest, event: Event, number: int) -> HttpResponse:
    membership = _membership(event, number)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _member(request, membership, _role_form(membership), reason_form=form)
    try:
        reset_second_factor(membership, form.cleaned_data["reason"], at=timezone.now(), by=request.user)
    except TeamRefusal as refusal:
        messages.error(request, in_words(refusal))
    else:
        text = _("The second factor is reset; %(person)s was told by mail.")
        messages.success(request, text % {"person": membership.user})
    return redirect("setup:member", event.slug, number)


@for_team()
@require_POST
def sessions_removal(request: SignedInRequest, event: Event, number: int) -> HttpResponse:
    membership = _membership(event, number)
    try:
        sign_out_everywhere(membership, at=timezone.now(), by=request.user)
    except TeamRefusal as refusal:
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("%(person)s is signed out everywhere.") % {"person": membership.user})
    return redirect("setup:member", event.slug, number)


@for_team(*Role)
def leaving(request: SignedInRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        try:
            leave_team(event, request.user, at=timezone.now())
        except TeamRefusal as refusal:
            messages.error(request, in_words(refusal))
            return redirect("setup:leaving", event.slug)
        messages.success(request, _("You have left the team of %(event)s.") % {"event": event.name})
        return redirect("setup:events")
    own = Membership.objects.filter(event=event, user=request.user).select_related("stage")
    return render(request, "setup/people/leaving.html", {"roles": [one.role_in_words for one in own]})


def _people(request: SignedInRequest, event: Event, form: InvitationForm) -> HttpResponse:
    context = {
        "form": form,
        "members": members_of(event, at=timezone.now()),
        "invitations": invitations_of(event, at=timezone.now()),
        "may_change": Role.OWNER in request.roles,  # type: ignore[attr-defined]
        "may_read_trail": not request.only_looks,  # type: ignore[attr-defined]
    }
    return render(request, "setup/people/people.html", context, status=422 if form.errors else 200)


def _role_form(membership: Membership, typed: Any = None) -> RoleForm:
    event = membership.event
    initial = {
        "role": choice_of(membership.role, membership.stage),
        "last_day": last_day(event, membership.ends_at),
    }
    return RoleForm(typed, event=event, initial=initial)


def _member(
    request: SignedInRequest, membership: Membership, form: RoleForm, *, reason_form: ReasonForm | None = None
) -> HttpResponse:
    now = timezone.now()
    user = membership.user
    context = {
        "form": form,
        "membership": membership,
        "is_own": user == request.user,
        "may_decide": may_decide_about(user, request.user, at=now),
        "has_second_factor": is_mfa_enabled(user),
        "sessions": open_sessions(user, at=now),
        "reason_form": reason_form or ReasonForm(),
    }
    is_wrong = bool(form.errors) or bool(reason_form and reason_form.errors)
    return render(request, "setup/people/member.html", context, status=422 if is_wrong else 200)


def _membership(event: Event, number: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user", "event", "stage"), event=event, pk=number)


def _after(request: SignedInRequest, event: Event) -> HttpResponse:
    """An owner may have ended the own role."""
    own = Membership.objects.filter(event=event, user=request.user, role__in=[Role.OWNER, Role.ORGANISER])
    return redirect("setup:people", event.slug) if own.exists() else redirect("setup:events")


def _is_about_the_end(refusal: TeamRefusal, form: RoleForm) -> bool:
    return isinstance(refusal, LastOwner) and form.chosen_role == Role.OWNER
