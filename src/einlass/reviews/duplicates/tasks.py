"""What the worker does for duplicates."""

from django.utils import timezone
from django_tasks import task

from einlass.events.models import Event
from einlass.reviews.duplicates import actions


@task()
def find_duplicates(event: int) -> None:
    """Compare all applications of an event."""
    # Building the demo event anew takes it away while a task may be waiting.
    for one in Event.objects.filter(pk=event):
        actions.find_duplicates(one, at=timezone.now())
