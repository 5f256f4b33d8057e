"""What the worker does for this room."""

import structlog
from django.utils import timezone
from django_tasks import task

from einlass.admission.errors import AdmissionError
from einlass.events.models import Event, User

log = structlog.get_logger("einlass.admission")


@task()
def freeze_draw(event: int, by: int, is_rehearsal: bool) -> None:
    """Fix the entries of a draw that has very many of them."""
    from einlass.admission import actions  # the action enqueues this task, so it cannot be imported above

    try:
        actions.freeze_draw(
            Event.objects.get(pk=event),
            by=User.objects.get(pk=by),
            at=timezone.now(),
            is_rehearsal=is_rehearsal,
        )
    # Such as a second click: the first one has made the draw.
    except AdmissionError as refusal:
        log.warning("a draw was not frozen", why=type(refusal).__name__)


@task()
def solve_draw(draw: int) -> None:
    """Compute the lottery of a frozen draw."""
    from einlass.admission import actions  # the action enqueues this task, so it cannot be imported above
    from einlass.admission.models import Draw

    frozen = Draw.objects.filter(pk=draw).first()
    if frozen is not None:  # Building the demo event anew takes its draws away while a task may be waiting.
        actions.solve_draw(frozen, at=timezone.now(), clock=timezone.now)


@task()
def tell_entrants(draw: int) -> None:
    """Mail the announcement of a draw with very many entries."""
    from einlass.admission.actions.commitments import tell_entrants  # enqueues this task, as above
    from einlass.admission.models import Draw

    committed = Draw.objects.filter(pk=draw).first()
    if committed is not None:
        tell_entrants(committed, at=timezone.now(), clock=timezone.now)


@task()
def draw_outcome(draw: int) -> None:
    """Work out the outcome of a draw with very many entries, whose value was given."""
    from einlass.admission import actions  # the action enqueues this task, so it cannot be imported above
    from einlass.admission.models import Draw

    given = Draw.objects.filter(pk=draw).first()
    if given is not None:
        actions.draw_outcome(given, at=timezone.now())
