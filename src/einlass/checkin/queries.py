"""What the door knows: the gate's rule, the list for the phones, and what changed since."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from einlass.checkin.errors import UnknownCursor
from einlass.checkin.judge import GateRule
from einlass.checkin.models import Device, Entry, Gate, Scan
from einlass.checkin.moments import to_ms
from einlass.checkin.resolve import ADMITTING_KINDS, ADMITTING_VERDICTS
from einlass.events.models import Category, Event
from einlass.tickets.models import Ticket, TicketSeries
from einlass.tickets.queries import keys_of
from einlass.tickets.signing import public_keys

VALID, REVOKED = 0, 1


def gate_rule(gate: Gate) -> GateRule:
    """Whom the gate admits, and when: worked out here and nowhere else."""
    return GateRule(
        frozenset(category.index for category in admitted_categories(gate)),
        to_ms(gate.opens_at),
        to_ms(gate.closes_at),
    )


def admitted_categories(gate: Gate) -> QuerySet[Category]:
    """The gate's categories; a gate without any admits all."""
    return gate.categories.all() if gate.categories.exists() else Category.objects.filter(event=gate.event_id)


def device_by_token(token_hash: str, at: datetime, *, hands_in: bool = False) -> Device | None:
    """The device that may speak under this token now.

    hands_in: it brings scans, which a device may that ended with the role of the person who paired it.
    """
    known = Device.objects.select_related("gate", "event").filter(token_hash=token_hash, token_expires_at__gt=at)
    return (known if hands_in else known.filter(revoked_at=None)).first()


def set_up(gate: Gate) -> dict[str, Any]:
    """What a phone at the gate must know before any ticket: event, gate, keys, categories."""
    event = gate.event
    series = TicketSeries.objects.filter(event=event).first()
    admitted = {category.pk for category in gate.categories.all()}
    return {
        "event": {
            "slug": event.slug,
            "name": event.name,
            "zone": event.zone,
            "tag": series.event_tag if series else "",
        },
        "gate": {
            "code": gate.code,
            "name": gate.name,
            "opens_ms": to_ms(gate.opens_at),
            "closes_ms": to_ms(gate.closes_at),
        },
        "keys": [{"slot": slot, "public": key.hex()} for slot, key in sorted(public_keys(keys_of(event)).items())],
        "categories": [
            {
                "index": category.index,
                "name": category.name,
                "colour": category.colour,
                "admitted": not admitted or category.pk in admitted,
            }
            for category in event.categories.all()
        ],
    }


def snapshot(gate: Gate) -> dict[str, Any]:
    """The whole list for a phone at the gate."""
    # The cursor first: what is committed while we read comes again with the next changes, and nothing is missed.
    cursor = last_change(gate.event)
    return {
        "cursor": cursor,
        **set_up(gate),
        "tickets": _ticket_rows(Ticket.objects.filter(event=gate.event)),
        "entries": _entry_rows(Entry.objects.filter(event=gate.event, scan__isnull=False)),
        "inside": inside(gate.event),
    }


def changes(gate: Gate, cursor: int) -> dict[str, Any]:
    """What changed after `cursor`. Raises UnknownCursor."""
    now = last_change(gate.event)
    if cursor > now:
        raise UnknownCursor
    changed = Entry.objects.filter(event=gate.event, changed_seq__gt=cursor)
    return {
        "cursor": now,
        **set_up(gate),
        "tickets": _ticket_rows(Ticket.objects.filter(event=gate.event, changed_seq__gt=cursor)),
        "entries": _entry_rows(changed),
        "alerts": _alert_rows(gate.event, changed.filter(again__gt=0)),
        "inside": inside(gate.event),
    }


def last_change(event: Event) -> int:
    return TicketSeries.objects.filter(event=event).values_list("last_change", flat=True).first() or 0


def inside(event: Event) -> int:
    """How many are in."""
    return Entry.objects.filter(event=event, scan__isnull=False).count()


def acknowledged(device: Device, epoch: str) -> int:
    """The highest seq up to which nothing is missing; 0 if the first is."""
    scans = Scan.objects.filter(device=device, epoch=epoch)
    following = scans.filter(seq=OuterRef("seq") + 1)
    if not scans.filter(seq=1).exists():
        return 0
    return scans.filter(~Exists(following)).order_by("seq").values_list("seq", flat=True)[0]


