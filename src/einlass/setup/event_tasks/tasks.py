"""What the worker does for this slice."""

from django_tasks import task


@task()
def run_event_task(number: int) -> None:
    """Do what was asked for with a whole event."""
    # The action enqueues this task, so it cannot be imported above.
    from einlass.setup.event_tasks.actions import run_task
    from einlass.setup.models import EventTask

    for asked in EventTask.objects.filter(pk=number, finished_at=None):
        run_task(asked)
