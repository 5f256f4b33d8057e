"""The team's menu: what a member sees depends on the roles held."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Role

ORGANISERS = (Role.OWNER, Role.ORGANISER)
SEEING = (*ORGANISERS, Role.VIEWER)
MENU = [
    ("events:team", _("Overview"), "home", tuple(Role)),
    ("applications:inbox", _("Applications"), "people", (*SEEING, Role.REVIEWER)),
    ("applications:form", _("Form"), "apply", SEEING),
    ("applications:intake", _("Intake"), "clock", SEEING),
    ("admission:quotas", _("Quotas"), "sliders", SEEING),
    ("admission:draws", _("Draw"), "ballot", SEEING),
    ("admission:offers", _("Offers"), "mail", SEEING),
    ("admission:seats", _("Seats"), "seat", (*SEEING, Role.PARTNERS)),
    ("admission:partners", _("Partners"), "people", (*SEEING, Role.PARTNERS)),
    ("tickets:list", _("Tickets"), "ticket", SEEING),
    ("programme:desk", _("Programme"), "stage", (*SEEING, Role.PROGRAMME, Role.STAGE)),
    ("checkin:board", _("Door"), "door", (*SEEING, Role.DOOR)),
    ("mailroom:outbox", _("Mail"), "mail", ORGANISERS),
    ("setup:people", _("Team"), "people", SEEING),
    ("setup:settings", _("Settings"), "settings", SEEING),
]
# Whom a contingent gives its seats to is a page of its own.
ALSO = {"admission:seats": "guests/"}


@dataclass(frozen=True)
class Link:
    url: str
    label: str
    icon: str
    is_current: bool


def team_links(request: HttpRequest) -> list[Link]:
    """The menu for the person signed in, empty for the public. Needs request.roles (events/access.py)."""
    roles: set[str] = getattr(request, "roles", set())
    event = getattr(request, "event", None)
    if not roles or event is None:
        return []
    team = reverse("events:team", args=[event.slug])
    links = []
    for name, label, icon, allowed in MENU:
        if roles.intersection(allowed):
            url = reverse(name, args=[event.slug])
            within = (url, team + ALSO[name]) if name in ALSO else (url,)
            current = request.path == url or (name != "events:team" and request.path.startswith(within))
            links.append(Link(url, str(label), icon, current))
    return links
