"""Who has which verdict. All of it speaks of applications that count."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTransform

from einlass.applications.disposable import is_disposable_domain
from einlass.applications.models import Application, ApplicationQuerySet
from einlass.applications.text import folded
from einlass.events.models import Event
from einlass.reviews.duplicates.queries import open_pairs
from einlass.reviews.models import Decision, Tagging, Verdict
from einlass.reviews.ordering import Order, before_and_after
from einlass.reviews.pool.fields import DISPOSABLE, DUPLICATE, UNDECIDED, address_domain
from einlass.reviews.wanted import Wanted


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


def searched(event: Event, wanted: Wanted) -> ApplicationQuerySet:
    """All applications in which each of the words stands, whatever their state and the other filters."""
    found = Application.objects.of(event)
    for word in folded(wanted.search).split():
        found = (
            found.filter(code__startswith=word.upper())
            if wanted.by_code
            else found.filter(search_text__contains=word)
        )
    return found


def matching(event: Event, wanted: Wanted) -> ApplicationQuerySet:
    """The applications that the filters let through."""
    found = _in_state(searched(event, wanted), wanted.state)
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
    if wanted.edited:
        found = found.filter(edited_at__isnull=wanted.edited == "no")
    if wanted.tag:
        tagged = Tagging.objects.filter(application=OuterRef("pk"), tag__code=wanted.tag, removed_at=None)
        found = found.filter(Exists(tagged))
    if wanted.look == DISPOSABLE:
        found = found.alias(domain=address_domain()).filter(domain__in=_disposable_domains(event))
    if wanted.look == DUPLICATE:
        pairs = open_pairs(event).order_by()
        found = found.filter(Q(pk__in=pairs.values("first")) | Q(pk__in=pairs.values("second")))
    for number, (key, value) in enumerate(wanted.attributes.items()):
        found = found.alias(**{f"answer_{number}": KeyTransform(key, "answers")})
        found = found.filter(**{f"answer_{number}": value})
    return found


def _disposable_domains(event: Event) -> list[str]:
    domains = Application.objects.of(event).order_by().values_list(address_domain(), flat=True).distinct()
    return [domain for domain in domains.iterator(chunk_size=5000) if is_disposable_domain(domain)]


def _in_state(applications: ApplicationQuerySet, state: str) -> ApplicationQuerySet:
    match state:
        case "unproved":
            return applications.filter(email_proved_at=None, withdrawn_at=None)
        case "withdrawn":
            return applications.filter(withdrawn_at__isnull=False)
        case "all":
            return applications
    return applications.counted()


def neighbours(application: Application, wanted: Wanted, order: Order) -> tuple[str | None, str | None]:
    """The codes of the applications before and after this one in the order of the inbox."""
    return before_and_after(matching(application.event, wanted), application, order)
