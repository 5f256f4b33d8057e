"""What the pages of all settings share: saving, refusals beside the fields, effects first, conflicts, the next step."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from einlass.admission.errors import AdmissionError
from einlass.admission.wording import words
from einlass.events.days import BadDays
from einlass.events.editions.errors import CapacityTooSmall, DatesOutOfOrder, EditionRefusal, SlugRefused
from einlass.events.models import Event
from einlass.setup.settings.effects import Effects
from einlass.setup.settings.errors import InUse, PhaseHasHappened
from einlass.setup.settings.forms import SettingsForm
from einlass.setup.settings.sections import BY_NAME, SECTIONS, STEPS, next_step
from einlass.setup.signed_in import SignedInRequest
from einlass.setup.wording import capacity_in_words, dates_in_words, days_in_words, slug_in_words
from einlass.web.templatetags.web import moment
from einlass.web.versions import ChangedMeanwhile, Conflict, conflict_between

CONFIRMED = "confirmed"
REFUSALS = (EditionRefusal, AdmissionError, BadDays)


def save(form: BaseForm, action: Callable[[], Event]) -> Event | None:
    """What the action gives; None where a rule says no, which then stands on the form. Raises ChangedMeanwhile."""
    try:
        return action()
    except REFUSALS as refusal:
        for field, text in _in_words(refusal):
            form.add_error(field if field in form.fields else None, text)
        return None


def is_confirmed(request: SignedInRequest, effects: Effects) -> bool:
    """Whether there is nothing to say before, or it was said."""
    return not effects or CONFIRMED in request.POST


def saved(request: SignedInRequest, event: Event, name: str) -> HttpResponse:
    """On to the next step before the event is open; afterwards back to the page, which says that it is saved."""
    following = next_step(name) if not event.is_public else None
    if following is not None:
        return redirect(following.url(event))
    messages.success(request, _("Saved."))
    return redirect(BY_NAME[name].url(event))


def page(
    request: SignedInRequest,
    event: Event,
    name: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    section: str = "",
) -> HttpResponse:
    """name: of the template; section: to which the page belongs, if it is none of its own."""
    own = BY_NAME[section or name]
    frame = {
        "section": own,
        "is_guided": not event.is_public,
        "steps": [(step, step.url(event), step == own) for step in STEPS],
        "following": next_step(own.name),
        "action": own.url(event),
    }
    return render(request, f"setup/settings/{name}.html", frame | dict(context), status=status)


def form_page(
    request: SignedInRequest,
    event: Event,
    name: str,
    form: BaseForm,
    *,
    effects: Effects | None = None,
    conflict: Conflict | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The form, with what its change would do or whom it would overwrite."""
    context = {"form": form, "effects": effects, "conflict": conflict, **(more or {})}
    status = 409 if conflict else 422 if form.errors else 200
    return page(request, event, name, context, status=status)


def conflict_of(form: SettingsForm, changed: ChangedMeanwhile) -> Conflict:
    """Between what was typed and what is saved now."""
    assert isinstance(changed.row, Event)
    return conflict_between(form, type(form)(event=changed.row), changed.version)


def sections_of(event: Event) -> list[tuple[Any, str]]:
    return [(section, section.url(event)) for section in SECTIONS]


def _in_words(refusal: Exception) -> list[tuple[str | None, str]]:
    match refusal:
        case SlugRefused():
            return [("slug", slug_in_words(refusal))]
        case DatesOutOfOrder():
            return [(field, text) for field, text in dates_in_words(refusal)]
        case PhaseHasHappened():
            return [(refusal.field, _happened(refusal))]
        case CapacityTooSmall():
            return [("capacity", capacity_in_words(refusal))]
        case BadDays():
            return [(None, days_in_words(refusal))]
        case InUse():
            return [(None, _("“%(name)s” is in use, so it cannot go.") % {"name": refusal.name})]
        case AdmissionError():
            return [(None, words(refusal))]
    return [(None, _("This cannot be done now."))]


def _happened(refusal: PhaseHasHappened) -> str:
    texts = {
        "applied": _("Somebody applied on %(when)s; applications cannot open later than that."),
        "drawn": _("The entries of a draw were fixed on %(when)s; applications cannot stay open beyond that."),
        "offered": _("The first offer was made on %(when)s; offers cannot begin later than that."),
    }
    return texts[refusal.reason] % {"when": moment(refusal.limit)}
