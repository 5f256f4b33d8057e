"""What the team's search finds an application by: name, address, code and short text answers such as the company."""

from collections.abc import Collection

from einlass.applications.models import Application, Question
from einlass.applications.text import folded
from einlass.events.models import Event
from einlass.web.kept import Kept

_keys: Kept[set[str]] = Kept()


def searched_keys(event: Event) -> set[str]:
    """The questions whose answers are searched."""
    return _keys.get(
        event.pk, lambda: set(event.questions.filter(kind=Question.Kind.TEXT).values_list("key", flat=True))
    )


def search_text(application: Application, keys: Collection[str]) -> str:
    """All that is searched, folded (no case, no accents), one thing a line."""
    answers = (str(answer) for key, answer in application.answers.items() if key in keys)
    return "\n".join(folded(part) for part in (application.name, application.email, application.code, *answers))
