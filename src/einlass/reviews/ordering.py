"""In which order the inbox shows applications. Equal ones stand in the order of their keys, so that no page repeats one."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Case, Expression, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower

from einlass.applications.models import Application, ApplicationQuerySet
from einlass.applications.sight import Sight
from einlass.reviews.models import Decision, Verdict

SENT: Final = "sent"
NAME: Final = "name"
COLUMNS: Final = (NAME, "category", "decision", SENT)


@dataclass(frozen=True)
class Order:
    """By which column, and whether from the last to the first."""

    by: str = SENT
    is_descending: bool = True

    @classmethod
    def read(cls, text: str, sight: Sight) -> "Order":
        """'name' or '-name'; what is no column, or is not seen, is as good as not given: newest first."""
        by = text.removeprefix("-")
        is_known = by in COLUMNS and not (by == NAME and sight.is_blind)
        return cls(by, text.startswith("-")) if is_known else cls()

    def __str__(self) -> str:
        return f"-{self.by}" if self.is_descending else self.by

    def after_choosing(self, column: str) -> "Order":
        """What the head of a column leads to: the other way round, or that column's usual first way."""
        if column == self.by:
            return Order(column, not self.is_descending)
        return Order(column, is_descending=column == SENT)


def ordered(applications: ApplicationQuerySet, order: Order) -> ApplicationQuerySet:
    sign = "-" if order.is_descending else ""
    return applications.alias(sort_key=_key(order)).order_by(f"{sign}sort_key", f"{sign}pk")


def before_and_after(
    applications: ApplicationQuerySet, application: Application, order: Order
) -> tuple[str | None, str | None]:
    """The codes of those that stand just before and just after the application in this order."""
    keyed = applications.alias(sort_key=_key(order))
    key = Subquery(Application.objects.filter(pk=application.pk).order_by().values(here=_key(order))[:1])
    larger = keyed.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=application.pk))
    smaller = keyed.filter(Q(sort_key__lt=key) | Q(sort_key=key, pk__lt=application.pk))
    upwards, downwards = (
        Application.objects.filter(pk=application.pk)
        .order_by()
        .values_list(
            Subquery(larger.order_by("sort_key", "pk").values("code")[:1]),
            Subquery(smaller.order_by("-sort_key", "-pk").values("code")[:1]),
        )[0]
    )
    return (upwards, downwards) if order.is_descending else (downwards, upwards)


def _key(order: Order) -> Expression | F:
    match order.by:
        case "name":
            return Lower("name")
        case "category":
            return F("category__index")
        case "decision":
            current = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None)
            rank = Case(*(When(verdict=verdict, then=place) for place, verdict in enumerate(Verdict.values, start=1)))
            return Coalesce(Subquery(current.order_by().values(rank=rank)[:1]), Value(0))
    return F("submitted_at")
