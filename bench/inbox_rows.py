"""Many applications, written the fastest way each database knows."""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from einlass.applications.models import Application, Team
from einlass.demo.applications import make_form
from einlass.events.models import Event, Membership, Role, User
from einlass.reviews.models import Decision, Tag, Tagging

AT_ONCE: Final = 50_000
FIRST: Final = ["Anna", "Ben", "Cem", "Dilan", "Emil", "Fatma", "Greta", "Henrik", "Ida", "Jonas", "Kaya", "Lene"]
LAST: Final = ["Oldenburg", "Akyol", "Thorsten", "Haddad", "Brinkmann", "Yildiz", "Kemper", "Pollmann", "Nowak"]
MOTIVATION: Final = (
    "Wir bauen Werkzeuge für kleine Betriebe und suchen Menschen, die sie ein Jahr lang im Alltag ausprobieren. "
    "Dafür zeigen wir, wie wir an den ersten Auftrag gekommen sind, und was wir heute anders machen würden."
)


def make_event(slug: str) -> Event:
    """An event with the demo's form and one owner, whose applications have been open for three weeks."""
    now = timezone.now()
    event = Event.objects.create(
        slug=slug,
        name=slug.title(),
        zone="Europe/Berlin",
        languages=["de", "en"],
        venue="Alte Weberei",
        contact_email="hallo@example.org",
        applications_open_at=now - timedelta(days=21),
        applications_close_at=now + timedelta(days=7),
        draw_at=now + timedelta(days=10),
        offers_open_at=now + timedelta(days=12),
        programme_public_at=now + timedelta(days=30),
        doors_open_at=now + timedelta(days=60),
        starts_at=now + timedelta(days=60, hours=1),
        ends_at=now + timedelta(days=60, hours=10),
        capacity=1200,
        opened_at=now - timedelta(days=30),
    )
    make_form(event)
    user, _is_new = User.objects.get_or_create(email="owner@example.org")
    Membership.objects.create(user=user, event=event, role=Role.OWNER)
    return event


def fill(event: Event, number: int) -> None:
    """Applications, of which a third come in teams of two to four, half are decided and each fiftieth has a tag."""
    rng = random.Random(number)
    first = (Application.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    teams = _teams(event, number // 9)
    tag = Tag.objects.create(event=event, name="VIP")
    with transaction.atomic():
        rows = _applications(event, number, first, teams, rng)
        while some := list(islice(rows, AT_ONCE)):
            _insert(Application, some)
        keys = range(first, first + number)
        decided = timezone.now()
        verdicts = ((key, rng.choice(["admit", "draw", "draw", "decline"])) for key in keys if key % 2)
        fields = ["application", "verdict", "decided_at", "reason"]
        while some := [(key, verdict, decided, "") for key, verdict in islice(verdicts, AT_ONCE)]:
            _insert(Decision, some, fields)
        _insert(
            Tagging, [(tag.pk, key, decided) for key in keys if key % 50 == 0], ["tag", "application", "added_at"]
        )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('applications_application', 'id'), %s)", [keys[-1]])
        cursor.execute("ANALYZE")


def _teams(event: Event, number: int) -> list[int]:
    first = (Team.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    teams = [Team(pk=first + place, event=event, code=f"T{first + place:09}", name="Wir") for place in range(number)]
    Team.objects.bulk_create(teams, batch_size=5000)
    return [team.pk for team in teams]


def _applications(
    event: Event, number: int, first: int, teams: list[int], rng: random.Random
) -> Iterator[tuple[Any, ...]]:
    categories = list(event.categories.filter(takes_applications=True))
    attributes = {one.key: one.choices for one in event.questions.all() if one.is_attribute}
    step = timedelta(days=20) / number
    for place in range(number):
        key = first + place
        name = f"{rng.choice(FIRST)} {rng.choice(LAST)} Person {place:06}"
        email = f"person-{key}@example.org"
        category = rng.choice(categories)
        answers = {one: rng.choice(choices)["value"] for one, choices in attributes.items()}
        if category.key != "founder":
            answers.pop("stage", None)
        company = f"{rng.choice(LAST)} {rng.choice(LAST)} {place % 997}"
        answers |= {"company": company, "motivation": MOTIVATION, "photos": True}
        sent = event.applications_open_at + step * place
        state = rng.random()
        values = {
            "id": key,
            "event": event.pk,
            "code": f"A{key:09}",
            "email": email,
            "email_normalised": email,
            "name": name,
            "language": rng.choice(["de", "de", "en"]),
            "category": category.pk,
            "answers": answers,
            "search_text": f"{name}\n{email}\nA{key:09}\n{company}".casefold(),
            "team": rng.choice(teams) if teams and rng.random() < 0.33 else None,
            "submitted_at": sent,
            "email_proved_at": None if state < 0.03 else sent + timedelta(minutes=2),
            "edited_at": sent + timedelta(hours=1) if rng.random() < 0.1 else None,
            "withdrawn_at": sent + timedelta(days=1) if state > 0.98 else None,
            "link_version": 1,
            "submission_key": None,
        }
        yield tuple(values.get(field.name, _default(field)) for field in Application._meta.concrete_fields)


def _default(field: Any) -> Any:
    """What a column has that nothing is said about here."""
    return field.get_default() if field.has_default() or not field.null else None


def _insert(model: type[Any], rows: list[tuple[Any, ...]], names: list[str] | None = None) -> None:
    fields = [model._meta.get_field(name) for name in names] if names else list(model._meta.concrete_fields)
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_plain(value) for value in row])
        return
    marks = ", ".join("?" for _ in fields)
    with connection.cursor() as cursor:
        cursor.connection.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",
            ([_sqlite(value) for value in row] for row in rows),
        )


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return json.dumps(value) if isinstance(value, dict | list) else value
