"""The team's menu: what a member sees depends on the roles held."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Role

ORGANISERS = (Role.OWNER, Role.ORGANISER)
MENU = [
    ("events:team", _("Overview"), "home", (*ORGANISERS, Role.REVIEWER, Role.PROGRAMME, Role.DOOR)),
    ("applications:inbox", _("Applications"), "people", (*ORGANISERS, Role.REVIEWER)),
    ("applications:form", _("Form"), "apply", ORGANISERS),
    ("applications:intake", _("Intake"), "clock", ORGANISERS),
    ("admission:quotas", _("Quotas"), "sliders", ORGANISERS),
    ("admission:draws", _("Draw"), "ballot", ORGANISERS),
    ("admission:offers", _("Offers"), "mail", ORGANISERS),
    ("admission:seats", _("Seats"), "seat", ORGANISERS),
    ("admission:partners", _("Partners"), "people", ORGANISERS),
    ("tickets:list", _("Tickets"), "ticket", ORGANISERS),
    ("programme:desk", _("Programme"), "stage", (*ORGANISERS, Role.PROGRAMME)),
    ("checkin:board", _("Door"), "door", (*ORGANISERS, Role.DOOR)),
    ("mailroom:outbox", _("Mail"), "mail", ORGANISERS),
    ("setup:people", _("Team"), "people", ORGANISERS),
    ("setup:settings", _("Settings"), "settings", ORGANISERS),
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
