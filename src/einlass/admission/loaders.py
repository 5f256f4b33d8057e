"""One loader per kind of object: what may be seen is loaded here, and nothing else is."""

from datetime import datetime
from typing import Final

from django.http import Http404
from django.shortcuts import get_object_or_404

from einlass.admission.models import Contingent, Draw, Invitation, Offer
from einlass.admission.queries import light_draws
from einlass.events.links import BadLink, read_link
from einlass.events.models import Event, Partner

# The annulled draw that a draw replaces, and the one that replaces it; and the long texts of all three.
OTHERS: Final = ("replaces", "replacement")
HEAVY: Final = [f"{prefix}{text}" for prefix in ("", "replaces__", "replacement__") for text in ("bundle", "result")]


def get_draw(event: Event, code: str) -> Draw:
    """A draw that everybody may see: every one from the moment its entries are frozen, and no rehearsal."""
    draws = light_draws(event).select_related("event", "contingent", *OTHERS).filter(is_rehearsal=False)
    return get_object_or_404(draws.defer(*HEAVY), code=code)


def get_draw_for_team(event: Event, code: str) -> Draw:
    """A draw or a rehearsal of the event."""
    draws = light_draws(event).select_related("event", "contingent", *OTHERS)
    return get_object_or_404(draws.defer(*HEAVY), code=code)


# From when on each text of a draw is public.
PUBLIC_SINCE: Final = {"bundle": "committed_at", "announcement": "committed_at", "result": "published_at"}


def get_published_text(event: Event, code: str, field: str) -> str:
    """`bundle`, `announcement` or `result` of a draw; 404 as long as it is not public."""
    public = Draw.objects.filter(**{f"{PUBLIC_SINCE[field]}__isnull": False}, is_rehearsal=False)
    text = public.filter(event=event, code=code).values_list(field, flat=True).first()
    if not text:
        raise Http404
    return str(text)


def get_rehearsed_text(event: Event, code: str, field: str) -> str:
    """`bundle` or `result` of a rehearsal, for the team; 404 as long as it is empty."""
    rehearsals = Draw.objects.filter(event=event, code=code, is_rehearsal=True)
    text = rehearsals.values_list(field, flat=True).first()
    if not text:
        raise Http404
    return str(text)


def get_offer_by_link(event: Event, token: str) -> Offer:
    """The offer a signed link opens; 404 if the link is not, or no longer, good."""
    try:
        code, version = read_link("offer", token)
        offers = Offer.objects.select_related("event", "application__team", "contingent", "draw")
        return offers.defer("draw__bundle", "draw__result").get(event=event, code=code, link_version=version)
    except (BadLink, Offer.DoesNotExist) as error:
        raise Http404 from error


def get_offer_for_team(event: Event, code: str) -> Offer:
    offers = Offer.objects.select_related("event", "application__team", "application__category", "contingent", "draw")
    return get_object_or_404(offers.defer("draw__bundle", "draw__result"), event=event, code=code)


def get_contingent(event: Event, code: str) -> Contingent:
    return get_object_or_404(Contingent, event=event, code=code)


def get_contingent_by_link(event: Event, token: str, at: datetime) -> Contingent:
    """The contingent of the partner whom a signed link belongs to; 404 if the link is not, or no longer, good."""
    try:
        code, version = read_link("partner", token)
        contingents = Contingent.objects.select_related("event", "partner", "category")
        contingent = contingents.get(event=event, partner__code=code, partner__link_version=version)
    except (BadLink, Contingent.DoesNotExist) as error:
        raise Http404 from error
    if contingent.partner is None or not contingent.partner.has_link(at):
        raise Http404
    return contingent


def get_partner_for_team(event: Event, code: str) -> Partner:
    return get_object_or_404(Partner.objects.select_related("event"), event=event, code=code)


def get_contingent_of_guests(event: Event, code: str) -> Contingent:
    """One whose seats are given to people by name; those of the draw and of the curated come with applications."""
    contingents = Contingent.objects.select_related("event", "partner", "category")
    return get_object_or_404(
        contingents.exclude(purpose__in=[Contingent.Purpose.DRAW, Contingent.Purpose.CURATED]), event=event, code=code
    )


def get_guest(contingent: Contingent, code: str) -> Invitation:
    """A guest of this contingent and of no other."""
    guests = Invitation.objects.select_related("event", "contingent__event", "contingent__partner")
    return get_object_or_404(guests, contingent=contingent, code=code)


def get_invitation_by_link(event: Event, token: str) -> Invitation:
    """The invitation a signed link opens; 404 if the link is not, or no longer, good."""
    try:
        code, version = read_link("invitation", token)
        invitations = Invitation.objects.select_related("event", "contingent__event", "contingent__partner")
        return invitations.get(event=event, code=code, link_version=version)
    except (BadLink, Invitation.DoesNotExist) as error:
        raise Http404 from error
