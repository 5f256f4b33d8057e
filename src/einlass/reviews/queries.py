"""Who has which verdict. All of it speaks of applications that count."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from einlass.applications.models import Application, ApplicationQuerySet
from einlass.applications.text import folded
from einlass.events.models import Event
from einlass.reviews.models import Decision, Verdict
from einlass.reviews.ordering import Order, before_and_after
from einlass.reviews.wanted import Wanted

UNDECIDED = "undecided"


def with_verdict(event: Event, verdict: str) -> ApplicationQuerySet:
    """Applications that count and whose current decision is `verdict`."""
    current = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None, verdict=verdict)
    return Application.objects.of(event).counted().filter(Exists(current))


def undecided(event: Event) -> ApplicationQuerySet:
    """Applications that count and have no current decision."""
    current = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None)
    return Application.objects.of(event).counted().exclude(Exists(current))


def decision_counts(event: Event) -> dict[str, int]:
    """How many applications have each verdict, and how many none ("undecided")."""
    current = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None).values("verdict")[:1]
    found = Application.objects.of(event).counted().order_by().values(current_verdict=Subquery(current))
    counts = dict.fromkeys([*Verdict.values, UNDECIDED], 0)
    for verdict, number in found.annotate(number=Count("pk")).values_list("current_verdict", "number"):
        counts[verdict or UNDECIDED] = number
    return counts


def with_current_verdict(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    """The same applications, each with `.verdict`: of the current decision, or None."""
    current = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None)
    return applications.annotate(verdict=Subquery(current.values("verdict")[:1]))


def with_current_decision(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    """The same applications, each with `.verdict` and `.decided_at` of the current decision, or None."""
    current = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None)
    return with_current_verdict(applications).annotate(decided_at=Subquery(current.values("decided_at")[:1]))


def together_with(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    """The applications that count, and those who stand or fall with them: their teams' members.

    A team that also comes alone does not stand or fall together.
    """
    counted = applications.counted().order_by()
    teams = counted.filter(team__also_alone=False).values("team")
    return Application.objects.counted().filter(pk__in=counted.values("pk")) | Application.objects.counted().filter(
        team__in=teams
    )


def matching(event: Event, wanted: Wanted) -> ApplicationQuerySet:
    """The applications that the filters let through."""
    found = _in_state(Application.objects.of(event), wanted.state)
    for word in folded(wanted.search).split():
        found = found.filter(search_text__contains=word)
    if wanted.category:
        found = found.filter(category__key=wanted.category)
    if wanted.verdict:
        current = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None)
        is_undecided = wanted.verdict == UNDECIDED
        found = found.filter(~Exists(current) if is_undecided else Exists(current.filter(verdict=wanted.verdict)))
    if wanted.coming:
        found = found.filter(team__isnull=wanted.coming == "alone")
    if wanted.language:
        found = found.filter(language=wanted.language)
    for number, (key, value) in enumerate(wanted.attributes.items()):
        found = found.alias(**{f"answer_{number}": KeyTransform(key, "answers")})
        found = found.filter(**{f"answer_{number}": value})
    return found


def _in_state(applications: ApplicationQuerySet, state: str) -> ApplicationQuerySet:
    match state:
        case "unproved":
            return applications.filter(email_proved_at=None, withdrawn_at=None)
        case "withdrawn":
            return applications.filter(withdrawn_at__isnull=False)
        case "all":
            return applications
    return applications.counted()


@dataclass(frozen=True)
class Figures:
    """How many were sent; of these how many count, wait for their proof, were withdrawn; and how many teams count."""

    sent: int
    counted: int
    unproved: int
    withdrawn: int
    teams: int


def figures(event: Event) -> Figures:
    counts = Q(email_proved_at__isnull=False, withdrawn_at=None)
    return Figures(
        **Application.objects.of(event).aggregate(
            sent=Count("pk"),
            counted=Count("pk", filter=counts),
            unproved=Count("pk", filter=Q(email_proved_at=None, withdrawn_at=None)),
            withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False)),
            teams=Count("team", filter=counts, distinct=True),
        )
    )


def by_category_and_answer(applications: ApplicationQuerySet, key: str) -> list[tuple[int, str | None, int]]:
    """(category's pk, answer to the question `key`, how many)."""
    grouped = applications.order_by().values("category_id", answer=KeyTextTransform(key, "answers"))
    return list(grouped.annotate(number=Count("pk")).values_list("category_id", "answer", "number"))


def per_day(applications: ApplicationQuerySet, event: Event, *, until: datetime) -> dict[date, int]:
    """How many were sent on each day of the event's zone, from the opening to the close, or `until` if that is earlier."""
    first = event.applications_open_at.astimezone(event.tz).date()
    last = min(until, event.applications_close_at).astimezone(event.tz).date()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    # Cutting the day out of the moment is a time-zone function per row; comparing with each midnight is not.
    midnights = [datetime.combine(day + timedelta(days=1), time(), event.tz) for day in days]
    which = Case(*(When(submitted_at__lt=end, then=number) for number, end in enumerate(midnights)))
    numbers = dict(
        applications.order_by().values(day=which).annotate(number=Count("pk")).values_list("day", "number")
    )
    return {day: numbers.get(position, 0) for position, day in enumerate(days)}


def neighbours(application: Application, wanted: Wanted, order: Order) -> tuple[str | None, str | None]:
    """The codes of the applications before and after this one in the order of the inbox."""
    return before_and_after(matching(application.event, wanted), application, order)
