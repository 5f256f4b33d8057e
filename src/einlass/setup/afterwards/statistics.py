"""How many there were: counted once, before nothing is left to count."""

from collections import Counter, defaultdict
from typing import Any, Final

from django.db.models import Count
from django.db.models.functions import TruncDate

from einlass.admission.models import Offer
from einlass.applications.models import Application, Question
from einlass.checkin.models import Entry
from einlass.events.models import Event
from einlass.tickets.models import Ticket

APPLIED: Final = "applied"
OFFERED: Final = "offered"
TICKETS: Final = "tickets"
CAME: Final = "came"


def count(event: Event) -> list[dict[str, Any]]:
    """Tables of [name, {column: number}]: by category, by each answer that quotas may ask about, by day."""
    return [_by_category(event), *_by_attribute(event), _by_day(event)]


def _by_category(event: Event) -> dict[str, Any]:
    counted = Application.objects.filter(event=event, email_proved_at__isnull=False)
    tickets = Ticket.objects.filter(event=event, revoked_at=None)
    columns = {
        APPLIED: _grouped(counted, "category__key"),
        OFFERED: _grouped(Offer.objects.filter(event=event), "application__category__key"),
        TICKETS: _grouped(tickets, "category__key"),
        CAME: _grouped(tickets.filter(entered_at__isnull=False), "category__key"),
    }
    return _table("category", list(event.categories.values_list("key", flat=True)), columns)


def _by_attribute(event: Event) -> list[dict[str, Any]]:
    questions = list(Question.objects.filter(event=event, is_attribute=True))
    offered = set(Offer.objects.filter(event=event).values_list("application_id", flat=True))
    columns: dict[str, dict[str, Counter[str]]] = {one.key: defaultdict(Counter) for one in questions}
    rows = Application.objects.filter(event=event, email_proved_at__isnull=False, erased_at=None)
    for number, answers in rows.values_list("pk", "answers").iterator(chunk_size=2000):
        for question in questions:
            for value in _values(answers.get(question.key)):
                columns[question.key][APPLIED][value] += 1
                if number in offered:
                    columns[question.key][OFFERED][value] += 1
    return [
        _table(one.key, sorted({value for column in columns[one.key].values() for value in column}), columns[one.key])
        for one in questions
    ]


def _by_day(event: Event) -> dict[str, Any]:
    sent = Application.objects.filter(event=event, email_proved_at__isnull=False)
    came = Entry.objects.filter(event=event)
    columns = {
        APPLIED: _grouped(sent.annotate(day=TruncDate("submitted_at", tzinfo=event.tz)), "day"),
        CAME: _grouped(
            came.annotate(day=TruncDate("ticket__entered_at", tzinfo=event.tz)).filter(day__isnull=False), "day"
        ),
    }
    return _table("day", sorted({day for column in columns.values() for day in column}), columns)


def _grouped(rows: Any, by: str) -> dict[str, int]:
    found = rows.order_by().values_list(by).annotate(number=Count("pk"))
    return {str(name): number for name, number in found}


def _table(name: str, names: list[str], columns: Any) -> dict[str, Any]:
    rows = [[one, {column: counts.get(one, 0) for column, counts in columns.items()}] for one in names]
    return {"name": name, "columns": list(columns), "rows": rows}


def _values(answer: Any) -> list[str]:
    if answer in (None, ""):
        return []
    return [str(one) for one in answer] if isinstance(answer, list) else [str(answer)]
