"""Storing what was read at the door. A scan is a fact: it is never refused for what it says, and never changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from einlass.checkin.errors import NotAdmitted, NothingToTakeBack, ScanConflict
from einlass.checkin.judge import KnownTicket, judge
from einlass.checkin.models import Device, Entry, Gate, Scan
from einlass.checkin.moments import from_ms, to_ms
from einlass.checkin.queries import gate_rule
from einlass.checkin.resolve import Resolution, ScanFact, corrected_ms, resolve
from einlass.events import audit
from einlass.events.models import Event, User
from einlass.tickets.actions import advance_series, note_entries
from einlass.tickets.models import Ticket

DESK_EPOCH: Final = "desk"


@dataclass(frozen=True)
class Reading:
    """One scan as a device tells it; milliseconds throughout."""

    seq: int
    kind: str
    verdict: str
    reason: str
    number: int | None
    generation: int | None
    wall_ms: int
    mono_ms: int
    offset_ms: int | None
    undoes_seq: int | None = None
    raw: str = ""

    @property
    def content(self) -> tuple[object, ...]:
        """What must be the same when a scan is sent again; the clock's offset may have been measured since."""
        return (
            self.kind,
            self.verdict,
            self.reason,
            self.number,
            self.generation,
            self.wall_ms,
            self.mono_ms,
            self.undoes_seq,
            self.raw,
        )


def made_before_the_end(device: Device, readings: Collection[Reading]) -> list[Reading]:
    """Those that a phone made while it was one of the event's."""
    ended = device.revoked_at
    return [one for one in readings if ended is None or one.wall_ms + (one.offset_ms or 0) <= to_ms(ended)]


@transaction.atomic
def store_scans(device: Device, epoch: str, readings: Collection[Reading], *, at: datetime) -> list[Scan]:
    """Store what a device read, in any order, any number of times. Raises ScanConflict and then stores nothing."""
    if _unknown(device, epoch, readings):
        _store(device, epoch, readings, at=at)
    seqs = {reading.seq for reading in readings}
    return list(Scan.objects.filter(device=device, epoch=epoch, seq__in=seqs).order_by("seq"))


@transaction.atomic
def let_in(gate: Gate, ticket: Ticket, *, at: datetime, by: User, in_spite: bool = False) -> Scan:
    """Let the holder of a ticket in by hand, at the gate's desk. Raises NotAdmitted, unless in spite of the rules."""
    change = advance_series(gate.event).last_change
    ticket = Ticket.objects.select_related("category").get(pk=ticket.pk, event=gate.event_id)
    verdict = judge(
        KnownTicket(ticket.generation, ticket.revoked_at is not None, ticket.category.index),
        gate_rule(gate),
        generation=ticket.generation,
        category=ticket.category.index,
        is_in=Entry.objects.filter(ticket=ticket, scan__isnull=False).exists(),
        at_ms=to_ms(at),
    )
    if verdict.verdict != "welcome" and not in_spite:
        raise NotAdmitted(ticket, verdict)
    scan = _store_at_desk(
        gate,
        ticket,
        change,
        at=at,
        kind="override" if in_spite else "in",
        verdict="again" if verdict.verdict == "again" else "welcome",
        reason=verdict.reason,
    )
    after = {"gate": gate.code, "in_spite_of": verdict.reason or verdict.verdict} if in_spite else {"gate": gate.code}
    audit.record(gate.event, "let_in", ticket.subject, at=at, by=by, after=after)
    return scan


@transaction.atomic
def take_back_entry(ticket: Ticket, *, at: datetime, by: User) -> Scan:
    """Undo an entry that was made at a desk. Raises NothingToTakeBack."""
    change = advance_series(ticket.event).last_change
    entry = Entry.objects.select_related("scan__device", "scan__gate").filter(ticket=ticket).first()
    if entry is None or entry.scan is None or not entry.scan.device.is_desk:
        raise NothingToTakeBack(ticket)
    scan = _store_at_desk(
        entry.scan.gate, ticket, change, at=at, kind="undo", verdict="", reason="", undoes_seq=entry.scan.seq
    )
    audit.record(ticket.event, "take_back_entry", ticket.subject, at=at, by=by)
    return scan


