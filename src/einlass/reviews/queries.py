"""Who has which verdict. All of it speaks of applications that count."""

from django.db.models import Count, Exists, OuterRef, Subquery

from einlass.applications.models import Application, ApplicationQuerySet
from einlass.events.models import Event
from einlass.reviews.models import Decision, Verdict

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


def together_with(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    """The applications that count, and those who stand or fall with them: their teams' members.

    A team that also comes alone does not stand or fall together.
    """
    counted = applications.counted().order_by()
    teams = counted.filter(team__also_alone=False).values("team")
    return Application.objects.counted().filter(pk__in=counted.values("pk")) | Application.objects.counted().filter(
        team__in=teams
    )
