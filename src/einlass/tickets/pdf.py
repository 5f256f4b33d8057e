"""The ticket as a PDF, for printing and as an attachment."""

import json
import threading
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from einlass.events import brand
from einlass.events.models import Event
from einlass.tickets.models import Ticket
from einlass.tickets.symbols import symbol_svg
from einlass.web.localized import localized
from einlass.web.templatetags.web import clock, moment

TEMPLATE: Final = Path(__file__).parent / "typst" / "ticket.typ"
FONTS: Final = (
    "hanken-grotesk/400Regular",
    "hanken-grotesk/500Medium",
    "hanken-grotesk/600SemiBold",
    "young-serif/400Regular",
)
# A compiler keeps state between runs; threads take turns.
_turn = threading.Lock()


def ticket_attachment(code: str) -> tuple[str, bytes, str]:
    """What a mail carries: name, content and kind of the file. See settings.MAIL_ATTACHMENTS."""
    ticket = Ticket.objects.select_related("event", "category").get(code=code)
    return ticket_file_name(ticket), ticket_pdf(ticket), "application/pdf"


def ticket_file_name(ticket: Ticket) -> str:
    return f"ticket-{ticket.event.slug}-{ticket.code}.pdf"


def ticket_pdf(ticket: Ticket) -> bytes:
    """One page of A5, accessible (PDF/UA-1), in the language of the ticket's holder."""
    with translation.override(ticket.language), timezone.override(ticket.event.tz):
        content = json.dumps(_content(ticket))
    made_at = ticket.issued_at.replace(microsecond=0)
    with _turn:
        return _compiler().compile(  # type: ignore[return-value]
            format="pdf", sys_inputs={"ticket": content}, pdf_standards=["ua-1"], timestamp=made_at
        )


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[settings.NPM / "@expo-google-fonts" / font for font in FONTS],
        ignore_system_fonts=True,
    )


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
    return [
        (_("Begins"), moment(event.starts_at)),
        (_("Doors open"), clock(event.doors_open_at)),
        (_("Place"), "\n".join(filter(None, [event.venue, event.address]))),
        (_("Questions"), event.contact_email),
    ]
