"""What the live board shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, F

from einlass.checkin.arrivals import Curve, arrivals
from einlass.checkin.models import Device, Entry, Gate, Scan
from einlass.checkin.queries import double_entries
from einlass.events.models import Event
from einlass.tickets.models import Ticket
from einlass.web.localized import localized

LAST_SCANS: Final = 12
MOST_ALERTS: Final = 20
LATELY: Final = timedelta(minutes=10)
SILENT_AFTER: Final = timedelta(seconds=60)


@dataclass(frozen=True)
class CategoryLine:
    name: str
    colour: str
    inside: int
    tickets: int


@dataclass(frozen=True)
class GateLine:
    gate: Gate
    inside: int
    lately: int


@dataclass(frozen=True)
class Alert:
    """Somebody was read again who was in already: the entry and the further scan."""

    first: Scan
    further: Scan
    is_sure: bool

    @property
    def is_noticed(self) -> bool:
        """The device showed it at once."""
        return self.further.verdict == "again"


@dataclass(frozen=True)
class DeviceLine:
    device: Device
    is_silent: bool


@dataclass(frozen=True)
class Board:
    inside: int
    tickets: int
    categories: Sequence[CategoryLine]
    gates: Sequence[GateLine]
    curve: Curve | None
    last_scans: Sequence[Scan]
    alerts: Sequence[Alert]
    devices: Sequence[DeviceLine]
    at: datetime

    @property
    def share(self) -> float:
        return self.inside / self.tickets if self.tickets else 0.0

    @property
    def bar(self) -> int:
        """Width of the bar out of 100, in whole numbers, which read the same in every language."""
        return min(100, round(100 * self.share))


def board(event: Event, *, at: datetime) -> Board:
    """How it stands at the door; nine queries, however many are in."""
    entries = [
        (moment.astimezone(event.tz), gate)
        for moment, gate in Entry.objects.filter(event=event, scan__isnull=False).values_list(
            "scan__corrected_at", "scan__gate"
        )
    ]
    categories = _categories(event)
    return Board(
        inside=len(entries),
        tickets=sum(line.tickets for line in categories),
        categories=categories,
        gates=_gates(event, entries, at),
        curve=arrivals(
            [moment for moment, _ in entries],
            begins_at=event.doors_open_at.astimezone(event.tz),
            until=min(at, event.ends_at).astimezone(event.tz),
        ),
        last_scans=_last_scans(event),
        alerts=_alerts(event),
        devices=_devices(event, at),
        at=at,
    )


def _categories(event: Event) -> list[CategoryLine]:
    rows = (
        Ticket.objects.filter(event=event, revoked_at=None)
        .values("category__name", "category__colour", "category__index")
        .annotate(inside=Count("entered_at"), tickets=Count("pk"))
        .order_by("category__index")
    )
    return [
        CategoryLine(localized(row["category__name"]), row["category__colour"], row["inside"], row["tickets"])
        for row in rows
    ]


def _gates(event: Event, entries: Sequence[tuple[datetime, int]], at: datetime) -> list[GateLine]:
    ever = Counter(gate for _, gate in entries)
    lately = Counter(gate for moment, gate in entries if moment > at - LATELY)
    return [GateLine(gate, ever[gate.pk], lately[gate.pk]) for gate in event.gates.all()]


def _last_scans(event: Event) -> list[Scan]:
    scans = Scan.objects.filter(event=event).select_related("gate", "device", "ticket__category")
    return list(scans.order_by("-corrected_at", "-pk")[:LAST_SCANS])


def _alerts(event: Event) -> list[Alert]:
    doubled = Entry.objects.filter(event=event, again__gt=0, scan__isnull=False)
    further = list(double_entries(event, doubled).select_related("gate", "device", "ticket")[:MOST_ALERTS])
    entries = {
        entry.number: entry
        for entry in doubled.filter(number__in={scan.number for scan in further}).select_related(
            "scan__gate", "scan__device", "scan__ticket"
        )
    }
    return [
        Alert(first=entry.scan, further=scan, is_sure=entry.is_sure)
        for scan in further
        if scan.number is not None and (entry := entries[scan.number]).scan is not None
    ]


def _devices(event: Event, at: datetime) -> list[DeviceLine]:
    devices = (
        Device.objects.filter(event=event, revoked_at=None, is_desk=False, paired_at__isnull=False)
        .select_related("gate")
        .order_by(F("last_seen_at").desc(nulls_last=True))
    )
    return [
        DeviceLine(device, device.last_seen_at is None or device.last_seen_at + SILENT_AFTER < at)
        for device in devices
    ]
