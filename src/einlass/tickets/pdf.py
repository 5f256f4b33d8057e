"""The ticket as a PDF, for printing and as an attachment."""

import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import structlog
import typst
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from einlass.events import brand
from einlass.events.day_words import day_in_words
from einlass.events.days import visits_of
from einlass.events.models import Event
from einlass.tickets.fonts import TEXT, font_folders, heading_families, text_families
from einlass.tickets.models import Ticket
from einlass.tickets.symbols import symbol_svg
from einlass.web.localized import localized
from einlass.web.templatetags.web import clock, moment

TEMPLATE: Final = Path(__file__).parent / "typst" / "ticket.typ"
log = structlog.get_logger()
# A compiler keeps state between runs; threads take turns.
_turn = threading.Lock()


def ticket_attachment(code: str) -> tuple[str, bytes, str]:
    """What a mail carries: name, content and kind of the file. See settings.MAIL_ATTACHMENTS."""
    ticket = Ticket.objects.select_related("event", "category").get(code=code)
    return ticket_file_name(ticket), ticket_pdf(ticket), "application/pdf"


def ticket_file_name(ticket: Ticket) -> str:
    return f"ticket-{ticket.event.slug}-{ticket.code}.pdf"


def ticket_pdf(ticket: Ticket) -> bytes:
    """One page of A5, accessible (PDF/UA-1), in the language of the ticket's holder.

    A letter that no font has cannot stand in an accessible document: then the page comes without that promise, and the
    letter as an empty box. Nobody stays without a ticket for the sake of a name.
    """
    with translation.override(ticket.language), timezone.override(ticket.event.tz):
        content = _content(ticket)
    inputs = {"ticket": json.dumps(content | _families(content))}
    made_at = ticket.issued_at.replace(microsecond=0)
    with _turn:
        compiler = _compiler(*font_folders(_texts(content)))
        try:
            return compiler.compile(  # type: ignore[return-value]
                format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=made_at
            )
        except typst.TypstError as error:
            log.warning("ticket_pdf_without_standard", ticket=ticket.code, error=error.message)
            return compiler.compile(format="pdf", sys_inputs=inputs, timestamp=made_at)  # type: ignore[return-value]


@lru_cache(maxsize=4)
def _compiler(*fonts: Path) -> typst.Compiler:
    """Kept for the fonts that most names need; one more for each mix of scripts of late."""
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=list(fonts), ignore_system_fonts=True)


def _families(content: dict[str, Any]) -> dict[str, list[str]]:
    """Which families set the event's name, the person's, and everything else."""
    families = [family for text in _texts(content) for family in text_families(text)]
    return {
        "event_font": heading_families(content["event"]),
        "name_font": heading_families(content["name"]),
        "text_font": list(dict.fromkeys([TEXT, *families])),
    }


def _texts(content: dict[str, Any]) -> list[str]:
    """Every text that people typed and that is printed."""
    return [content["event"], content["name"], content["category"], *(fact for _label, fact in content["facts"])]


def _content(ticket: Ticket) -> dict[str, Any]:
    event = ticket.event
    is_revoked = ticket.revoked_at is not None
    return {
        "language": ticket.language,
        "title": _("Ticket for %(event)s") % {"event": event.name},
        "kicker": _("Ticket"),
        "event": event.name,
        "colour": brand.fill(event.brand_colour),
        "name": ticket.attendee_name,
        "category": localized(ticket.category.name),
        "category_colour": ticket.category.colour,
        "symbol": None if is_revoked else symbol_svg(ticket.symbol, title=""),
        "symbol_alt": _("QR code for the door. Its short code is %(code)s.") % {"code": ticket.code},
        "code_label": _("Short code"),
        "code": ticket.code,
        "revoked": _("This ticket is no longer valid. It was taken back and does not open the door."),
        "facts": _facts(event),
        "note": _("Show this page at the door, on paper or on your phone. It admits one person, once."),
    }


def _facts(event: Event) -> list[tuple[str, str]]:
    visits = visits_of(event)
    if len(visits) > 1:
        when = [
            (_("When"), "\n".join(day_in_words(day) for day in visits)),
            (_("Doors open"), "\n".join(clock(day.doors_open_at) for day in visits)),
        ]
    else:
        when = [(_("Begins"), moment(event.starts_at)), (_("Doors open"), clock(event.doors_open_at))]
    return [
        *when,
        (_("Place"), "\n".join(filter(None, [event.venue, event.address]))),
        (_("Questions"), event.contact_email),
    ]
