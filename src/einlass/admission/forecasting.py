"""From the ledger to the mathematics: who holds what today, what was seen of people so far, and what follows from it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q

from einlass.admission.arrivals import ALWAYS, Kind, Rate
from einlass.admission.models import Contingent, Forecast, Offer, Seat
from einlass.admission.queries import applications_for_draw, contingents_with_use, last_draw, waiting_entries
from einlass.admission.simulation import Plan, Pool
from einlass.events.models import Event, Membership, Role, User, in_force
from einlass.tickets.models import Ticket

# Seats of these are offered to people who answer; those of the others are given to people by name.
OFFERED: Final = ("draw", "curated")
LONGEST: Final = 400


@dataclass(frozen=True)
class Assumed:
    """A rate as the organisers say it, and what was seen of it."""

    hits: int
    of: int
    seen_hits: int = 0
    seen_of: int = 0

    @property
    def rate(self) -> Rate:
        return Rate(self.hits, self.of).after(self.seen_hits, self.seen_of)


@dataclass(frozen=True)
class Group:
    """All contingents of one purpose. held: days until each open offer ends, and how many offers end then."""

    purpose: str
    size: int
    tickets: int
    held: tuple[tuple[int, int], ...]
    take: Assumed
    show: Assumed
    # Free seats by the days until they return; None: never.
    free: tuple[tuple[int | None, int], ...]

    @property
    def label(self) -> str:
        return str(Contingent.Purpose(self.purpose).label)

    @property
    def held_seats(self) -> int:
        return sum(number for _, number in self.held)

    @property
    def free_seats(self) -> int:
        return sum(number for _, number in self.free)

    @property
    def is_offered(self) -> bool:
        return self.purpose in OFFERED

    def kind(self, *, fills_again: bool, certain: bool = False) -> Kind:
        """For the distribution of arrivals. Free seats count as if they were offered, or named, today."""
        take, show = self.take.rate, self.show.rate
        if certain:
            take, show = take.certain(), show.certain()
        if fills_again and self.is_offered:
            take = ALWAYS
        return Kind(self.tickets, self.held_seats + self.free_seats, take, show)


def forecast_of(event: Event) -> Forecast:
    """The event's assumptions; the usual ones, not saved, as long as nobody has said any."""
    return Forecast.objects.filter(event=event).first() or Forecast(event=event)


def groups_of(event: Event, forecast: Forecast, *, user: User, at: datetime) -> list[Group]:
    """What the forecasts start from: the ledger by purpose of contingent. Five queries."""
    contingents = list(contingents_with_use(event))
    held = _held(event, at=at)
    taken, shown = _takes(event), _shows(event, user=user, at=at)
    groups = []
    for purpose in Contingent.Purpose.values:
        own = [one for one in contingents if one.purpose == purpose]
        if own:
            groups.append(
                Group(
                    purpose,
                    size=sum(one.size for one in own),
                    tickets=sum(one.ticketed for one in own),  # type: ignore[attr-defined]
                    held=held.get(purpose, ()),
                    take=Assumed(*forecast.prior(purpose, "take"), *taken.get(purpose, (0, 0))),
                    show=Assumed(*forecast.prior(purpose, "show"), *shown.get(purpose, (0, 0))),
                    free=_free(own, at=at),
                )
            )
    return groups


def pools_of(groups: Iterable[Group]) -> list[Pool]:
    """For the simulation: seats that return on different days are pools of their own."""
    pools = []
    for group in groups:
        take, show = group.take.rate, group.show.rate
        by_name, in_waves = not group.is_offered, group.purpose == Contingent.Purpose.DRAW
        first, *others = group.free or ((None, 0),)
        pools.append(
            Pool(
                group.purpose,
                group.tickets,
                first[1],
                take,
                show,
                open_offers=group.held,
                in_waves=in_waves,
                by_name=by_name,
                returns_in=first[0],
            )
        )
        pools += [
            Pool(group.purpose, 0, number, take, show, by_name=by_name, returns_in=days) for days, number in others
        ]
    return pools


