"""How much of an application a member of the team sees. In blind review, somebody who only reviews sees neither who
applied nor the answers that the form hides.
"""

from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from einlass.applications.models import Application, ApplicationQuerySet, Question
from einlass.events.models import Event
from einlass.events.navigation import ORGANISERS


@dataclass(frozen=True)
class Sight:
    is_blind: bool = False

    def questions(self, questions: Iterable[Question]) -> list[Question]:
        """Those whose answers may be seen, filtered by and counted."""
        return [one for one in questions if not (self.is_blind and one.is_hidden_in_blind_review)]

    def rows(self, applications: ApplicationQuerySet) -> ApplicationQuerySet:
        """The same applications; what tells who applied stays in the database."""
        if not self.is_blind:
            return applications
        return applications.defer("name", "email", "email_normalised", "search_text")

    def shown(self, application: Application, questions: Iterable[Question]) -> Application:
        """The application as it may be shown: in blind review a copy under its code, never to be saved."""
        if not self.is_blind:
            return application
        seen, visible = copy(application), {one.key: one for one in self.questions(questions)}
        seen.name, seen.email, seen.email_normalised, seen.search_text = application.code, "", "", ""
        seen.answers = {
            key: self.answer(visible[key], answer) for key, answer in application.answers.items() if key in visible
        }
        # Where it came from may name a person: a list's file, the reason typed in, a number on paper.
        seen._state.fields_cache["source"] = None
        if seen.team is not None:
            seen.team = copy(seen.team)
            seen.team.name = _("A team")
        return seen

    def answer(self, question: Question, answer: Any) -> Any:
        """An answer that may be seen, as it may be seen."""
        if self.is_blind and question.kind == Question.Kind.FILE and isinstance(answer, dict):
            return {**answer, "name": self.file_name(question, str(answer.get("name", "")))}
        return answer

    def file_name(self, question: Question, name: str) -> str:
        """What a file is called: people put their own name into the names of files."""
        return f"{question.key}{PurePath(name).suffix}" if self.is_blind else name


SEES_ALL: Final = Sight()


def sight_of(request: HttpRequest, event: Event) -> Sight:
    """How much the person signed in sees. Needs request.roles (events/access.py)."""
    return sight_for(event, request.roles)  # type: ignore[attr-defined]


def sight_for(event: Event, roles: Collection[str]) -> Sight:
    """How much somebody with these roles sees."""
    return Sight(is_blind=event.is_review_blind and set(ORGANISERS).isdisjoint(roles))
