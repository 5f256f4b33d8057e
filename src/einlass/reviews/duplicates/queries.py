"""Which pairs wait for somebody to look at them, and how two applications differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from einlass.applications.addresses import normalise_address
from einlass.applications.models import Application, ApplicationQuerySet, Question
from einlass.applications.queries import answer_in_words
from einlass.events.models import Event
from einlass.reviews.duplicates.alike import Person
from einlass.reviews.duplicates.finding import Blocks
from einlass.reviews.models import DuplicatePair, Merge
from einlass.web.localized import localized

COMPANY: Final = frozenset({"company", "firma", "organisation", "organization", "unternehmen"})
AT_ONCE: Final = 1000
PEOPLE_AT_ONCE: Final = 20_000


@dataclass(frozen=True)
class Difference:
    """What two applications say to one thing; `key` is what a form calls it."""

    key: str
    label: str
    first: str
    second: str

    @property
    def is_other(self) -> bool:
        return self.first != self.second


def open_pairs(event: Event) -> QuerySet[DuplicatePair]:
    """Those that nobody has decided about, both of which still stand and one of which counts."""
    stand = Q(first__withdrawn_at=None, second__withdrawn_at=None)
    counts = Q(first__email_proved_at__isnull=False) | Q(second__email_proved_at__isnull=False)
    return DuplicatePair.objects.filter(stand, counts, event=event, kept_apart_at=None)


def duplicates_of(event: Event) -> set[int]:
    """The keys of all applications in such pairs."""
    return {key for pair in open_pairs(event).order_by().values_list("first", "second") for key in pair}


def merge_of(application: Application) -> Merge | None:
    """How it was put together with another one, if it was, and stands so."""
    return Merge.objects.filter(merged=application, undone_at=None).select_related("kept").first()


def company_key(event: Event) -> str | None:
    """The question that asks for the company, by its key or its words."""
    for question in event.questions.all():
        words = {
            question.key.lower(),
            *(word.strip(",.").lower() for label in question.label.values() for word in label.split()),
        }
        if question.kind == Question.Kind.TEXT and words & COMPANY:
            return question.key
    return None


def standing(event: Event) -> ApplicationQuerySet:
    return Application.objects.of(event).filter(withdrawn_at=None).order_by()


def people_of(applications: ApplicationQuerySet, company: str | None) -> Iterator[Person]:
    """What they are compared by, read bit by bit."""
    names = ["pk", "email", "name", "email_proved_at"]
    if company is not None:
        applications = applications.annotate(company=KeyTextTransform(company, "answers"))
        names.append("company")
    for row in applications.values_list(*names).iterator(chunk_size=2000):
        yield Person(
            pk=row[0],
            address=normalise_address(row[1]),
            name=row[2],
            counts=row[3] is not None,
            company=(row[4] or "") if company is not None else None,
        )


def people_with(pks: Sequence[int], applications: ApplicationQuerySet, company: str | None) -> Iterator[Person]:
    """Those of the applications that have these keys."""
    for start in range(0, len(pks), AT_ONCE):
        yield from people_of(applications.filter(pk__in=pks[start : start + AT_ONCE]), company)


def blocks_of_people(
    blocks: Blocks, applications: ApplicationQuerySet, company: str | None
) -> Iterator[list[Person]]:
    """The people of each block, read for many blocks at once. Who withdrew meanwhile is left out."""
    shared = blocks.shared()
    while some := list(_first(shared, PEOPLE_AT_ONCE)):
        pks = sorted({pk for block in some for pk in block})
        people = {person.pk: person for person in people_with(pks, applications, company)}
        for block in some:
            yield [people[pk] for pk in block if pk in people]


def _first(blocks: Iterator[list[int]], people: int) -> Iterator[list[int]]:
    """So many blocks that these people are in them, each as large as that at most."""
    taken = 0
    for block in blocks:
        for start in range(0, len(block), people):
            yield block[start : start + people]
        taken += len(block)
        if taken >= people:
            return


def differences(pair: DuplicatePair) -> list[Difference]:
    """Everything that either of the two says, in the order of the form."""
    one, other = pair.first, pair.second
    rows = [
        Difference("name", _("Name"), one.name, other.name),
        Difference("category", _("Category"), str(one.category), str(other.category)),
        Difference("language", _("Language"), _language(one), _language(other)),
        Difference("team", _("Team"), one.team.name if one.team else "", other.team.name if other.team else ""),
    ]
    for question in pair.event.questions.all():
        if question.key in one.answers or question.key in other.answers:
            rows.append(
                Difference(
                    f"q_{question.key}", localized(question.label), _words(question, one), _words(question, other)
                )
            )
    return [row for row in rows if row.first or row.second]


def _words(question: Question, application: Application) -> str:
    answer: Any = application.answers.get(question.key)
    return "" if answer is None else answer_in_words(question, answer)


def _language(application: Application) -> str:
    return _("German") if application.language == "de" else _("English")
