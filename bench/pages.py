"""Database queries and server time of every page of the journey, at the demo's size."""

import gc
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from einlass.admission.models import Offer
from einlass.applications.models import Application
from einlass.demo import build
from einlass.demo.event import SLUG
from einlass.events.links import link_token
from einlass.events.models import Event, Membership, Role, User
from einlass.tickets.models import Ticket

MOST_QUERIES: Final = 18
MOST_MILLISECONDS: Final = 50
REPEATS: Final = 15


@dataclass(frozen=True)
class Page:
    name: str
    url: str
    role: Role | None = None


@dataclass(frozen=True)
class Row:
    phase: str
    page: str
    queries: int
    milliseconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def measure(phases: tuple[str, ...] = ("applications", "draw", "offers", "doors")) -> list[Row]:
    """One row per page and phase; the time is the median of REPEATS requests through Django's client."""
    call_command("migrate", verbosity=0)
    rows = []
    for phase in phases:
        build(phase, at=timezone.now())
        # A server's process has not just built an event: what that left in memory must not count as the page's work.
        gc.collect()
        gc.freeze()
        for page in journey_pages(Event.objects.get(slug=SLUG)):
            rows.append(_measured(phase, page))
    return rows


def journey_pages(event: Event) -> Iterator[Page]:
    """Every page of the journey that exists at the event's present state."""
    slug = event.slug
    application = Application.objects.filter(event=event).counted().exclude(team=None).order_by("pk").first()
    yield Page("start", reverse("start"))
    yield Page("event", reverse("events:event", args=[slug]))
    yield Page("application form", reverse("applications:apply", args=[slug]))
    if application:
        token = link_token("application", application.code, application.link_version)
        yield Page("applicant's page", reverse("admission:applicant", args=[slug, token]))
    team = ("events:team", "applications:inbox", "admission:draws", "admission:offers", "admission:seats")
    ahead = ("admission:seat_list", "admission:overbooking", "admission:simulation")
    offering = ("admission:offer_plan", "admission:announcement", "admission:waves")
    for name in (*team, *ahead, *offering, "admission:partners"):
        yield Page(name, reverse(name, args=[slug]), Role.OWNER)
    yield Page("a seat's story", reverse("admission:seat", args=[slug, 1]), Role.OWNER)
    for partner in event.partners.order_by("pk")[:1]:
        token = link_token("partner", partner.code, partner.link_version)
        yield Page("partner's page", reverse("admission:partner", args=[slug, token]))
        yield Page("partner", reverse("admission:partner_desk", args=[slug, partner.code]), Role.OWNER)
    for guest in event.invitations.order_by("pk")[:1]:
        token = link_token("invitation", guest.code, guest.link_version)
        yield Page("invitation", reverse("admission:invitation", args=[slug, token]))
    yield Page("inbox, searched", reverse("applications:inbox", args=[slug]) + "?q=anna", Role.OWNER)
    for draw in event.draws.all()[:1]:
        yield Page("public page of the draw", reverse("admission:draw", args=[slug, draw.code]))
        yield Page("the draw on stage", reverse("admission:stage", args=[slug, draw.code]))
        yield Page("checking the draw", reverse("admission:check", args=[slug, draw.code]))
        yield Page("the team's page of the draw", reverse("admission:draw_desk", args=[slug, draw.code]), Role.OWNER)
        yield Page("offers in parts", reverse("admission:parts", args=[slug, draw.code]), Role.OWNER)
    for offer in Offer.objects.filter(event=event).order_by("pk")[:1]:
        yield Page(
            "offer", reverse("admission:offer", args=[slug, link_token("offer", offer.code, offer.link_version)])
        )
    for ticket in Ticket.objects.filter(event=event, revoked_at=None).order_by("pk")[:1]:
        token = link_token("ticket", ticket.code, ticket.link_version)
        yield Page("ticket", reverse("tickets:ticket", args=[slug, token]))
    if timezone.now() >= event.programme_public_at:
        yield Page("schedule", reverse("programme:schedule", args=[slug]))
        yield Page("calendar feed", reverse("programme:calendar", args=[slug]))
        session = event.sessions.exclude(kind="break").order_by("pk")[0]
        yield Page("session", reverse("programme:session", args=[slug, session.code]))
    yield Page("programme:desk", reverse("programme:desk", args=[slug]), Role.PROGRAMME)
    yield Page("checkin:board", reverse("checkin:board", args=[slug]), Role.DOOR)
    yield Page("scanner", reverse("checkin:scanner", args=[slug]), Role.DOOR)


def request(page: Page) -> tuple[int, int]:
    """Status and number of queries of one request, sign-in not counted."""
    client = Client()
    if page.role:
        event = Event.objects.get(slug=SLUG)
        client.force_login(User.objects.get(pk=Membership.objects.filter(event=event, role=page.role)[0].user_id))
    with CaptureQueriesContext(connection) as captured:
        status = client.get(page.url).status_code
    return status, len(captured)


def _measured(phase: str, page: Page) -> Row:
    client = Client()
    if page.role:
        event = Event.objects.get(slug=SLUG)
        client.force_login(User.objects.get(pk=Membership.objects.filter(event=event, role=page.role)[0].user_id))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page.url)
    # Counted before the next request empties the log.
    queries = len(captured)
    if answer.status_code != 200:
        raise RuntimeError(f"{page.name} answered {answer.status_code} in phase {phase}")
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        client.get(page.url)
        times.append((time.perf_counter() - begun) * 1000)
    return Row(phase, page.name, queries, round(statistics.median(times), 1))


def as_table(rows: list[Row]) -> str:
    lines = [f"{'phase':14}{'page':28}{'queries':>8}{'ms':>9}"]
    for row in rows:
        mark = " <" if row.queries > MOST_QUERIES or row.milliseconds > MOST_MILLISECONDS else ""
        lines.append(f"{row.phase:14}{row.page:28}{row.queries:8}{row.milliseconds:9.1f}{mark}")
    return "\n".join(lines)