def results(device: Device, scans: Collection[Scan]) -> list[dict[str, Any]]:
    """What became of each of a device's scans, as things stand now."""
    entries = {
        entry.number: entry
        for entry in Entry.objects.filter(
            event=device.event_id, number__in={scan.number for scan in scans if scan.number is not None}
        ).select_related("scan__gate", "scan__device")
    }
    undone = set(
        Scan.objects.filter(
            device=device,
            kind=Scan.Kind.UNDO,
            undoes_seq__in={scan.seq for scan in scans},
            seq__gt=F("undoes_seq"),
        ).values_list("epoch", "undoes_seq")
    )
    return [_result(scan, entries.get(scan.number), (scan.epoch, scan.seq) in undone) for scan in scans]  # type: ignore[arg-type]


def _result(scan: Scan, entry: Entry | None, is_undone: bool) -> dict[str, Any]:
    if scan.kind == Scan.Kind.UNDO or is_undone:
        return {"seq": scan.seq, "resolution": "stored"}
    if scan.verdict not in ADMITTING_VERDICTS:
        return {"seq": scan.seq, "resolution": "refused" if scan.verdict == "refused" else "stored"}
    if entry is None or entry.scan is None:
        return {"seq": scan.seq, "resolution": "stored"}
    if entry.scan == scan:
        return {"seq": scan.seq, "resolution": "entry"}
    first = entry.scan
    return {
        "seq": scan.seq,
        "resolution": "again",
        "first": {
            "at_ms": to_ms(first.corrected_at),
            "gate": first.gate.name,
            "device": first.device.name,
            "device_code": first.device.code,
            "epoch": first.epoch,
            "seq": first.seq,
        },
    }


def double_entries(event: Event, numbers: QuerySet[Entry]) -> QuerySet[Scan]:
    """The scans that let somebody in who was in already, newest first."""
    return (
        admitting_scans(event)
        .filter(number__in=numbers.filter(again__gt=0).values("number"))
        .exclude(pk__in=Entry.objects.filter(event=event, scan__isnull=False).values("scan"))
        .order_by("-corrected_at", "-pk")
    )


def admitting_scans(event: Event) -> QuerySet[Scan]:
    """Scans that let in, as resolve() counts them: not undone."""
    undos = Scan.objects.filter(
        kind=Scan.Kind.UNDO,
        device=OuterRef("device"),
        epoch=OuterRef("epoch"),
        undoes_seq=OuterRef("seq"),
        seq__gt=OuterRef("seq"),
    )
    return Scan.objects.filter(
        ~Exists(undos),
        event=event,
        number__isnull=False,
        kind__in=ADMITTING_KINDS,
        verdict__in=ADMITTING_VERDICTS,
    ).select_related("gate", "device")


def _ticket_rows(tickets: QuerySet[Ticket]) -> list[list[Any]]:
    """[number, generation, status, category, short code, name]"""
    rows = tickets.order_by("number").values_list(
        "number", "generation", "revoked_at", "category__index", "code", "attendee_name"
    )
    return [
        [number, generation, REVOKED if revoked_at else VALID, category, code, name]
        for number, generation, revoked_at, category, code, name in rows
    ]


def _entry_rows(entries: QuerySet[Entry]) -> list[list[Any]]:
    """[number, at_ms, gate, device, device code, epoch, seq]; at_ms and all after it None where taken back."""
    rows = entries.order_by("number").values_list(
        "number",
        "scan__corrected_at",
        "scan__gate__name",
        "scan__device__name",
        "scan__device__code",
        "scan__epoch",
        "scan__seq",
    )
    return [[number, to_ms(at) if at else None, *where] for number, at, *where in rows]


def _alert_rows(event: Event, entries: QuerySet[Entry]) -> list[list[Any]]:
    """As entries, and what the device showed: welcome (two are in) or again (it was noticed there)."""
    return [
        [
            scan.number,
            to_ms(scan.corrected_at),
            scan.gate.name,
            scan.device.name,
            scan.device.code,
            scan.epoch,
            scan.seq,
            scan.verdict,
        ]
        for scan in double_entries(event, entries)
    ]
