"""The demo event itself: dates, team, stages, partners, contingents."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connection, transaction

from einlass.admission.actions import (
    PartnerDetails,
    add_partner,
    open_contingent,
    quotas_version,
    save_quotas,
    send_link,
)
from einlass.admission.models import Contingent, OfferPlan, Quota
from einlass.admission.quota_effect import Wanted
from einlass.demo.applications import make_form
from einlass.demo.door import open_gates
from einlass.demo.programme import make_programme
from einlass.events.models import Event, EventDay, Membership, Role, Stage, User
from einlass.tickets.actions import create_ticket_key
from einlass.web.deadlines import deadline_end

SLUG: Final = "funkenflug"
PASSWORD: Final = "einlass-demo"
LOGINS: Final = {
    "organiser@funkenflug.example": ("Mareike Oldenburg", Role.OWNER),
    "reviewer@funkenflug.example": ("Jonas Akyol", Role.REVIEWER),
    "programme@funkenflug.example": ("Lene Thorsten", Role.PROGRAMME),
    "door@funkenflug.example": ("Samir Haddad", Role.DOOR),
}
ZONE: Final = ZoneInfo("Europe/Berlin")

SUMMARY: Final = {
    "en": "One day on which founders and family businesses of the region find each other.",
    "de": "Ein Tag, an dem Start-ups und Familienunternehmen der Region zueinanderfinden.",
}
DESCRIPTION: Final = {
    "en": (
        "Two stages, one hall, one day: Funkenflug brings together people who are just starting a company and people "
        "whose company was started by their great-grandparents. Short talks, honest fireside chats, no trade-fair stands.\n\n"
        "The hall holds 1,200 people, and every year far more would like to come. We do not sell tickets to the fastest. "
        "You apply, we hold some seats for guests whom the programme needs, and all other seats are drawn by lot, "
        "in public and so that anybody can check it."
    ),
    "de": (
        "Zwei Bühnen, eine Halle, ein Tag: Funkenflug bringt Menschen zusammen, die gerade ein Unternehmen gründen, und "
        "Menschen, deren Unternehmen die Urgroßeltern gegründet haben. Kurze Vorträge, offene Kamingespräche, keine Messestände.\n\n"
        "In die Halle passen 1.200 Menschen, und jedes Jahr möchten viel mehr kommen. Bei uns bekommt nicht einen Platz, "
        "wer am schnellsten klickt. Sie bewerben sich, einige Plätze halten wir für Gäste frei, die das Programm braucht, und alle "
        "anderen Plätze werden verlost: öffentlich und so, dass es jede und jeder nachprüfen kann."
    ),
}
STAGES: Final = [
    ("hall", "Große Halle", 900, timedelta(minutes=5)),
    ("loft", "Webstuhl", 350, timedelta(minutes=5)),
]
PARTNERS: Final = [
    ("Ostwestfalen-Cluster Maschinenbau", 40),
    ("Bröckerhoff Antriebe", 15),
    ("Dallmeier & Enkel Küchen", 15),
    ("Grotemeier Verpackung", 15),
    ("Hansjürgens Werkzeugbau", 15),
    ("Kemper-Lohmann Stoffe", 15),
    ("Nordlippe Sparverein", 15),
    ("Pollmann Getriebe", 15),
    ("Quellwerk Wasser", 15),
    ("Ravensberg Logistik", 15),
    ("Sennefeld Nährmittel", 15),
    ("Teuto Sensorik", 15),
    ("Wittekind Möbel", 15),
]
CONTACTS: Final = [
    "Wiebke Sundermann",
    "Emre Kaya",
    "Gesa Althoff",
    "Rolf Niedermowe",
    "Ilse Hansjürgens",
    "Katrin Lohmann",
    "Bernd Uphoff",
    "Silke Pollmann",
    "Tarek Aziz",
    "Anke Brinkmann",
    "Jule Sennefeld",
    "Piotr Nowak",
    "Heiner Wittekind",
]
CONTINGENTS: Final = [
    (Contingent.Purpose.DRAW, {"en": "Public draw", "de": "Öffentliche Verlosung"}, 760),
    (Contingent.Purpose.CURATED, {"en": "Admitted by hand", "de": "Von Hand zugelassen"}, 90),
    (Contingent.Purpose.SPEAKERS, {"en": "Speakers", "de": "Vortragende"}, 60),
    (Contingent.Purpose.PRESS, {"en": "Press", "de": "Presse"}, 20),
    (Contingent.Purpose.CREW, {"en": "Crew", "de": "Mitwirkende"}, 30),
    (Contingent.Purpose.DOOR, {"en": "Door reserve", "de": "Reserve am Einlass"}, 20),
]

# attribute, value, least, most, counted over
QUOTAS: Final = [
    ("category", "founder", 320, None, Quota.Scope.DRAW),
    ("category", "mittelstand", 150, None, Quota.Scope.DRAW),
    ("category", "corporate", None, 80, Quota.Scope.DRAW),
    ("category", "student", 110, 150, Quota.Scope.DRAW),
    ("gender", "woman", 370, None, Quota.Scope.DRAW),
    ("region", "abroad", 95, None, Quota.Scope.DRAW),
    ("first_time", "yes", 560, None, Quota.Scope.EVERYBODY),
]


def create_event(*, at: datetime) -> Event:
    """The event with everything an organiser sets up before applications open."""
    starts_at = datetime.combine((at + timedelta(days=90)).astimezone(ZONE).date(), time(9), ZONE)
    event = Event.objects.create(
        slug=SLUG,
        name="Funkenflug",
        summary=SUMMARY,
        description=DESCRIPTION,
        zone="Europe/Berlin",
        languages=["de", "en"],
        venue="Alte Weberei Bielefeld",
        address="Heeper Straße 900, 33602 Bielefeld",
        contact_email="hallo@funkenflug.example",
        brand_colour="#7a1f3d",
        applications_open_at=_morning(at - timedelta(days=30)),
        applications_close_at=deadline_end(_morning(at + timedelta(days=12), hour=18)),
        draw_at=_morning(at + timedelta(days=26), hour=12),
        offers_open_at=_morning(at + timedelta(days=27)),
        programme_public_at=_morning(at + timedelta(days=48)),
        doors_open_at=starts_at - timedelta(hours=1),
        starts_at=starts_at.astimezone(UTC),
        ends_at=(starts_at + timedelta(hours=9)).astimezone(UTC),
        capacity=1200,
        opened_at=_morning(at - timedelta(days=40)),
    )
    EventDay.objects.create(event=event, opens_at=event.starts_at, closes_at=event.ends_at)
    owner = _make_team(event)
    for position, (key, name, capacity, changeover) in enumerate(STAGES):
        Stage.objects.create(
            event=event, key=key, name=name, capacity=capacity, changeover=changeover, position=position
        )
    make_form(event)
    # Whoever looks at the demo at night wants to see its mails too.
    OfferPlan.objects.create(event=event, keeps_quiet=False)
    _make_contingents(event, owner, at)
    save_quotas(event, [Wanted(*quota) for quota in QUOTAS], version=quotas_version([]), by=owner, at=at)
    create_ticket_key(event, at=at, by=owner)
    open_gates(event, at=at, by=owner)
    make_programme(event, by=owner, at=at)
    return event


class OtherEventsPresent(Exception):
    """The demo is built anew by emptying all tables, so it must be alone in its database."""

    def __str__(self) -> str:
        return "There are other events beside the demo in this database, so it cannot be built anew here."


@transaction.atomic
def remove_event(event: Event) -> None:
    """Everything but the logins, so that the demo can be built anew. Facts are never deleted in life.

    Foreign keys are checked at the end of the transaction, so the order of tables makes no difference.
    Raises OtherEventsPresent.
    """
    if Event.objects.exclude(pk=event.pk).exists():
        raise OtherEventsPresent
    models = [
        model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("einlass.")
    ]
    with connection.cursor() as cursor:
        for model in models:
            if model is not User:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')


def _make_team(event: Event) -> User:
    for email, (name, role) in LOGINS.items():
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, name=name)
        Membership.objects.create(user=user, event=event, role=role)
    return User.objects.get(email=next(iter(LOGINS)))


def _make_contingents(event: Event, owner: User, at: datetime) -> None:
    for purpose, name, size in CONTINGENTS:
        open_contingent(event, purpose, name, size, by=owner, at=at)
    for number, (company, seats) in enumerate(PARTNERS, start=1):
        details = PartnerDetails(
            name=company,
            contact_name=CONTACTS[number - 1],
            contact_email=f"gaeste-{number}@partner.example",
            language="de",
            size=seats,
            returns_at=_morning(event.starts_at - timedelta(days=21), hour=18),
            category=event.categories.get(key="partner"),
        )
        partner = add_partner(event, details, by=owner, at=at)
        send_link(partner, ends_at=event.ends_at, by=owner, at=at)


def _morning(moment: datetime, *, hour: int = 9) -> datetime:
    return datetime.combine(moment.astimezone(ZONE).date(), time(hour), ZONE).astimezone(UTC)
