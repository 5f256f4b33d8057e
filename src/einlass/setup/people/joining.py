"""The page that an invitation leads to: join with the account there is, or with a new one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from einlass.events.access import by_link
from einlass.events.links import BadLink
from einlass.events.models import Event, Role, User
from einlass.setup.first_run.views import sign_in
from einlass.setup.models import TeamInvitation
from einlass.setup.people.errors import (
    AccountExists,
    AccountIsOff,
    ForSomebodyElse,
    InvitationIsUsed,
    InvitationRefusal,
)
from einlass.setup.people.forms import NewMemberForm
from einlass.setup.people.invitations import check_can_be_accepted, invitation_by_link, join, join_with_new_account
from einlass.setup.people.queries import last_day
from einlass.setup.people.wording import in_words
from einlass.setup.rights.table import rights_of


@never_cache
@by_link
def joining(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    try:
        invitation, version = invitation_by_link(event, token)
    except (BadLink, TeamInvitation.DoesNotExist) as error:
        raise Http404 from error
    try:
        check_can_be_accepted(invitation, version, at=timezone.now())
        account = _account_of(request, invitation)
        if account is None:
            return _with_new_account(request, invitation, version, token)
        return _with_account(request, invitation, version, token)
    except AccountExists:
        return _page(request, invitation, token)
    except InvitationRefusal as refusal:
        return _refused(request, refusal)


def _account_of(request: HttpRequest, invitation: TeamInvitation) -> User | None:
    """The account with the invited address, None if there is none yet. Raises InvitationRefusal for anybody else."""
    account = User.objects.filter(email=invitation.email).first()
    if request.user.is_authenticated and request.user != account:
        raise ForSomebodyElse(invitation)
    if account is not None and not account.is_active:
        raise AccountIsOff(invitation)
    return account


def _with_account(request: HttpRequest, invitation: TeamInvitation, version: int, token: str) -> HttpResponse:
    if request.method != "POST" or not isinstance(request.user, User):
        return _page(request, invitation, token)
    join(invitation, version, request.user, at=timezone.now())
    messages.success(request, _("Welcome to the team of %(event)s.") % {"event": invitation.event.name})
    return redirect("events:team", invitation.event.slug)


def _with_new_account(request: HttpRequest, invitation: TeamInvitation, version: int, token: str) -> HttpResponse:
    form = NewMemberForm(request.POST or None, email=invitation.email)
    if not form.is_valid():
        return _page(request, invitation, token, form=form)
    user = join_with_new_account(invitation, version, **form.cleaned_data, at=timezone.now())
    sign_in(request, user)
    return redirect("setup:second_factor")


def _page(
    request: HttpRequest, invitation: TeamInvitation, token: str, *, form: NewMemberForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "invitation": invitation,
        "last_day": last_day(invitation.event, invitation.role_ends_at),
        "token": token,
        "form": form,
        "rights": rights_of(Role(invitation.role)),
    }
    return render(request, "setup/people/joining.html", context, status=422 if form and form.errors else 200)


def _refused(request: HttpRequest, refusal: InvitationRefusal) -> HttpResponse:
    """A person who opens the link of the mail a second time is on the way to the team."""
    is_own = isinstance(refusal, InvitationIsUsed) and refusal.invitation.accepted_by == request.user
    context = {
        "words": in_words(refusal),
        "is_own": is_own,
        "is_for_somebody_else": isinstance(refusal, ForSomebodyElse),
        "is_used": isinstance(refusal, InvitationIsUsed),
        "invitation": refusal.invitation,
    }
    status = 200 if is_own else 403 if isinstance(refusal, ForSomebodyElse) else 410
    return render(request, "setup/people/refused.html", context, status=status)
