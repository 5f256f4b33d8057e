"""What this room holds about an applicant (see applications/own_data.py): entries, offers and, through them, tickets."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from einlass.admission.actions.erasure import give_everything_back, is_to_be_taken_back
from einlass.admission.models import DrawEntry
from einlass.admission.queries import tickets_of_applicant
from einlass.admission.rules import rule_name
from einlass.applications.models import Application
from einlass.applications.own_data import Consequences, moment
from einlass.tickets import holdings as ticket_holdings


def collect(application: Application, *, at: datetime) -> dict[str, Any]:
    event = application.event
    return {
        "draws": [
            {
                "draw": entry.draw.code,
                "entry": entry.code,
                "salt": entry.salt,
                "address": entry.email,
                "counted_by": [rule_name(entry.draw.rules[number]) for number in entry.hits],
                "chance": entry.chance if entry.draw.committed_at else None,
                "entered_at": moment(entry.draw.frozen_at, event),
                "drawn_at": moment(entry.draw.published_at, event),
                "outcome": _outcome(entry),
                "place": entry.place if entry.draw.published_at else None,
            }
            for entry in _entries(application)
        ],
        "offers": [
            {
                "code": offer.code,
                "state": offer.state(at),
                **{
                    name: moment(getattr(offer, name), event)
                    for name in ("made_at", "expires_at", "accepted_at", "declined_at", "expired_at", "revoked_at")
                },
            }
            for offer in application.offers.order_by("pk")
        ],
        "tickets": [ticket_holdings.collect(ticket) for ticket in tickets_of_applicant(application)],
    }


def erase(application: Application, *, at: datetime) -> None:
    languages = application.event.languages
    with translation.override(languages[0] if languages else "en"):
        instead = _("(deleted)")
    give_everything_back(application, instead=instead, at=at)


def consequences(application: Application, *, at: datetime) -> Consequences:
    ends, stays = [], []
    if any(offer.is_unanswered for offer in application.offers.all()):
        ends.append(_("The seat offered to you goes to somebody else."))
    for ticket in tickets_of_applicant(application):
        facts = {"number": ticket.number}
        if is_to_be_taken_back(ticket, at=at):
            ends.append(_("Your ticket no. %(number)d becomes invalid, and your seat goes to somebody else.") % facts)
        if ticket.entered_at:
            stays.append(
                _("Ticket no. %(number)d was used. That it was, where and when stays, without a name.") % facts
            )
        else:
            stays.append(_("That ticket no. %(number)d was issued stays, without a name.") % facts)
    if _entries(application):
        stays.append(
            _(
                "Your entry stays in the published files of the draw under a salted code, so that everybody can check"
                " it. Salt and address are deleted; from then on nobody can tell whose entry it was."
            )
        )
    return Consequences(ends, stays)


def _outcome(entry: DrawEntry) -> str | None:
    """None as long as the outcome is not public."""
    if entry.draw.published_at is None:
        return None
    return "admitted" if entry.admitted else "waiting"


def _entries(application: Application) -> list[DrawEntry]:
    entries = (
        application.draw_entries.filter(draw__is_rehearsal=False)
        .select_related("draw")
        .defer("draw__bundle", "draw__result")
    )
    return list(entries.order_by("pk"))
