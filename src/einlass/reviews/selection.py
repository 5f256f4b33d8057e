"""Which applications a page of the inbox shows, and how many there are of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from einlass.applications.models import Application, ApplicationQuerySet
from einlass.events.models import Event
from einlass.reviews.ordering import SENT, Order, ordered
from einlass.reviews.pool.bitmaps import Bitmaps
from einlass.reviews.pool.fields import Seconds
from einlass.reviews.pool.reading import Pool
from einlass.reviews.queries import matching, searched
from einlass.reviews.wanted import Wanted

ON_A_PAGE: Final = 30
# In a large event, a search that finds more is a common word: it is neither counted nor sorted.
COUNTED_HITS: Final = 5000
# How many applications a common word is looked for in, at a time and at most.
LOOKED_AT: Final = 2000
TURNS: Final = 10


@dataclass(frozen=True)
class Selection:
    """applications: of this page, in `order`; total and facets are None where a common word was searched for.

    order may be another than was asked for: a large event is sorted only by when applications were sent.
    """

    applications: ApplicationQuerySet | list[Application]
    order: Order
    page: int = 1
    last: int = 1
    total: int | None = None
    facets: Mapping[str, Mapping[str, int]] | None = None
    made_at: datetime | None = None


def select(
    event: Event, wanted: Wanted, order: Order, pool: Pool, *, page: int, rows: ApplicationQuerySet
) -> Selection:
    """rows: all applications, with what the page needs of each."""
    bitmaps, chosen = pool.bitmaps, wanted.chosen()
    hits = hits_of(event, wanted, pool)
    if wanted.search and hits is None:
        keys = _newest_with_word(event, wanted, bitmaps)
        return Selection(_in_given_order(rows, keys), Order(), made_at=pool.made_at)
    found = bitmaps.matching(chosen, among=hits)
    total = found.bit_count()
    facets = bitmaps.facets(chosen, among=hits)
    last = max(1, -(-total // ON_A_PAGE))
    page = min(max(page, 1), last)
    start = (page - 1) * ON_A_PAGE
    if not pool.is_large:
        # First which they are, then what is shown of them: a database works out all of a row that it skips, too.
        keys_shown = ordered(matching(event, wanted), order).values("pk")[start : start + ON_A_PAGE]
        return Selection(list(ordered(rows.filter(pk__in=keys_shown), order)), order, page, last, total, facets)
    if order.by != SENT and total <= COUNTED_HITS:
        keys = bitmaps.keys_of(found, newest_first=True)
        in_order = list(ordered(rows.filter(pk__in=keys), order)[start : start + ON_A_PAGE])
        return Selection(in_order, order, page, last, total, facets, pool.made_at)
    possible = order if order.by == SENT else Order()
    keys = bitmaps.keys_of(found, newest_first=possible.is_descending, start=start, number=ON_A_PAGE)
    return Selection(_in_given_order(rows, keys), possible, page, last, total, facets, pool.made_at)


def hits_of(event: Event, wanted: Wanted, pool: Pool) -> int | None:
    """The bitmap of those in which the words stand; None if there are no words, or too many hits in a large event."""
    if not wanted.search:
        return None
    hits = searched(event, wanted).order_by().values_list("pk", Seconds("submitted_at"))
    if not pool.is_large:
        return pool.bitmaps.of_keys(hits)
    counted = list(hits[: COUNTED_HITS + 1])
    return pool.bitmaps.of_keys(counted) if len(counted) <= COUNTED_HITS else None


def neighbours_in(
    application: Application, wanted: Wanted, order: Order, pool: Pool
) -> tuple[str | None, str | None]:
    """The codes of those before and after an application of a large event, as the inbox shows them."""
    bitmaps = pool.bitmaps
    position = bitmaps.position(application.pk, int(application.submitted_at.timestamp()))
    hits = hits_of(application.event, wanted, pool)
    if position is None or (wanted.search and hits is None) or order.by != SENT:
        return None, None
    earlier, later = bitmaps.beside(bitmaps.matching(wanted.chosen(), among=hits), position)
    codes = dict(Application.objects.filter(pk__in=[earlier or 0, later or 0]).values_list("pk", "code"))
    before, after = (later, earlier) if order.is_descending else (earlier, later)
    return codes.get(before or 0), codes.get(after or 0)


def _newest_with_word(event: Event, wanted: Wanted, bitmaps: Bitmaps) -> list[int]:
    """The keys of the newest that the filters let through and in which the words stand; looks at LOOKED_AT * TURNS."""
    candidates = bitmaps.matching(wanted.chosen())
    keys = bitmaps.keys_of(candidates, newest_first=True, number=LOOKED_AT * TURNS)
    found: list[int] = []
    for start in range(0, len(keys), LOOKED_AT):
        some = keys[start : start + LOOKED_AT]
        hits = set(searched(event, wanted).order_by().filter(pk__in=some).values_list("pk", flat=True))
        found += [key for key in some if key in hits]
        if len(found) >= ON_A_PAGE:
            break
    return found[:ON_A_PAGE]


def _in_given_order(rows: ApplicationQuerySet, keys: list[int]) -> list[Application]:
    by_key = {one.pk: one for one in rows.filter(pk__in=keys).order_by()}
    return [by_key[key] for key in keys if key in by_key]