def _store(device: Device, epoch: str, readings: Iterable[Reading], *, at: datetime) -> None:
    change = advance_series(device.event).last_change
    # Read again under the lock: the same request may have come twice at once.
    new = _unknown(device, epoch, readings)
    tickets = _tickets_by_number(device.event, (reading.number for reading in new))
    scans = [_scan(device, device.gate, epoch, reading, tickets, at) for reading in new]
    Scan.objects.bulk_create(scans, batch_size=200)
    _settle(device.event, _numbers_touched(device, epoch, scans), change)


def _store_at_desk(
    gate: Gate,
    ticket: Ticket,
    change: int,
    *,
    at: datetime,
    kind: str,
    verdict: str,
    reason: str,
    undoes_seq: int | None = None,
) -> Scan:
    desk, _ = Device.objects.get_or_create(
        gate=gate, is_desk=True, defaults={"event": gate.event, "name": "Desk", "paired_at": at}
    )
    Device.objects.filter(pk=desk.pk).update(last_seen_at=at)
    last = Scan.objects.filter(device=desk).aggregate(seq=Max("seq"))["seq"] or 0
    reading = Reading(
        seq=last + 1,
        kind=kind,
        verdict=verdict,
        reason=reason,
        number=ticket.number,
        generation=ticket.generation,
        wall_ms=to_ms(at),
        mono_ms=0,
        offset_ms=0,
        undoes_seq=undoes_seq,
    )
    scan = _scan(desk, gate, DESK_EPOCH, reading, {ticket.number: ticket}, at)
    scan.save()
    _settle(gate.event, {ticket.number}, change)
    return scan


def _unknown(device: Device, epoch: str, readings: Iterable[Reading]) -> list[Reading]:
    """The readings that are not stored yet, each once. Raises ScanConflict."""
    readings = list(readings)
    seqs = [reading.seq for reading in readings]
    stored = {scan.seq: _reading(scan) for scan in Scan.objects.filter(device=device, epoch=epoch, seq__in=seqs)}
    seen: dict[int, Reading] = dict(stored)
    conflicts = [
        reading.seq for reading in readings if seen.setdefault(reading.seq, reading).content != reading.content
    ]
    if conflicts:
        raise ScanConflict(sorted(set(conflicts)))
    return [reading for seq, reading in sorted(seen.items()) if seq not in stored]


def _settle(event: Event, numbers: Collection[int], change: int) -> None:
    """Work out anew who is in, for these ticket numbers, and keep what changed."""
    before = {entry.number: entry for entry in Entry.objects.filter(event=event, number__in=numbers)}
    facts = _facts_by_number(event, numbers)
    tickets = _tickets_by_number(event, numbers)
    changed = []
    for number in numbers:
        scans = facts[number]
        found = resolve(fact for _, fact in scans)
        first = next((scan for scan, fact in scans if found.entry and fact.identity == found.entry.identity), None)
        if _is_news(before.get(number), first, found):
            changed.append((_entry(event, number, tickets.get(number), first, found, change), first))
    Entry.objects.bulk_create(
        [entry for entry, _ in changed],
        update_conflicts=True,
        unique_fields=["event", "number"],
        update_fields=["scan", "again", "is_sure", "changed_seq"],
        batch_size=200,
    )
    note_entries(event, {entry.number: first.corrected_at if first else None for entry, first in changed})


def _entry(
    event: Event, number: int, ticket: Ticket | None, first: Scan | None, found: Resolution, change: int
) -> Entry:
    return Entry(
        event=event,
        number=number,
        ticket=ticket,
        scan=first,
        again=len(found.again),
        is_sure=found.is_sure,
        changed_seq=change,
    )


