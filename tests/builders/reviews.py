from itertools import count
from typing import Any

from einlass.applications.models import Application
from einlass.events.models import Event, User
from einlass.reviews.models import Decision, Note, SavedView, Tag, Tagging, Verdict
from tests.builders.events import NOON, make_member

_numbers = count(1)


def make_decision(application: Application, verdict: str = Verdict.DRAW, **fields: Any) -> Decision:
    return Decision.objects.create(application=application, verdict=verdict, **({"decided_at": NOON} | fields))


def make_tag(event: Event, *applications: Application, **fields: Any) -> Tag:
    """A tag, put on these applications."""
    tag = Tag.objects.create(event=event, **({"name": f"Tag {next(_numbers)}"} | fields))
    for application in applications:
        Tagging.objects.create(tag=tag, application=application, added_at=NOON)
    return tag


def make_note(application: Application, **fields: Any) -> Note:
    return Note.objects.create(application=application, **({"text": "Met her.", "written_at": NOON} | fields))


def make_view(event: Event, owner: User | None = None, **fields: Any) -> SavedView:
    owner = owner or make_member(event)
    return SavedView.objects.create(event=event, owner=owner, **({"name": f"View {next(_numbers)}"} | fields))
