"""The mails of this room, written into the outbox many at a time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from einlass.admission.models import Draw, DrawEntry, Offer
from einlass.admission.offer_plan import fills_by_waves, plan_of, will_fill_by_waves
from einlass.admission.team_rule import comes_anyway
from einlass.applications.models import Application
from einlass.events.models import Event
from einlass.mail.actions import message_fields
from einlass.mail.models import Message
from einlass.reviews.models import Decision

# Stands where a mail that is only looked at names somebody; no code has such letters.
NOBODY: Final = "PREVIEW"
# Of the value of an announcement, what its mail says in words.
VALUE_IN_MAILS: Final = ("form", "source", "count", "low", "high", "order", "example")


def tell_offers(event: Event, offers: Iterable[Offer], *, at: datetime) -> None:
    """Each offer to its applicant, in working hours. The offers carry their applications."""
    offers = list(offers)
    waves = _waves(offers)
    _queue(
        event,
        "admission/offer",
        [
            (offer.application, _offer(offer) | {"by_wave": offer.draw_id in waves}, f"offer {offer.code}")
            for offer in offers
        ],
        at=at,
        send_after=plan_of(event).mail_at(at),
    )


def tell_offer_again(event: Event, offer: Offer, *, at: datetime) -> None:
    """At once: somebody asked for it."""
    facts = _offer(offer) | {"by_wave": offer.draw_id in _waves([offer])}
    _queue(event, "admission/offer", [(offer.application, facts, None)], at=at)


def remind(event: Event, offers: Iterable[Offer], *, at: datetime) -> None:
    """Once for each offer, whatever happens."""
    _queue(
        event,
        "admission/reminder",
        [(offer.application, _offer(offer), _reminder(offer)) for offer in offers],
        at=at,
    )


def drop_reminders(offers: Iterable[Offer]) -> None:
    """Answered meanwhile: a reminder that has not left stays here."""
    keys = [_reminder(offer) for offer in offers if offer.reminded_at is not None]
    if keys:
        Message.objects.filter(dedupe_key__in=keys, claimed_at=None, sent_at=None).delete()


def tell_declined(event: Event, offer: Offer, *, at: datetime) -> None:
    _queue(event, "admission/declined", [(offer.application, _offer(offer), f"declined {offer.code}")], at=at)


def tell_revoked(event: Event, offer: Offer, *, at: datetime) -> None:
    """Somebody whose offer is still waiting for the morning hears of neither."""
    held_back = Message.objects.filter(dedupe_key=f"offer {offer.code}", claimed_at=None, sent_at=None, attempts=0)
    if held_back.filter(send_after__gt=at).delete()[0]:
        return
    _queue(
        event,
        "admission/revoked",
        [(offer.application, _offer(offer), f"revoked {offer.code}")],
        at=at,
        send_after=plan_of(event).mail_at(at),
    )


def tell_expired(event: Event, offers: Iterable[Offer], *, at: datetime) -> None:
    _queue(
        event,
        "admission/expired",
        [(offer.application, _offer(offer), f"expired {offer.code}") for offer in offers],
        at=at,
        send_after=plan_of(event).mail_at(at),
    )


def tell_fallen(event: Event, offers: Iterable[Offer], *, at: datetime) -> None:
    """To those whose seat went because their team comes together or not at all."""
    _queue(
        event,
        "admission/fallen",
        [
            (
                offer.application,
                _offer(offer) | {"team_name": offer.application.team.name if offer.application.team else ""},
                f"fallen {offer.code}",
            )
            for offer in offers
        ],
        at=at,
        send_after=plan_of(event).mail_at(at),
    )


def entrants_in_parts(draw: Draw) -> Iterator[list[DrawEntry]]:
    """Everybody in a draw who still applies, some thousand at a time: there may be a million."""
    entries = draw.entries.filter(application__withdrawn_at=None).select_related("application").order_by("pk")
    last = 0
    while part := list(entries.filter(pk__gt=last)[:5000]):
        last = part[-1].pk
        yield part


def tell_entrants(draw: Draw, entries: Iterable[DrawEntry], *, at: datetime) -> None:
    """The announcement of a draw, to each with the own entry; who was written to before is left out."""
    facts = {
        "draw_code": draw.code,
        "number": draw.number,
        "is_wave": draw.follows_id is not None,
        "replaces": draw.replaces.number if draw.replaces else None,
        "fingerprint": draw.commitment,
        "value": {name: draw.announced_value[name] for name in VALUE_IN_MAILS},
        "due_at": draw.value_due_at.isoformat() if draw.value_due_at else "",
        "outcome_at": draw.publish_at.isoformat() if draw.publish_at else "",
        "announcement_digest": draw.announcement_digest,
    }
    _queue(
        draw.event,
        "admission/committed",
        [
            (
                entry.application,
                {**facts, "entry_code": entry.code, "check_fragment": entry.check_fragment},
                f"committed {draw.code} {entry.application.code}",
            )
            for entry in entries
        ],
        at=at,
        skips_known=True,
    )


def tell_waiting(event: Event, draw: Draw, waiting: Iterable[tuple[Application, int]], *, at: datetime) -> None:
    """waiting: applications, each with how many people were before it."""
    plan = plan_of(event)
    by_waves = fills_by_waves(draw, plan)
    _queue(
        event,
        "admission/waiting",
        [
            (
                application,
                {"draw_code": draw.code, "before": before, "by_waves": by_waves},
                f"waiting {draw.code} {application.code}",
            )
            for application, before in waiting
        ],
        at=at,
        send_after=plan.mail_at(at),
    )


def tell_refused(event: Event, decisions: Iterable[Decision], *, at: datetime) -> None:
    """To those whom the team declined. The decisions carry their applications."""
    _queue(
        event,
        "admission/refused",
        [(decision.application, {}, f"refused {decision.application.code} {decision.pk}") for decision in decisions],
        at=at,
        send_after=plan_of(event).mail_at(at),
    )


def preview(event: Event, kind: str, language: str, *, expires_at: datetime, draw: Draw | None) -> Message:
    """A mail of an announcement as somebody gets it, kept nowhere; its links lead to nobody.

    kind: drawn, admitted, waiting or declined.
    """
    offer = {"offer_code": NOBODY, "offer_version": 1, "expires_at": expires_at.isoformat()}
    templates: dict[str, tuple[str, dict[str, Any]]] = {
        "drawn": ("admission/offer", offer | {"by_draw": True, "by_wave": bool(draw and draw.follows_id)}),
        "admitted": ("admission/offer", offer | {"by_draw": False}),
        "waiting": (
            "admission/waiting",
            {
                "draw_code": draw.code if draw else NOBODY,
                "before": 41,
                "by_waves": fills_by_waves(draw, plan_of(event)) if draw else will_fill_by_waves(event),
            },
        ),
        "declined": ("admission/refused", {}),
    }
    template, facts = templates[kind]
    person = {"name": "Kim Muster", "application_code": NOBODY, "application_version": 1}
    fields = message_fields(
        template,
        to="kim@example.org",
        language=language,
        context=_frame(event) | person | facts,
        at=expires_at,
        event_id=event.pk,
    )
    return Message(**fields)


def _waves(offers: Iterable[Offer]) -> set[int]:
    """Which of the draws behind these offers are waves."""
    draws = {offer.draw_id for offer in offers if offer.draw_id is not None}
    return set(Draw.objects.filter(pk__in=draws, follows__isnull=False).values_list("pk", flat=True))


def _reminder(offer: Offer) -> str:
    return f"reminder {offer.code}"


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "offer_code": offer.code,
        "offer_version": offer.link_version,
        "expires_at": offer.expires_at.isoformat(),
        "by_draw": offer.draw_id is not None,
        "needs_all": offer.application.team is not None and not comes_anyway(offer.application),
    }


def _queue(
    event: Event,
    template: str,
    letters: Iterable[tuple[Application, dict[str, Any], str | None]],
    *,
    at: datetime,
    send_after: datetime | None = None,
    skips_known: bool = False,
) -> None:
    """send_after: for what the team says of its own accord; an answer to somebody goes out at once.

    skips_known: a mail whose key is there already is left as it is, where work may be done twice.
    """
    frame = _frame(event)
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
                send_after=send_after or at,
                dedupe_key=dedupe_key,
            )
            for application, facts, dedupe_key in letters
        ),
        batch_size=500,
        ignore_conflicts=skips_known,
    )


def _frame(event: Event) -> dict[str, Any]:
    return {"event_slug": event.slug, "event_name": event.name, "event_zone": event.zone}
