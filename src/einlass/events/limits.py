"""How often something may be tried: counted in the database, so that all server processes count together.

Windows are fixed: they begin at multiples of their length. A subject is kept as a keyed hash only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from einlass.events.models import Tally
from einlass.events.statements import fetch
from einlass.events.turns import in_turn


@dataclass(frozen=True)
class Limit:
    """At most `most` times `within` a window; `name` tells it from other limits."""

    name: str
    most: int
    within: timedelta

    def ends_at(self, at: datetime) -> datetime:
        """The end of the window that `at` is in."""
        length = int(self.within.total_seconds())
        return datetime.fromtimestamp((int(at.timestamp()) // length + 1) * length, tz=UTC)


class TooOften(Exception):
    """The limit is reached; from `again_at` on one may try again."""

    def __init__(self, limit: Limit, again_at: datetime, *, at: datetime) -> None:
        super().__init__(limit.name, again_at)
        self.limit = limit
        self.again_at = again_at
        self.seconds = max(1, round((again_at - at).total_seconds()))

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)


class Tries:
    """One more try under each of several limits, for one statement to count, so that none is lost."""

    def __init__(self, tries: Sequence[tuple[Limit, str]], *, at: datetime) -> None:
        self.at = at
        self.limits = {_key(limit, subject): limit for limit, subject in tries}

    @property
    def values(self) -> list[Any]:
        """Key, end of the window and limit of each."""
        adapt = connection.ops.adapt_datetimefield_value
        # In one order, so that two who count the same do not wait for each other for ever.
        return [
            part
            for key, limit in sorted(self.limits.items(), key=itemgetter(0))
            for part in (key, adapt(limit.ends_at(self.at)), limit.most)
        ]

    def too_many(self, numbers: Mapping[str, int]) -> Limit | None:
        """The first limit that is passed, if one is. numbers: of the tries so far, by key."""
        return next((limit for key, limit in self.limits.items() if numbers[key] > limit.most), None)

    def refuse(self, numbers: Mapping[str, int]) -> None:
        """Raises TooOften if a limit is passed."""
        limit = self.too_many(numbers)
        if limit is not None:
            raise TooOften(limit, limit.ends_at(self.at), at=self.at)


def count(limit: Limit, subject: str, *, at: datetime) -> int:
    """Count one more try, and say how many there are in this window. Call it outside a transaction."""
    [number] = _count(Tries([(limit, subject)], at=at)).values()
    return number


def spend(limit: Limit, subject: str, *, at: datetime) -> None:
    """Count one more try. Raises TooOften if that is one too many."""
    spend_all(Tries([(limit, subject)], at=at))


def spend_all(tries: Tries) -> None:
    """Count one more try under several limits at once. Raises TooOften for the first that is passed."""
    tries.refuse(_count(tries))


def _count(tries: Tries) -> dict[str, int]:
    """Outside a transaction, or an error would undo it."""
    soon = connection.vendor == "postgresql" and not connection.in_atomic_block
    sql, values = counting(len(tries.limits), connection.vendor, soon=soon), tries.values
    # A power cut may take the counts of the last moment, which does no harm.
    return in_turn(lambda: dict(fetch(sql, values, plan_once=True)), is_durable=False)


@cache
def counting(number: int, vendor: str, *, soon: bool) -> str:
    """A statement that counts so many tries, and gives their keys and numbers. soon: without waiting for the disk."""
    return f"WITH {tried(number, vendor)} {counted(soon=soon)}"


def tried(number: int, vendor: str) -> str:
    """The table of so many tries, with placeholders for Tries.values."""
    row = "(%s, %s::timestamptz, %s)" if vendor == "postgresql" else "(%s, %s, %s)"
    return f"tries (key, ends_at, most) AS (VALUES {', '.join([row] * number)})"


def counted(*, soon: bool) -> str:
    """Counts the tries; gives their keys and numbers."""
    table = Tally._meta.db_table
    condition = "set_config('synchronous_commit', 'off', true) = 'off'" if soon else "true"
    return (
        f"INSERT INTO {table} (key, ends_at, number) SELECT key, ends_at, 1 FROM tries WHERE {condition} "  # noqa: S608 - the table's name is ours
        f"ON CONFLICT (key, ends_at) DO UPDATE SET number = {table}.number + 1 RETURNING key, number"
    )


def must_have_left(limit: Limit, subject: str, *, at: datetime) -> None:
    """For limits on failures, which are counted afterwards. Raises TooOften."""
    ends_at = limit.ends_at(at)
    if Tally.objects.filter(key=_key(limit, subject), ends_at=ends_at, number__gte=limit.most).exists():
        raise TooOften(limit, ends_at, at=at)


def clear_tallies(at: datetime) -> None:
    """Windows that are over go."""
    Tally.objects.filter(ends_at__lte=at).delete()


def network_of(request: HttpRequest) -> str:
    """Where a request comes from: one IPv4 address, or the /64 that an IPv6 address is in.

    Behind the proxy (docs/operating.md) it is the last address in X-Forwarded-For, which the proxy wrote; what a
    client may have put before that is not believed.
    """
    caller = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        caller = forwarded.rpartition(",")[2].strip()
    try:
        address = ip_address(caller)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return str(ip_network((int(address), 64), strict=False))
        address = address.ipv4_mapped
    return str(address)


def _key(limit: Limit, subject: str) -> str:
    return salted_hmac(f"einlass.limit.{limit.name}", subject, algorithm="sha256").hexdigest()
