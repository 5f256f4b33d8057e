"""The list of one's events, and of the people who may make new ones."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.events.access import for_account, for_creators
from einlass.setup.my_events.actions import let_create_events, stop_creating_events
from einlass.setup.my_events.errors import CreatorRefusal, LastCreator
from einlass.setup.my_events.forms import CreatorForm
from einlass.setup.my_events.queries import creators, events_of
from einlass.setup.signed_in import SignedInRequest


@for_account
def events(request: SignedInRequest) -> HttpResponse:
    context = {"mine": events_of(request.user, at=timezone.now())}
    return render(request, "setup/my_events/events.html", context)


@for_creators
def creator_page(request: SignedInRequest) -> HttpResponse:
    return _creators(request, CreatorForm())


@for_creators
@require_POST
def new_creator(request: SignedInRequest) -> HttpResponse:
    form = CreatorForm(request.POST)
    if form.is_valid():
        try:
            user = let_create_events(form.cleaned_data["email"], at=timezone.now(), by=request.user)
        except CreatorRefusal as refusal:
            form.add_error("email", _in_words(refusal))
        else:
            messages.success(request, _("%(person)s may make events now.") % {"person": user})
            return redirect("setup:creators")
    return _creators(request, form)


@for_creators
@require_POST
def creator_removal(request: SignedInRequest) -> HttpResponse:
    try:
        user = stop_creating_events(request.POST.get("email", ""), by=request.user)
    except CreatorRefusal as refusal:
        messages.error(request, _in_words(refusal))
        return redirect("setup:creators")
    messages.success(request, _("%(person)s makes no new events any more.") % {"person": user})
    return redirect("setup:creators" if user != request.user else "setup:events")


def _creators(request: SignedInRequest, form: CreatorForm) -> HttpResponse:
    context = {"form": form, "creators": creators()}
    return render(request, "setup/my_events/creators.html", context, status=422 if form.errors else 200)


def _in_words(refusal: CreatorRefusal) -> str:
    if isinstance(refusal, LastCreator):
        return _("Nobody would be left who may make events. Name somebody else first.")
    return _("No account has this address. Add the person to the team of an event first.")
