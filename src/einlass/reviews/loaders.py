"""One loader per kind of object."""

from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from einlass.applications.models import Application
from einlass.events.models import Event
from einlass.reviews.models import Decision, DuplicatePair, Merge, Note, PoolSnapshot, SavedView, Tag

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What databases take for a key.
_LARGEST_KEY = 2**63 - 1


def get_application_for_team(event: Event, code: str) -> Application:
    """An application of the event by its code; the view's rule has let the team in."""
    if not code.isalnum():
        raise Http404
    is_large = Exists(PoolSnapshot.objects.filter(event=OuterRef("event")))
    applications = (
        Application.objects.select_related("category", "team", "source__run", "source__entered_by")
        .defer(*(f"source__run__{field}" for field in ("packed", "prepared", "found", "sample", "headings")))
        .annotate(is_in_large_event=is_large)
    )
    application = get_object_or_404(applications, event=event, code=code)
    application.event = event
    return application


def get_decisions_made_at(event: Event, stamp: int) -> QuerySet[Decision]:
    """The decisions that were made in one go; 404 if there are none."""
    moment = moment_of(stamp)
    decisions = Decision.objects.filter(application__event=event, decided_at=moment)
    if not decisions.exists():
        raise Http404
    return decisions


def stamp_of(moment: datetime) -> int:
    """The number by which get_decisions_made_at finds what was decided at this moment."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(stamp: int) -> datetime:
    """The moment that stamp_of() made a number of; 404 if there is none."""
    try:
        return _EPOCH + timedelta(microseconds=stamp)
    except OverflowError as error:
        raise Http404 from error


def get_tag(event: Event, code: str) -> Tag:
    return get_object_or_404(Tag, event=event, code=code)


def get_own_note(event: Event, user: object, code: str) -> Note:
    """A note that the person wrote: only these may one change."""
    notes = Note.objects.select_related("application__event")
    return get_object_or_404(notes, application__event=event, written_by=user, code=code)


def get_own_view(event: Event, user: object, code: str) -> SavedView:
    return get_object_or_404(SavedView.objects.exclude(name=""), event=event, owner=user, code=code)


def get_pair(event: Event, number: int) -> DuplicatePair:
    """Two applications that may be one person's."""
    pairs = DuplicatePair.objects.select_related(
        "first__category", "first__team", "second__category", "second__team", "kept_apart_by"
    )
    if number > _LARGEST_KEY:
        raise Http404
    pair = get_object_or_404(pairs, event=event, pk=number)
    pair.event = pair.first.event = pair.second.event = event
    return pair


def get_merge(event: Event, number: int) -> Merge:
    """Two applications that were put together."""
    if number > _LARGEST_KEY:
        raise Http404
    merges = Merge.objects.select_related("kept__category", "merged__category", "merged_by", "undone_by")
    return get_object_or_404(merges, event=event, pk=number)
