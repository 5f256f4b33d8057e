"""The mails of this room, written into the outbox many at a time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from einlass.admission.announcement import digest
from einlass.admission.models import Draw, Offer
from einlass.applications.models import Application
from einlass.events.models import Event
from einlass.mail.actions import message_fields
from einlass.mail.models import Message


def tell_offers(event: Event, offers: Iterable[Offer], *, at: datetime) -> None:
    """Each offer to its applicant. The offers carry their applications."""
    _queue(
        event,
        "admission/offer",
        [(offer.application, _offer(offer), f"offer {offer.code}") for offer in offers],
        at=at,
    )


def tell_offer_again(event: Event, offer: Offer, *, at: datetime) -> None:
    _queue(event, "admission/offer", [(offer.application, _offer(offer), None)], at=at)


def tell_declined(event: Event, offer: Offer, *, at: datetime) -> None:
    _queue(event, "admission/declined", [(offer.application, _offer(offer), f"declined {offer.code}")], at=at)


def tell_revoked(event: Event, offer: Offer, *, at: datetime) -> None:
    _queue(event, "admission/revoked", [(offer.application, _offer(offer), f"revoked {offer.code}")], at=at)


def tell_expired(event: Event, offers: Iterable[Offer], *, at: datetime) -> None:
    _queue(
        event,
        "admission/expired",
        [(offer.application, _offer(offer), f"expired {offer.code}") for offer in offers],
        at=at,
    )


def tell_entrants(draw: Draw, *, at: datetime) -> None:
    """The announcement of a draw to everybody in it, each with their own entry."""
    facts = {
        "draw_code": draw.code,
        "fingerprint": draw.commitment,
        "value_source": draw.value_source,
        "announcement_digest": digest(draw.announcement),
    }
    entries = draw.entries.filter(application__withdrawn_at=None).select_related("application")
    _queue(
        draw.event,
        "admission/committed",
        (
            (
                entry.application,
                {**facts, "entry_code": entry.code},
                f"committed {draw.code} {entry.application.code}",
            )
            for entry in entries.order_by("pk").iterator(chunk_size=500)
        ),
        at=at,
    )


def tell_waiting(event: Event, draw: Draw, waiting: Iterable[tuple[Application, int]], *, at: datetime) -> None:
    """waiting: applications, each with how many people were before it."""
    _queue(
        event,
        "admission/waiting",
        [
            (application, {"draw_code": draw.code, "before": before}, f"waiting {draw.code} {application.code}")
            for application, before in waiting
        ],
        at=at,
    )


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "offer_code": offer.code,
        "offer_version": offer.link_version,
        "expires_at": offer.expires_at.isoformat(),
        "by_draw": offer.draw_id is not None,
    }


def _queue(
    event: Event,
    template: str,
    letters: Iterable[tuple[Application, dict[str, Any], str | None]],
    *,
    at: datetime,
) -> None:
    frame = {"event_slug": event.slug, "event_name": event.name, "event_zone": event.zone}
    Message.objects.bulk_create(
        (
            Message(
                **message_fields(
                    template,
                    to=application.email,
                    language=application.language,
                    context={
                        **frame,
                        "name": application.name,
                        "application_code": application.code,
                        "application_version": application.link_version,
                        **facts,
                    },
                    at=at,
                    event_id=event.pk,
                ),
                send_after=at,
                dedupe_key=dedupe_key,
            )
            for application, facts, dedupe_key in letters
        ),
        batch_size=500,
    )
