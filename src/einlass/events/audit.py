"""Writing, sealing and checking the audit trail.

An action calls `record` inside its transaction, and the entry carries a code over its content from the first moment. The
worker's `seal` gives each new entry the next position in its event's chain and a hash over this code and the hash before
it. Both are keyed with a secret that is not in the database: whoever can write there can neither change an entry, nor add
one, nor work the chain out again. That the newest entries were cut off shows only to somebody who has kept the head.
Sealing apart from writing keeps actions from waiting for one another: docs/decisions/0003-audit-is-sealed-later.md
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from einlass.events.insertion import insert
from einlass.events.models import AuditEntry, Event, User

GENESIS: Final = "0" * 64
KEY_SALT: Final = "einlass.events.audit"
REWRITTEN_AT_ONCE: Final = 2000
LONGEST_UNSEALED: Final = timedelta(minutes=15)
APPLICANT: Final = "applicant"
WORKER: Final = "worker"


def record(
    event: Event,
    action: str,
    subject: str,
    *,
    at: datetime,
    by: User | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry. `subject` is kind and code; never put personal data into `before` and `after`."""
    written = entry(event, action, subject, at=at, by=by, before=before, after=after)
    insert(written)
    return written


def entry(
    event: Event,
    action: str,
    subject: str,
    *,
    at: datetime,
    by: User | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """As `record`, but for the caller to write together with other rows."""
    return _entry(event, action, subject, at=at, by=by, before=before, after=after)


def record_many(
    event: Event,
    action: str,
    subjects: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    at: datetime,
    by: User | str,
) -> None:
    """Write one entry per (subject, after), in few statements, for actions on many things at once."""
    AuditEntry.objects.bulk_create(
        (_entry(event, action, subject, at=at, by=by, after=after) for subject, after in subjects),
        batch_size=1000,
    )


def _entry(
    event: Event,
    action: str,
    subject: str,
    *,
    at: datetime,
    by: User | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    actor = by if isinstance(by, str) else by.email
    entry = AuditEntry(
        event=event,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        before=dict(before or {}),
        after=dict(after or {}),
    )
    entry.content_mac = _content_mac(entry)
    return entry


@transaction.atomic
def seal(event: Event, *, limit: int = 5000) -> int:
    """Chain up to `limit` entries that are not sealed yet; returns how many were."""
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    last = AuditEntry.objects.filter(event=event).aggregate(position=Max("position"))["position"] or 0
    previous = AuditEntry.objects.get(event=event, position=last).chain_hash if last else GENESIS
    entries = list(AuditEntry.objects.filter(event=event, position=None).order_by("pk")[:limit])
    for position, entry in enumerate(entries, start=last + 1):
        entry.position = position
        entry.chain_hash = previous = _chain_hash(entry, previous)
    AuditEntry.objects.bulk_update(entries, ["position", "chain_hash"], batch_size=500)
    return len(entries)


@transaction.atomic
def rewrite(event: Event, change: Callable[[AuditEntry], None] | None = None) -> "Head":
    """Chain the whole trail again after `change` on each entry; returns the head that it had before.

    For two cases only, each of which leaves an entry with that head: personal values are taken out for good, or the
    entries came from another installation, whose secret is not ours.
    """
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    before, previous = head(event), GENESIS
    for number in range(0, AuditEntry.objects.filter(event=event).count(), REWRITTEN_AT_ONCE):
        every = AuditEntry.objects.filter(event=event).order_by(F("position").asc(nulls_last=True), "pk")
        entries = list(every[number : number + REWRITTEN_AT_ONCE])
        for entry in entries:
            if change is not None:
                change(entry)
            entry.content_mac = _content_mac(entry)
            if entry.position is not None:
                entry.chain_hash = previous = _chain_hash(entry, previous)
        AuditEntry.objects.bulk_update(
            entries, ["actor", "before", "after", "content_mac", "chain_hash"], batch_size=200
        )
    return before


@dataclass(frozen=True, slots=True)
class Head:
    """The newest sealed entry. Kept elsewhere, it shows later that nothing up to here was cut off."""

    position: int
    chain_hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.chain_hash}"

    @staticmethod
    def read(text: str) -> "Head":
        """The head in the form in which it is printed, POSITION:HASH. Raises ValueError."""
        position, _, chain_hash = text.strip().partition(":")
        if not position.isdecimal() or len(chain_hash) != len(GENESIS):
            raise ValueError(text)
        return Head(int(position), chain_hash.lower())


def head(event: Event) -> Head:
    """Position 0 as long as nothing is sealed."""
    newest = _sealed(event).last()
    return Head(newest.position or 0, newest.chain_hash) if newest else Head(0, GENESIS)


def breaks(event: Event, *, since: Head | None = None) -> list[str]:
    """Every place where the trail does not hold, in words; empty when it holds.

    since: a head that was kept earlier; the trail must still lead through it.
    """
    return [*_breaks_of_chain(event), *_breaks_of_unsealed(event), *_breaks_since(event, since)]


def _sealed(event: Event) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(event=event).exclude(position=None).order_by("position")


def _breaks_of_chain(event: Event) -> Iterator[str]:
    expected, previous = 1, GENESIS
    for entry in _sealed(event).iterator(chunk_size=2000):
        position = entry.position or 0
        if entry.content_mac != _content_mac(entry):
            yield _("entry %(position)s was changed or forged") % {"position": position}
        if position != expected:
            yield _("entries %(first)s to %(last)s are missing") % {"first": expected, "last": position - 1}
        elif entry.chain_hash != _chain_hash(entry, previous):
            yield _("entry %(position)s was changed, or the one before it") % {"position": position}
        expected, previous = position + 1, entry.chain_hash


def _breaks_of_unsealed(event: Event) -> Iterator[str]:
    newest = _sealed(event).last()
    for entry in AuditEntry.objects.filter(event=event, position=None).order_by("pk").iterator(chunk_size=2000):
        name = {"entry": f"“{entry.action}”, {entry.subject}, {entry.at:%Y-%m-%d %H:%M}"}
        if entry.content_mac != _content_mac(entry):
            yield _("an entry that is not sealed yet was changed or forged: %(entry)s") % name
        # A long transaction may bring an entry after younger ones were sealed, but the next minute seals it.
        elif newest and entry.pk < newest.pk and entry.at < newest.at - LONGEST_UNSEALED:
            yield _("an entry was taken out of the chain: %(entry)s") % name


def _breaks_since(event: Event, since: Head | None) -> Iterator[str]:
    if since is None or since == Head(0, GENESIS):
        return
    if not _sealed(event).filter(position=since.position, chain_hash=since.chain_hash).exists():
        text = _("the trail does not lead through entry %(head)s: entries were cut off, or it was made again")
        yield text % {"head": since}


def _content_mac(entry: AuditEntry) -> str:
    content = [
        entry.event_id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        _as_stored(entry.before),
        _as_stored(entry.after),
    ]
    return _keyed(content)


def _chain_hash(entry: AuditEntry, previous: str) -> str:
    return _keyed([previous, entry.position, entry.content_mac])


def _keyed(content: list[Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return salted_hmac(KEY_SALT, text, algorithm="sha256").hexdigest()


def _as_stored(value: Any) -> Any:
    """What comes back from either database. PostgreSQL keeps numbers as decimals: 1e16 as 10000000000000000."""
    text = json.dumps(value, cls=DjangoJSONEncoder)
    return json.loads(text, parse_float=_plain_number, parse_int=_plain_number)


def _plain_number(text: str) -> list[str]:
    """A number as a list, so that no text looks like one."""
    digits = format(Decimal(text), "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return ["number", "0" if digits == "-0" else digits]