def plan_of(event: Event, forecast: Forecast, *, at: datetime) -> Plan | None:
    """The days from now to the doors; None where they have opened."""
    days = _days(at, event.doors_open_at)
    if event.doors_open_at <= at:
        return None
    draw = last_draw(event)
    is_drawn = draw is not None and draw.offered_at is not None
    waiting = waiting_entries(draw).count() if draw and is_drawn else applications_for_draw(event).count()
    until_offers = 1 if is_drawn else _days(at, event.offers_open_at)
    return Plan(
        days=min(days, LONGEST),
        limit=event.capacity,
        waiting=waiting,
        first_wave_in=until_offers,
        wave_every=forecast.wave_every,
        answer_within=forecast.answer_within,
        stops_before=forecast.stops_before,
        given_back=Rate(forecast.given_back_of_100, 100),
    )


def _days(at: datetime, moment: datetime) -> int:
    """Whole days until a moment, at least one."""
    return max(math.ceil((moment - at).total_seconds() / 86400), 1)


def _held(event: Event, *, at: datetime) -> dict[str, tuple[tuple[int, int], ...]]:
    """Open offers and invitations; an invitation ends with its contingent's return day, or when the doors open."""
    lines = Seat.objects.filter(contingent__event=event, freed_at=None, ticket=None).order_by()
    ends = lines.values_list("contingent__purpose", "offer__expires_at", "contingent__returns_at")
    found: dict[str, dict[int, int]] = {}
    for purpose, expires_at, returns_at, number in ends.annotate(number=Count("pk")):
        by_days = found.setdefault(purpose, {})
        days = _days(at, expires_at or returns_at or event.doors_open_at)
        by_days[days] = by_days.get(days, 0) + number
    return {purpose: tuple(sorted(by_days.items())) for purpose, by_days in found.items()}


def _free(contingents: Iterable[Contingent], *, at: datetime) -> tuple[tuple[int | None, int], ...]:
    found: dict[int | None, int] = {}
    for one in contingents:
        days = _days(at, one.returns_at) if one.returns_at else None
        found[days] = found.get(days, 0) + one.free
    return tuple(sorted(found.items(), key=lambda pair: (pair[0] is None, pair[0] or 0)))


def _takes(event: Event) -> dict[str, tuple[int, int]]:
    """(accepted, answered or ended) offers by purpose; an offer that the team took back says nothing of people."""
    answered = Offer.objects.filter(event=event, revoked_at=None).order_by()
    yes, no = Q(accepted_at__isnull=False), Q(declined_at__isnull=False) | Q(expired_at__isnull=False)
    counted = answered.values_list("contingent__purpose").annotate(
        yes=Count("pk", filter=yes), no=Count("pk", filter=no)
    )
    return {purpose: (hits, hits + misses) for purpose, hits, misses in counted}


def _shows(event: Event, *, user: User, at: datetime) -> dict[str, tuple[int, int]]:
    """(came in, had a ticket) by purpose, at events that are over, which this person organises, and where the door was kept."""
    organised = Membership.objects.filter(in_force(at), user=user, role__in=[Role.OWNER, Role.ORGANISER]).values(
        "event"
    )
    with_door = Ticket.objects.filter(event=OuterRef("contingent__event"), entered_at__isnull=False)
    lines = Seat.objects.filter(
        Exists(with_door),
        contingent__event__in=organised,
        contingent__event__ends_at__lt=at,
        freed_at=None,
        ticket__revoked_at=None,
        ticket__isnull=False,
    ).order_by()
    counted = lines.values_list("contingent__purpose").annotate(
        came=Count("pk", filter=Q(ticket__entered_at__isnull=False)), all=Count("pk")
    )
    return {purpose: (came, everybody) for purpose, came, everybody in counted}
