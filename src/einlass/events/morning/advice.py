"""What to do in each phase when nothing waits: words, and the page that does it."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event
from einlass.events.models.event import Phase
from einlass.events.search.providers import may_open


@dataclass(frozen=True)
class Advice:
    text: str | Promise
    label: str | Promise
    page: str


ADVICE: Final = {
    Phase.BEFORE: Advice(
        _(
            "Check the dates and the form before applications open; the public page says already what people may expect."
        ),
        _("Settings"),
        "setup:settings",
    ),
    Phase.APPLICATIONS: Advice(
        _("Watch the pool fill. You may decide already; nobody is told before the offers go out."),
        _("Applications"),
        "applications:inbox",
    ),
    Phase.REVIEW: Advice(
        _("Admit and decline by hand whom you must, then send the rest to the draw."),
        _("Applications"),
        "applications:inbox",
    ),
    Phase.DRAW: Advice(
        _("Freeze the entries, publish their fingerprint, give the public value and draw."),
        _("Draw"),
        "admission:draws",
    ),
    Phase.OFFERS: Advice(
        _("Send the offers, watch the answers, and give seats that come free to those who wait."),
        _("Offers"),
        "admission:offers",
    ),
    Phase.PROGRAMME: Advice(
        _("The schedule is public: release changes with a note, and see that every seat is filled."),
        _("Programme"),
        "programme:desk",
    ),
    Phase.DOORS: Advice(_("Pair the scanners and watch the board."), _("Door"), "checkin:board"),
    Phase.AFTER: Advice(
        _("It is over. The audit trail and the result of the draw stay available."),
        _("Audit trail"),
        "setup:audit_trail",
    ),
}


def advice_for(event: Event, phase: Phase, roles: set[str]) -> tuple[Advice, str]:
    """The advice and the address of its page; an empty one where the person may not open it."""
    advice = ADVICE[phase]
    return advice, reverse(advice.page, args=[event.slug]) if may_open(advice.page, event, roles) else ""
