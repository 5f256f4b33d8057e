"""What the team's first page of the day says of draws, offers and partners (see events/morning/)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from einlass.admission.models import Contingent, Draw, Offer
from einlass.admission.queries import applications_to_admit, in_state, light_draws
from einlass.events.models.event import Phase
from einlass.events.morning.providers import Figure, Line, Morning, MorningProvider, Report
from einlass.web.templatetags.web import moment

SOON: Final = timedelta(days=1)
OFFERING: Final = {Phase.OFFERS, Phase.PROGRAMME, Phase.DOORS}


def report(morning: Morning) -> Report:
    offers_url = reverse("admission:offers", args=[morning.event.slug])
    since, at = morning.since, morning.at
    numbers = Offer.objects.filter(event=morning.event).aggregate(
        accepted=Count("pk", filter=Q(accepted_at__gt=since, accepted_at__lte=at)),
        declined=Count("pk", filter=Q(declined_at__gt=since, declined_at__lte=at)),
        expired=Count("pk", filter=Q(expired_at__gt=since, expired_at__lte=at)),
        open=Count("pk", filter=in_state("open", at)),
        ending=Count("pk", filter=in_state("open", at) & Q(expires_at__lte=at + SOON)),
    )
    draws = [draw for draw in light_draws(morning.event) if not draw.is_rehearsal and draw.annulled_at is None]
    return Report(
        figures=_figures(morning, numbers["open"]),
        came_in=[
            Line(
                numbers["accepted"],
                ngettext("offer was accepted", "offers were accepted", numbers["accepted"]),
                f"{offers_url}?state=accepted",
                "check",
            ),
            Line(
                numbers["declined"],
                ngettext("offer was declined", "offers were declined", numbers["declined"]),
                f"{offers_url}?state=declined",
                "undo",
            ),
            Line(
                numbers["expired"],
                ngettext("offer ended without an answer", "offers ended without an answer", numbers["expired"]),
                f"{offers_url}?state=expired",
                "clock",
            ),
        ],
        waits=[
            *_waiting_draws(morning, draws),
            _to_admit(morning),
            Line(
                numbers["ending"],
                ngettext("open offer ends within a day", "open offers end within a day", numbers["ending"]),
                f"{offers_url}?state=open",
                "clock",
            ),
        ],
        failed=list(_failed_draws(morning, draws)),
    )


def report_partners(morning: Morning) -> Report:
    """Seats of partners that nobody is named for, while there is time."""
    contingents = Contingent.objects.filter(event=morning.event, partner__isnull=False, taken__lt=F("size"))
    rows = contingents.filter(Q(returns_at=None) | Q(returns_at__gt=morning.at)).order_by("returns_at")
    free = list(rows.values_list("size", "taken", "returns_at"))
    number = sum(size - taken for size, taken, _returns_at in free)
    first = min((returns_at for _size, _taken, returns_at in free if returns_at), default=None)
    detail = _("The first go back on %(when)s.") % {"when": moment(first)} if first else ""
    text = ngettext("seat of a partner has no name", "seats of partners have no name", number)
    return Report(
        waits=[Line(number, text, reverse("admission:partners", args=[morning.event.slug]), "partner", detail)]
    )


def _figures(morning: Morning, open_offers: int) -> list[Figure]:
    if morning.phase in {Phase.BEFORE, Phase.APPLICATIONS, Phase.AFTER}:
        return []
    seats = reverse("admission:seats", args=[morning.event.slug])
    taken = Contingent.objects.filter(event=morning.event).aggregate(number=Sum("taken"))["number"] or 0
    figures = [Figure(taken, gettext_lazy("seats taken"), seats, of=morning.event.capacity)]
    if morning.phase in OFFERING:
        offers = reverse("admission:offers", args=[morning.event.slug])
        figures.append(Figure(open_offers, gettext_lazy("offers without an answer"), f"{offers}?state=open"))
    return figures


def _to_admit(morning: Morning) -> Line:
    number = applications_to_admit(morning.event).count() if morning.phase in OFFERING else 0
    text = ngettext("admitted person has no offer yet", "admitted people have no offer yet", number)
    return Line(number, text, reverse("admission:admitted", args=[morning.event.slug]), "offer")


def _waiting_draws(morning: Morning, draws: list[Draw]) -> Iterator[Line]:
    """The next step of each draw that is on its way."""
    for draw in draws:
        text = _next_step(morning, draw)
        if text:
            yield Line(1, text, _draw_url(morning, draw), "ballot")


def _next_step(morning: Morning, draw: Draw) -> str:
    if draw.solved_at is not None and draw.committed_at is None:
        return _("draw waits to be announced")
    if draw.committed_at is not None and not draw.value and draw.value_due_at and draw.value_due_at <= morning.at:
        return _("draw waits for its public value")
    if draw.drawn_at is not None and draw.published_at is None and not draw.publish_at:
        return _("draw waits to be published")
    if draw.published_at is not None and draw.offered_at is None:
        return _("draw waits for its offers")
    return ""


def _failed_draws(morning: Morning, draws: list[Draw]) -> Iterator[Line]:
    for draw in draws:
        if draw.failure and draw.solved_at is None:
            yield Line(1, _("draw could not be solved"), _draw_url(morning, draw), "warning", draw.failure)
        elif draw.drand_failure and not draw.value:
            yield Line(
                1, _("draw could not fetch drand's round"), _draw_url(morning, draw), "warning", draw.drand_failure
            )


def _draw_url(morning: Morning, draw: Draw) -> str:
    return reverse("admission:draw_desk", args=[morning.event.slug, draw.code])


MORNING = MorningProvider(("admission:offers",), report)
PARTNERS = MorningProvider(("admission:partners",), report_partners)
