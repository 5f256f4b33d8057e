"""What the worker does for this room."""

from django.utils import timezone
from django_tasks import task


@task()
def check_import(run: int) -> None:
    """Check every row of an uploaded sheet."""
    from einlass.applications.importing import (
        actions,
    )  # the action enqueues this task, so it cannot be imported above
    from einlass.applications.models import ImportRun

    actions.check_import(ImportRun.objects.get(pk=run), clock=timezone.now)


@task()
def run_import(run: int) -> None:
    """Import what was checked."""
    from einlass.applications.importing import actions  # as above
    from einlass.applications.models import ImportRun

    actions.run_import(ImportRun.objects.get(pk=run), clock=timezone.now)
