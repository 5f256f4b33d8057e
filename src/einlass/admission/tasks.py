"""What the worker does for this room."""

from django.utils import timezone
from django_tasks import task


@task()
def solve_draw(draw: int) -> None:
    """Compute the lottery of a frozen draw."""
    from einlass.admission import actions  # the action enqueues this task, so it cannot be imported above
    from einlass.admission.models import Draw

    frozen = Draw.objects.filter(pk=draw).first()
    if frozen is not None:  # Building the demo event anew takes its draws away while a task may be waiting.
        actions.solve_draw(frozen, at=timezone.now(), clock=timezone.now)
