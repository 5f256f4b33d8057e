from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from einlass.events.models import Category, Event, Membership, Partner, Role, Stage, User

# While applications are open, unless a test moves the moments.
NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
_numbers = count(1)


def make_event(**fields: Any) -> Event:
    number = next(_numbers)
    defaults = {
        "slug": f"event-{number}",
        "name": f"Founders Day {number}",
        "summary": {"en": "A day for founders.", "de": "Ein Tag für Gründerinnen und Gründer."},
        "description": {"en": "Two stages, one hall.", "de": "Zwei Bühnen, eine Halle."},
        "languages": ["en", "de"],
        "venue": "Stadthalle Bielefeld",
        "contact_email": "hello@example.org",
        "applications_open_at": NOON - timedelta(days=10),
        "applications_close_at": NOON + timedelta(days=10),
        "draw_at": NOON + timedelta(days=20),
        "offers_open_at": NOON + timedelta(days=22),
        "programme_public_at": NOON + timedelta(days=40),
        "doors_open_at": NOON + timedelta(days=60, hours=-4),
        "starts_at": NOON + timedelta(days=60, hours=-3),
        "ends_at": NOON + timedelta(days=60, hours=8),
        "capacity": 1200,
        "opened_at": NOON - timedelta(days=30),
    }
    return Event.objects.create(**(defaults | fields))


def make_event_open_now(**fields: Any) -> Event:
    """For a real browser, whose clock is the machine's: founders and students apply today."""
    now = timezone.now()
    moments = {
        "applications_open_at": now - timedelta(days=10),
        "applications_close_at": now + timedelta(days=10),
        "draw_at": now + timedelta(days=20),
        "offers_open_at": now + timedelta(days=22),
        "programme_public_at": now + timedelta(days=40),
        "doors_open_at": now + timedelta(days=60),
        "starts_at": now + timedelta(days=60, hours=1),
        "ends_at": now + timedelta(days=60, hours=9),
        "opened_at": now - timedelta(days=30),
    }
    event = make_event(**(moments | fields))
    make_category(event, key="founder", name={"en": "Founder"})
    make_category(event, key="student", name={"en": "Student"})
    return event


def make_category(event: Event, **fields: Any) -> Category:
    index = fields.pop("index", event.categories.count())
    defaults = {"key": f"kind-{index}", "name": {"en": f"Kind {index}", "de": f"Art {index}"}}
    return Category.objects.create(event=event, index=index, **(defaults | fields))


def make_partner(event: Event, **fields: Any) -> Partner:
    number = next(_numbers)
    defaults = {"name": f"Company {number}", "contact_email": f"partner-{number}@example.org"}
    return Partner.objects.create(event=event, **(defaults | fields))


def make_stage(event: Event, **fields: Any) -> Stage:
    number = next(_numbers)
    defaults = {
        "key": f"stage-{number}",
        "name": f"Stage {number}",
        "capacity": 500,
        "changeover": timedelta(minutes=5),
    }
    return Stage.objects.create(event=event, **(defaults | fields))


def make_creator(**fields: Any) -> User:
    """Somebody who may make events; password 'correct horse battery'."""
    email = fields.pop("email", f"creator-{next(_numbers)}@example.org")
    return User.objects.create_user(email, "correct horse battery", **({"creates_events_since": NOON} | fields))


def make_member(event: Event, role: Role = Role.ORGANISER, **fields: Any) -> User:
    """A member of the event's team with one role; password 'correct horse battery'. That of one stage makes a stage."""
    stage = fields.pop("stage", None) or (make_stage(event) if role == Role.STAGE else None)
    email = fields.pop("email", f"{role}-{next(_numbers)}@example.org")
    user = User.objects.create_user(email, "correct horse battery", **fields)
    Membership.objects.create(user=user, event=event, role=role, stage=stage)
    return user
