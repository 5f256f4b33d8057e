"""Bitmaps made of what the database says now."""

from collections.abc import Iterator, Sequence

from einlass.applications.models import Application, Question
from einlass.events.models import Category, Event
from einlass.reviews.duplicates.queries import duplicates_of
from einlass.reviews.models import Tag
from einlass.reviews.pool.bitmaps import Bitmaps, Row, build
from einlass.reviews.pool.fields import COUNTED, PREFIX, STATE, expressions, values_of


def read(
    event: Event, categories: Sequence[Category], attributes: Sequence[Question], tags: Sequence[Tag]
) -> tuple[Bitmaps, int]:
    """The bitmaps, and how many teams have somebody who counts."""
    teams: set[int] = set()
    return build(_rows(event, categories, attributes, tags, teams)), len(teams)


def _rows(
    event: Event,
    categories: Sequence[Category],
    attributes: Sequence[Question],
    tags: Sequence[Tag],
    teams: set[int],
) -> Iterator[Row]:
    keys = {one.pk: one.key for one in categories}
    codes = {one.pk: one.code for one in tags}
    alike = duplicates_of(event)
    names = [PREFIX + one.key for one in attributes]
    found = Application.objects.of(event).order_by("submitted_at", "pk")
    for row in found.values_list(*expressions(attributes, has_tags=bool(tags))).iterator(chunk_size=5000):
        values = values_of(row, keys, codes, alike, names)
        if row[2] is not None and values[0] == (STATE, COUNTED):
            teams.add(row[2])
        yield row[0], row[1], values
