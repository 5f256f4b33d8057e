"""What the worker does for this room."""

from django.utils import timezone
from django_tasks import task


@task()
def check_import(run: int) -> None:
    """Check every row of an uploaded sheet."""
    # The action enqueues this task, so it cannot be imported above.
    from einlass.applications.importing import actions
    from einlass.applications.models import ImportRun

    # Building the demo event anew takes its lists away while a task may be waiting.
    for one in ImportRun.objects.filter(pk=run):
        actions.check_import(one, clock=timezone.now)


@task()
def run_import(run: int) -> None:
    """Import what was checked."""
    from einlass.applications.importing import actions
    from einlass.applications.models import ImportRun

    for one in ImportRun.objects.filter(pk=run):
        actions.run_import(one, clock=timezone.now)