def _is_news(before: Entry | None, first: Scan | None, found: Resolution) -> bool:
    if before is None:
        return first is not None
    known = (before.scan_id, before.again, before.is_sure)
    return known != (first.pk if first else None, len(found.again), found.is_sure)


def _numbers_touched(device: Device, epoch: str, scans: Iterable[Scan]) -> set[int]:
    """The ticket numbers whose entry may have changed; an undo may leave its number out."""
    scans = list(scans)
    undone = Scan.objects.filter(
        device=device, epoch=epoch, seq__in=[scan.undoes_seq for scan in scans if scan.undoes_seq is not None]
    )
    numbers = {scan.number for scan in scans} | set(undone.values_list("number", flat=True))
    return {number for number in numbers if number is not None}


def _facts_by_number(event: Event, numbers: Collection[int]) -> dict[int, list[tuple[Scan, ScanFact]]]:
    """All scans of these numbers, and the undos that name one of them."""
    scans = list(Scan.objects.filter(event=event, number__in=numbers).select_related("device"))
    by_identity: dict[tuple[int, str, int | None], Scan] = {
        (scan.device_id, scan.epoch, scan.seq): scan for scan in scans
    }
    unnumbered_undos = Scan.objects.filter(
        event=event,
        kind=Scan.Kind.UNDO,
        number=None,
        device__in={scan.device_id for scan in scans},
        undoes_seq__in={scan.seq for scan in scans},
    ).select_related("device")
    facts = defaultdict(list)
    for scan in scans:
        facts[scan.number].append((scan, scan_fact(scan)))
    for undo in unnumbered_undos:
        undone = by_identity.get((undo.device_id, undo.epoch, undo.undoes_seq))
        if undone is not None:
            facts[undone.number].append((undo, scan_fact(undo)))
    return facts  # type: ignore[return-value]


def scan_fact(scan: Scan) -> ScanFact:
    return ScanFact(
        device=scan.device.code,
        epoch=scan.epoch,
        seq=scan.seq,
        kind=scan.kind,
        verdict=scan.verdict,
        at_ms=to_ms(scan.corrected_at),
        undoes_seq=scan.undoes_seq,
        is_sure=scan.is_sure,
    )


def _tickets_by_number(event: Event, numbers: Iterable[int | None]) -> dict[int, Ticket]:
    wanted = {number for number in numbers if number is not None}
    return {ticket.number: ticket for ticket in Ticket.objects.filter(event=event, number__in=wanted)}


def _scan(device: Device, gate: Gate, epoch: str, reading: Reading, tickets: dict[int, Ticket], at: datetime) -> Scan:
    at_ms, is_sure = corrected_ms(reading.wall_ms, reading.offset_ms, received_ms=to_ms(at))
    return Scan(
        event=device.event,
        device=device,
        gate=gate,
        epoch=epoch,
        seq=reading.seq,
        ticket=tickets.get(reading.number) if reading.number is not None else None,
        number=reading.number,
        generation=reading.generation,
        kind=reading.kind,
        verdict=reading.verdict,
        reason=reading.reason,
        undoes_seq=reading.undoes_seq,
        raw=reading.raw,
        device_at=from_ms(reading.wall_ms),
        monotonic_ms=reading.mono_ms,
        offset_ms=reading.offset_ms,
        corrected_at=from_ms(at_ms),
        is_sure=is_sure,
        received_at=at,
    )


def _reading(scan: Scan) -> Reading:
    return Reading(
        seq=scan.seq,
        kind=scan.kind,
        verdict=scan.verdict,
        reason=scan.reason,
        number=scan.number,
        generation=scan.generation,
        wall_ms=to_ms(scan.device_at),
        mono_ms=scan.monotonic_ms,
        offset_ms=scan.offset_ms,
        undoes_seq=scan.undoes_seq,
        raw=scan.raw,
    )
