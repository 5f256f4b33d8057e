"""What the worker does for duplicates."""

from django.utils import timezone
from django_tasks import task

from einlass.events.models import Event
from einlass.reviews.duplicates import actions


@task()
def find_duplicates(event: int) -> None:
    """Compare all applications of an event."""
    actions.find_duplicates(Event.objects.get(pk=event), at=timezone.now())
