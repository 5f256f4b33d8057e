"""The page for a new event."""

from typing import Any
from urllib.parse import urlencode

from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from einlass.events.access import for_creators
from einlass.events.editions.errors import EditionRefusal, SlugRefused
from einlass.events.editions.slugs import reserved_words
from einlass.setup.copying.queries import events_to_copy
from einlass.setup.making.actions import make_event
from einlass.setup.making.forms import NewEventForm
from einlass.setup.signed_in import SignedInRequest
from einlass.setup.wording import slug_in_words


@for_creators
def new_event(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    others = events_to_copy(request.user)
    form = NewEventForm(request.POST or None, initial=_initial(request), today=now.date(), others=others)
    if request.method == "POST" and form.is_valid():
        try:
            event = make_event(form.details(), form.hours, at=now, by=request.user)
        except SlugRefused as refusal:
            form.add_error("slug", slug_in_words(refusal))
        except IntegrityError:
            # Somebody made an event with this address at the same moment.
            form.add_error("slug", _("This address was taken a moment ago. Please choose another one."))
        except EditionRefusal:
            form.add_error("day", _("The doors of this day are open already, so nobody could apply for it."))
        else:
            if earlier := form.cleaned_data["copy_from"]:
                return redirect(reverse("setup:copying", args=[event.slug]) + "?" + urlencode({"from": earlier}))
            return redirect("setup:dates", event.slug)
    context = {"form": form, "reserved": sorted(reserved_words()), "others": others}
    return render(request, "setup/making/new_event.html", context, status=422 if form.errors else 200)


def _initial(request: SignedInRequest) -> dict[str, Any]:
    language = (get_language() or "en").split("-")[0]
    return {"languages": [language], "contact_email": request.user.email}
