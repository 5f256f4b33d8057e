"""Offers, draws, partners, contingents and guests in the team's search."""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.admission.models import Contingent, Draw, Invitation, Offer
from einlass.applications.search_provider import candidates, codes
from einlass.events.models import Partner
from einlass.events.search.providers import Hit, Search, SearchProvider
from einlass.web.templatetags.web import moment

MOST_COMPARED: Final = 100
_SHOWN: Final = (
    "code",
    "expires_at",
    "accepted_at",
    "declined_at",
    "expired_at",
    "revoked_at",
    "application__code",
    "application__name",
    "application__email",
    "application__search_text",
)


def find_offers(search: Search) -> Iterator[Hit]:
    """By what an application is found by, and by the offer's own code."""
    condition = candidates(search.query, "application__") | codes(search.query, "code")
    offers = Offer.objects.filter(condition, event=search.event).select_related("application")
    states = _states()
    for offer in offers.only(*_SHOWN).order_by("-pk")[:MOST_COMPARED]:
        person = offer.application
        score = search.query.score(person.name, person.search_text, code=person.code)
        if search.query.means_code(offer.code):
            score = search.query.score(code=offer.code)
        if score is not None:
            url = reverse("admission:offer_desk", args=[search.event.slug, offer.code])
            yield Hit(person.name, f"{states[offer.state(search.at)]} · {person.email}", url, score)


def find_draws(search: Search) -> Iterator[Hit]:
    """By code, number of the announcement, or the word itself."""
    draws = Draw.objects.filter(event=search.event, is_rehearsal=False)
    for code, number, frozen_at in draws.values_list("code", "number", "frozen_at"):
        title = _("Draw %(code)s") % {"code": code}
        score = search.query.score(title, str(number or ""), code=code)
        if score is not None:
            url = reverse("admission:draw_desk", args=[search.event.slug, code])
            yield Hit(title, _("Entries fixed on %(when)s") % {"when": moment(frozen_at)}, url, score)


def find_partners(search: Search) -> Iterator[Hit]:
    """By name, contact and code."""
    rows = Partner.objects.filter(event=search.event)
    for code, name, contact, email in rows.values_list("code", "name", "contact_name", "contact_email"):
        score = search.query.score(name, contact, email, code=code)
        if score is not None:
            url = reverse("admission:partner_desk", args=[search.event.slug, code])
            yield Hit(name, " · ".join(filter(None, (contact, email))), url, score)


def find_contingents(search: Search) -> Iterator[Hit]:
    """By name and purpose; a partner's is found as the partner."""
    for contingent in Contingent.objects.filter(event=search.event, partner=None):
        score = search.query.score(str(contingent), contingent.get_purpose_display(), code=contingent.code)
        if score is not None:
            detail = _("%(taken)s of %(size)s seats taken") % {"taken": contingent.taken, "size": contingent.size}
            yield Hit(str(contingent), detail, _contingent_url(search, contingent), score)


def find_guests(search: Search) -> Iterator[Hit]:
    """Guests who were named for a contingent, by name, address and code."""
    guests = Invitation.objects.filter(event=search.event, erased_at=None).select_related("contingent__partner")
    for guest in guests:
        score = search.query.score(guest.name, guest.email, code=guest.code)
        if score is not None:
            url = reverse("admission:team_guest", args=[search.event.slug, guest.contingent.code, guest.code])
            partner = guest.contingent.partner
            yield Hit(
                guest.name, " · ".join(filter(None, (str(partner or guest.contingent), guest.email))), url, score
            )


def _contingent_url(search: Search, contingent: Contingent) -> str:
    if contingent.purpose in {Contingent.Purpose.DRAW, Contingent.Purpose.CURATED}:
        return reverse("admission:seats", args=[search.event.slug])
    return reverse("admission:team_guests", args=[search.event.slug, contingent.code])


def _states() -> dict[str, str]:
    return {
        "open": _("Open"),
        "accepted": _("Accepted"),
        "declined": _("Declined"),
        "expired": _("Expired"),
        "revoked": _("Revoked"),
    }


OFFERS = SearchProvider(gettext_lazy("Offers"), "offer", ("admission:offers",), find_offers, searched_by="q")
DRAWS = SearchProvider(gettext_lazy("Draws"), "ballot", ("admission:draws",), find_draws)
PARTNERS = SearchProvider(gettext_lazy("Partners"), "partner", ("admission:partners",), find_partners)
CONTINGENTS = SearchProvider(gettext_lazy("Contingents"), "seat", ("admission:seats",), find_contingents)
GUESTS = SearchProvider(gettext_lazy("Guests"), "person", ("admission:seats",), find_guests)
