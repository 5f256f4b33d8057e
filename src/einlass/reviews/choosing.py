"""Which applications a form is about: those ticked, or all that the filters show."""

from collections.abc import Sequence
from typing import Final

from django.http import QueryDict

from einlass.applications.models import Application, ApplicationQuerySet
from einlass.applications.sight import Sight
from einlass.events.models import Event
from einlass.reviews.filters import wanted_in
from einlass.reviews.queries import matching

SHOWN: Final = "shown"
MOST_TICKED: Final = 1000


def chosen_applications(
    event: Event, which: str, query: str, codes: Sequence[str], sight: Sight
) -> ApplicationQuerySet:
    """query: the filters, as they stand in the list's address; codes: of those ticked."""
    if which == SHOWN:
        return matching(event, wanted_in(QueryDict(query), list(event.questions.all()), sight))
    plain = [code for code in codes[:MOST_TICKED] if code.isalnum()]
    return Application.objects.of(event).filter(code__in=plain)
