from datetime import timedelta
from itertools import count
from typing import Any

from einlass.applications.models import Application, Question, Team, Upload
from einlass.applications.uploads import answer_of
from einlass.events.models import Event
from tests.builders.events import NOON, make_category

_numbers = count(1)


def make_question(event: Event, **fields: Any) -> Question:
    number = next(_numbers)
    defaults = {
        "key": f"question-{number}",
        "kind": Question.Kind.TEXT,
        "label": {"en": f"Question {number}"},
    }
    return Question.objects.create(event=event, **(defaults | fields))


def make_choice(event: Event, key: str, *values: str, **fields: Any) -> Question:
    """A question that quotas may ask about; each answer is named in capitals."""
    choices = [
        {"value": value, "label": {"en": value.upper(), "de": f"{value.upper()} (deutsch)"}} for value in values
    ]
    defaults = {"kind": "choice", "is_attribute": True, "choices": choices, "label": {"en": key.title()}}
    return make_question(event, key=key, **(defaults | fields))


def make_region(event: Event, **fields: Any) -> Question:
    """A choice that one can filter by and plot: East Westphalia or abroad."""
    choices = [
        {"value": "owl", "label": {"en": "East Westphalia"}},
        {"value": "abroad", "label": {"en": "Abroad"}},
    ]
    defaults = {
        "key": "region",
        "label": {"en": "Region"},
        "kind": "choice",
        "is_attribute": True,
        "choices": choices,
    }
    return make_question(event, **(defaults | fields))


def make_team(event: Event, **fields: Any) -> Team:
    return Team.objects.create(event=event, **({"name": f"Team {next(_numbers)}"} | fields))


def make_application(event: Event, **fields: Any) -> Application:
    """An application that counts: address proved, not withdrawn."""
    number = next(_numbers)
    email = fields.pop("email", f"person-{number}@example.org")
    category = fields.pop("category", None) or event.categories.first() or make_category(event)
    defaults = {
        "email": email,
        "email_normalised": email.lower(),
        "name": f"Person {number}",
        "category": category,
        "submitted_at": NOON - timedelta(days=1),
        "email_proved_at": NOON - timedelta(days=1),
    }
    return Application.objects.create(event=event, **(defaults | fields))


PDF = b"%PDF-1.4 a small file"


def make_upload(application: Application, key: str, **fields: Any) -> Upload:
    """A file that an application holds as its answer to the question `key`."""
    defaults = {
        "code": Upload.new_code(),
        "name": "cv.pdf",
        "content_type": "application/pdf",
        "size": len(PDF),
        "content": PDF,
        "created_at": application.submitted_at,
    }
    upload = Upload.objects.create(
        event=application.event, application=application, question_key=key, **(defaults | fields)
    )
    application.answers[key] = answer_of(upload)
    application.save(update_fields=["answers"])
    return upload
