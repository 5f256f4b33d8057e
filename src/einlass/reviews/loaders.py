"""One loader per kind of object."""

from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from einlass.applications.models import Application
from einlass.events.models import Event
from einlass.reviews.models import Decision

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def get_application_for_team(event: Event, code: str) -> Application:
    """An application of the event by its code; the view's rule has let the team in."""
    if not code.isalnum():
        raise Http404
    applications = Application.objects.select_related("category", "team")
    application = get_object_or_404(applications, event=event, code=code)
    application.event = event
    return application


def get_decisions_made_at(event: Event, stamp: int) -> QuerySet[Decision]:
    """The decisions that were made in one go; 404 if there are none."""
    try:
        moment = _EPOCH + timedelta(microseconds=stamp)
    except OverflowError as error:
        raise Http404 from error
    decisions = Decision.objects.filter(application__event=event, decided_at=moment)
    if not decisions.exists():
        raise Http404
    return decisions


def stamp_of(moment: datetime) -> int:
    """The number by which get_decisions_made_at finds what was decided at this moment."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
