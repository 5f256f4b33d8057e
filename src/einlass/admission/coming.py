"""Who is coming already, before a draw: a quota over everybody counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from einlass.admission.attributes import CATEGORY, Attribute
from einlass.admission.guest_seats import with_guest_seat
from einlass.admission.models import Draw, Offer, Seat
from einlass.applications.models import Application
from einlass.events.models import Category, Event
from einlass.reviews.models import Decision, Verdict


@dataclass(frozen=True)
class Coming:
    """people: seats that are held or have a ticket, and people admitted by hand whose offer is still to come.

    numbers: how many of them have each (attribute, value).  unknown: of how many the attribute is not known, because
    they never filled in the form (guests of partners, speakers) or did not answer.
    """

    people: int
    numbers: Mapping[tuple[str, str], int]
    unknown: Mapping[str, int]

    def having(self, attribute: str, value: str) -> int:
        return self.numbers.get((attribute, value), 0)


def coming_now(event: Event, attributes: Sequence[Attribute], *, before: Draw | None = None) -> Coming:
    """Seats that partners and others have not given to anybody yet are not counted. Two queries.

    before: leave out whom this draw, or a later one, gave a seat.
    """
    numbers: Counter[tuple[str, str]] = Counter()
    known: Counter[str] = Counter()
    people = 0
    columns = [attribute.column for attribute in attributes]
    for row in _applications(event, before).order_by().values_list("pk", *columns):
        people += 1
        for attribute, raw in zip(attributes, row[1:], strict=True):
            answers = attribute.answers(raw)
            known[attribute.key] += bool(answers)
            numbers.update((attribute.key, answer) for answer in answers)
    for category, number in _guests(event):
        people += number
        known[CATEGORY] += number
        numbers[CATEGORY, category] += number
    return Coming(people, numbers, {one.key: people - known[one.key] for one in attributes})


def _guests(event: Event) -> Iterable[tuple[str, int]]:
    """Category and number of those who come without an application. Who is invited and has not answered has no ticket
    yet; it will be of the contingent's category (guests.category_of_guests).
    """
    usual = Category.objects.filter(event=event).order_by("takes_applications", "index").values("key")[:1]
    category = Coalesce("ticket__category__key", "contingent__category__key", Subquery(usual))
    seats = Seat.objects.filter(contingent__event=event, freed_at=None, offer=None).order_by()
    return seats.annotate(kind=category).values_list("kind").annotate(number=Count("pk"))


def _applications(event: Event, before: Draw | None) -> QuerySet[Application]:
    seat = Seat.objects.filter(offer__application=OuterRef("pk"), freed_at=None)
    if before is not None:
        seat = seat.exclude(offer__draw__frozen_at__gte=before.frozen_at)
    admitted = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None, verdict=Verdict.ADMIT)
    offered = Offer.objects.filter(application=OuterRef("pk"))
    waiting_for_offer = Q(Exists(admitted)) & ~Q(Exists(offered))
    counted = Q(email_proved_at__isnull=False, withdrawn_at=None)
    return Application.objects.of(event).filter(
        Q(Exists(seat)) | (counted & waiting_for_offer & ~Q(with_guest_seat()))
    )
