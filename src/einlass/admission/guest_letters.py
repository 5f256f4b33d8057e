"""The mails to partners, to their guests, and to the organisers about both."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from einlass.admission.models import Contingent, Invitation
from einlass.events.models import Event, Membership, Partner, Role, in_force
from einlass.mail.actions import new_message, queue_message
from einlass.mail.models import Message


def tell_invited(invitations: Iterable[Invitation], *, at: datetime, again: bool = False) -> None:
    _tell_guests("admission/invitation", invitations, key=None if again else "invitation", at=at)


def tell_replaced(invitation: Invitation, *, at: datetime) -> None:
    """The seat went to somebody else."""
    _tell_guests("admission/invitation_replaced", [invitation], key="replaced", at=at)


def tell_taken_back(invitation: Invitation, *, at: datetime) -> None:
    _tell_guests("admission/invitation_taken_back", [invitation], key="taken back", at=at)


def tell_expired_guests(invitations: Iterable[Invitation], *, at: datetime) -> None:
    _tell_guests("admission/invitation_expired", invitations, key="invitation expired", at=at)


def send_partner_link(partner: Partner, contingent: Contingent, *, at: datetime) -> None:
    _tell_partner("admission/partner_link", partner, _seats(contingent), at=at)


def remind_of_return(partner: Partner, contingent: Contingent, *, open_invitations: int, at: datetime) -> None:
    facts = {**_seats(contingent), "open_invitations": open_invitations}
    _tell_partner("admission/partner_reminder", partner, facts, at=at)


def tell_partner_returned(partner: Partner, contingent: Contingent, *, seats: int, ended: int, at: datetime) -> None:
    """contingent: as it is afterwards.  ended: invitations nobody had answered."""
    facts = {**_seats(contingent), "seats": seats, "ended": ended}
    _tell_partner("admission/partner_returned", partner, facts, at=at)


def tell_organisers_returned(event: Event, returned: Iterable[tuple[Contingent, int, int]], *, at: datetime) -> None:
    """returned: contingents with how many seats went to the draw and how many invitations ended."""
    rows = [{"name": dict(one.name), "seats": seats, "ended": ended} for one, seats, ended in returned]
    team = Membership.objects.filter(in_force(at), event=event, role__in=[Role.OWNER, Role.ORGANISER])
    for email in sorted(set(team.values_list("user__email", flat=True))):
        queue_message(
            "admission/seats_returned",
            to=email,
            language=_first_language(event),
            context={**_frame(event), "rows": rows, "total": sum(row["seats"] for row in rows)},
            at=at,
            event_id=event.pk,
        )


def _tell_guests(template: str, invitations: Iterable[Invitation], *, key: str | None, at: datetime) -> None:
    Message.objects.bulk_create(
        (
            new_message(
                template,
                to=invitation.email,
                language=invitation.language,
                context={
                    **_frame(invitation.event),
                    "name": invitation.name,
                    "host": _host(invitation.contingent),
                    "invitation_code": invitation.code,
                    "invitation_version": invitation.link_version,
                    "ends_at": invitation.ends_at.isoformat(),
                    "starts_at": invitation.event.starts_at.isoformat(),
                    "venue": invitation.event.venue,
                    "contact": invitation.event.contact_email,
                },
                at=at,
                event_id=invitation.event_id,
                dedupe_key=f"{key} {invitation.code}" if key else None,
            )
            for invitation in invitations
            if invitation.email
        ),
        batch_size=500,
    )


def _tell_partner(template: str, partner: Partner, facts: Mapping[str, Any], *, at: datetime) -> None:
    event = partner.event
    queue_message(
        template,
        to=partner.contact_email,
        language=partner.language,
        context={
            **_frame(event),
            "name": partner.contact_name or partner.name,
            "partner": partner.name,
            "partner_code": partner.code,
            "partner_version": partner.link_version,
            "link_ends_at": partner.link_ends_at.isoformat() if partner.link_ends_at else "",
            "contact": event.contact_email,
            **facts,
        },
        at=at,
        event_id=event.pk,
    )


def _seats(contingent: Contingent) -> dict[str, Any]:
    return {
        "size": contingent.size,
        "free": contingent.free,
        "returns_at": contingent.returns_at.isoformat() if contingent.returns_at else "",
    }


def _host(contingent: Contingent) -> str:
    """Who invites, where it is not the event itself."""
    return contingent.partner.name if contingent.partner else ""


def _frame(event: Event) -> dict[str, Any]:
    return {"event_slug": event.slug, "event_name": event.name, "event_zone": event.zone}


def _first_language(event: Event) -> str:
    return event.languages[0] if event.languages else "en"
