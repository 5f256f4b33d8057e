"""Tags: making and changing them, putting them on applications, taking them off, and taking that back."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from einlass.applications.models import Application, ApplicationQuerySet
from einlass.events import audit
from einlass.events.models import Event, User
from einlass.reviews.errors import TagNameIsTaken, TooManyApplications, TooManyTags
from einlass.reviews.models import Tag, Tagging

# Databases limit the number of values in one statement.
AT_ONCE = 1000
MOST_TAGS = 100
MOST_AT_ONCE = 20_000


@transaction.atomic
def make_tag(event: Event, name: str, colour: int | None = None, *, at: datetime, by: User) -> Tag:
    """A new tag, in the colour that fewest have where none is given. Raises TagNameIsTaken, TooManyTags."""
    colours = list(Tag.objects.filter(event=event).values_list("colour", flat=True))
    if len(colours) >= MOST_TAGS:
        raise TooManyTags(MOST_TAGS)
    colour = colour or min(Tag.Colour.values, key=colours.count)
    try:
        with transaction.atomic():
            tag = Tag.objects.create(event=event, name=name, colour=colour)
    except IntegrityError as error:
        raise TagNameIsTaken(name) from error
    audit.record(event, "tag made", f"tag {tag.code}", at=at, by=by)
    return tag


@transaction.atomic
def tag_named(event: Event, name: str, *, at: datetime, by: User) -> Tag:
    """The tag of that name, made if there is none. Raises TooManyTags."""
    found = Tag.objects.filter(event=event, name__iexact=name).first()
    if found is not None:
        return found
    try:
        return make_tag(event, name, at=at, by=by)
    except TagNameIsTaken:
        # Somebody made it at this very moment.
        return Tag.objects.get(event=event, name__iexact=name)


@transaction.atomic
def change_tag(tag: Tag, *, name: str, colour: int, at: datetime, by: User) -> Tag:
    """Raises TagNameIsTaken."""
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    tag.name, tag.colour = name, colour
    try:
        with transaction.atomic():
            tag.save(update_fields=["name", "colour"])
    except IntegrityError as error:
        raise TagNameIsTaken(name) from error
    audit.record(tag.event, "tag changed", f"tag {tag.code}", at=at, by=by)
    return tag


@transaction.atomic
def delete_tag(tag: Tag, *, at: datetime, by: User) -> int:
    """Take a tag off all applications for good; returns off how many."""
    number = tag.taggings.filter(removed_at=None).count()
    audit.record(tag.event, "tag deleted", f"tag {tag.code}", at=at, by=by, after={"number": number})
    tag.delete()
    return number


@transaction.atomic
def put_on(tag: Tag, applications: ApplicationQuerySet, *, at: datetime, by: User) -> int:
    """Put a tag on applications; returns how many did not have it yet. Raises TooManyApplications."""
    tag = Tag.objects.select_for_update(no_key=True).get(pk=tag.pk)
    chosen = _chosen(applications)
    having = _having(tag, [one.pk for one in chosen])
    new = [one for one in chosen if one.pk not in having]
    _add(tag, [one.pk for one in new], at=at, by=by)
    _record(tag, "tagged", [one.code for one in new], at=at, by=by)
    return len(new)


@transaction.atomic
def take_off(tag: Tag, applications: ApplicationQuerySet, *, at: datetime, by: User) -> int:
    """Take a tag off applications; returns how many had it. Raises TooManyApplications."""
    tag = Tag.objects.select_for_update(no_key=True).get(pk=tag.pk)
    chosen = _chosen(applications)
    having = _having(tag, [one.pk for one in chosen])
    _remove(tag, sorted(having), at=at)
    _record(tag, "tag taken off", [one.code for one in chosen if one.pk in having], at=at, by=by)
    return len(having)


@transaction.atomic
def undo_tagging(tag: Tag, changed_at: datetime, *, at: datetime, by: User) -> int:
    """Undo what put_on() or take_off() did at that moment, where nobody changed it since; returns for how many."""
    tag = Tag.objects.select_for_update(no_key=True).get(pk=tag.pk)
    added = list(tag.taggings.filter(added_at=changed_at, removed_at=None).values_list("application_id", flat=True))
    removed = set(tag.taggings.filter(removed_at=changed_at).values_list("application_id", flat=True))
    again = sorted(removed - _having(tag, sorted(removed)))
    _remove(tag, added, at=at)
    _add(tag, again, at=at, by=by)
    codes = [
        code
        for some in _batches([*added, *again])
        for code in Application.objects.filter(pk__in=some).order_by().values_list("code", flat=True)
    ]
    _record(tag, "tagging taken back", codes, at=at, by=by)
    return len(codes)


def _chosen(applications: ApplicationQuerySet) -> Sequence[Application]:
    chosen = list(applications.order_by().only("pk", "code")[: MOST_AT_ONCE + 1])
    if len(chosen) > MOST_AT_ONCE:
        raise TooManyApplications(MOST_AT_ONCE)
    return chosen


def _having(tag: Tag, keys: Sequence[int]) -> set[int]:
    current: QuerySet[Tagging] = tag.taggings.filter(removed_at=None)
    return {
        key
        for some in _batches(keys)
        for key in current.filter(application__in=some).order_by().values_list("application_id", flat=True)
    }


def _add(tag: Tag, keys: Iterable[int], *, at: datetime, by: User) -> None:
    new = (Tagging(tag=tag, application_id=key, added_at=at, added_by=by) for key in keys)
    Tagging.objects.bulk_create(new, batch_size=AT_ONCE)


def _remove(tag: Tag, keys: Sequence[int], *, at: datetime) -> None:
    for some in _batches(keys):
        tag.taggings.filter(application__in=some, removed_at=None).update(removed_at=at)


def _record(tag: Tag, action: str, codes: Iterable[str], *, at: datetime, by: User) -> None:
    subjects = ((f"application {code}", {"tag": tag.code}) for code in codes)
    audit.record_many(tag.event, action, subjects, at=at, by=by)


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
