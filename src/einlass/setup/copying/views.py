"""The page where one chooses what to take over from another event."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from einlass.admission.errors import AdmissionError
from einlass.admission.wording import words
from einlass.applications.builder.errors import FormRefusal
from einlass.events.access import for_team
from einlass.events.editions.errors import AlreadyOpen, DatesOutOfOrder, EditionRefusal
from einlass.events.models import Event, Role
from einlass.setup.copying.actions import all_parts, copy_parts
from einlass.setup.copying.forms import CopyForm
from einlass.setup.copying.queries import events_to_copy
from einlass.setup.making.starting_forms import HasApplications
from einlass.setup.signed_in import SignedInRequest

REFUSALS = (EditionRefusal, AdmissionError, FormRefusal, HasApplications)


@for_team(Role.ORGANISER)
def copying(request: SignedInRequest, event: Event) -> HttpResponse:
    others = events_to_copy(request.user, event)
    form = CopyForm(
        request.POST or None, others=others, parts=all_parts(), initial={"source": request.GET.get("from", "")}
    )
    if request.method == "POST" and form.is_valid():
        source = next(one for one in others if one.slug == form.cleaned_data["source"])
        try:
            copy_parts(source, event, form.cleaned_data["parts"], at=timezone.now(), by=request.user)
        except REFUSALS as refusal:
            form.add_error(None, _in_words(refusal))
        else:
            messages.success(
                request, _("Taken over from %(event)s. Look through the steps.") % {"event": source.name}
            )
            return redirect("setup:dates", event.slug)
    context = {"form": form, "others": others}
    return render(request, "setup/copying/copying.html", context, status=422 if form.errors else 200)


def _in_words(refusal: Exception) -> str:
    match refusal:
        case AlreadyOpen():
            return _("The event is open already; only one in preparation takes over from another.")
        case DatesOutOfOrder():
            return _("The dates do not fit: the day of this event is too near. Leave the dates out.")
        case AdmissionError():
            return words(refusal)
    return _("People have applied with the form there is, so it stays.")
