"""Who came in first: a pure function of the set of scans. No Django, no database, no clock.

Scans reach the server in any order, any number of times; devices hold other parts of the set than the server.
Because the answer depends on the set alone, all who hold the same scans agree. Written again in JavaScript for the
scanner; tests/vectors/resolve.json binds the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

ADMITTING_KINDS: Final = frozenset({"in", "override"})
ADMITTING_VERDICTS: Final = frozenset({"welcome", "again"})
FUTURE_TOLERANCE_MS: Final = 5_000  # A request takes time, and a measured offset is off by half of it.


class Identity(NamedTuple):
    """What names a scan for ever."""

    device: str
    epoch: str
    seq: int


@dataclass(frozen=True)
class ScanFact:
    """What matters of one scan of one ticket. at_ms: corrected time; undoes_seq: for kind undo, the scan of the
    same device and epoch that it takes back; is_sure: its device's clock had been measured.
    """

    device: str
    epoch: str
    seq: int
    kind: str
    verdict: str
    at_ms: int
    undoes_seq: int | None = None
    is_sure: bool = True

    @property
    def identity(self) -> Identity:
        return Identity(self.device, self.epoch, self.seq)


@dataclass(frozen=True)
class Resolution:
    """entry: the scan that let the holder in, if any; again: every further one, in order; is_sure: whether the
    order of the first two is beyond doubt.
    """

    entry: ScanFact | None
    again: tuple[ScanFact, ...] = ()
    is_sure: bool = True


def resolve(scans: Iterable[ScanFact]) -> Resolution:
    """The entry and the double entries among the scans of one ticket; their order and repetition make no difference.

    Counted are scans of kind in or override with verdict welcome or again that no undo names. The first by corrected
    time, device, epoch and seq is the entry. Nothing is ever removed: a late, older scan moves the alert to another.
    """
    known = {scan.identity: scan for scan in scans}
    undone = {
        Identity(scan.device, scan.epoch, scan.undoes_seq)
        for scan in known.values()
        if scan.kind == "undo" and scan.undoes_seq is not None and scan.undoes_seq < scan.seq
    }
    admitting = sorted(
        (
            scan
            for scan in known.values()
            if scan.kind in ADMITTING_KINDS and scan.verdict in ADMITTING_VERDICTS and scan.identity not in undone
        ),
        key=lambda scan: (scan.at_ms, *scan.identity),
    )
    if not admitting:
        return Resolution(None)
    return Resolution(
        admitting[0],
        tuple(admitting[1:]),
        is_sure=len(admitting) == 1 or (admitting[0].is_sure and admitting[1].is_sure),
    )


def corrected_ms(wall_ms: int, offset_ms: int | None, *, received_ms: int) -> tuple[int, bool]:
    """A device's time in the server's, and whether it is sure.

    offset_ms: server clock minus device clock, None if never measured. A time more than FUTURE_TOLERANCE_MS after the
    receipt cannot be; it becomes the receipt's.
    """
    at_ms = wall_ms + (offset_ms or 0)
    if at_ms > received_ms + FUTURE_TOLERANCE_MS:
        return received_ms, False
    return at_ms, offset_ms is not None
