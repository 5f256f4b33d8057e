"""A rehearsal of one's own event: private, invented, played to its doors, and gone with one click."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from einlass.admission.models import Draw, Offer, Quota
from einlass.applications.models import Application, Question, Team, Upload
from einlass.checkin.models import Scan
from einlass.demo.rehearsing.copying import copy_event
from einlass.demo.rehearsing.people import invent_applications
from einlass.events.event_tables import event_tables
from einlass.events.models import Event, Role, User
from einlass.mail.sending import send_due
from einlass.programme.models import Release
from einlass.setup.event_tasks.actions import run_task
from einlass.setup.making.starting_forms import begin_with
from einlass.setup.models import EventTask
from einlass.setup.rehearsing.forms import RehearsalForm
from einlass.setup.settings.actions import set_up_seats
from einlass.tickets.models import Ticket
from tests.builders import make_member, make_placed_session, make_speaker, make_stage
from tests.builders.applications import make_question
from tests.builders.events import make_event

pytestmark = pytest.mark.django_db


def own_event(**fields) -> tuple[Event, User]:
    """In preparation, with a form to begin with and seats by choice and by lot."""
    now = timezone.now().replace(second=0, microsecond=0)
    event = make_event(
        opened_at=None,
        capacity=60,
        applications_open_at=now + timedelta(days=5),
        applications_close_at=now + timedelta(days=25),
        draw_at=now + timedelta(days=30),
        offers_open_at=now + timedelta(days=31),
        programme_public_at=now + timedelta(days=40),
        doors_open_at=now + timedelta(days=60),
        starts_at=now + timedelta(days=60, hours=1),
        ends_at=now + timedelta(days=60, hours=9),
        **fields,
    )
    event.days.create(opens_at=event.starts_at, closes_at=event.ends_at)
    owner = make_member(event, Role.OWNER)
    begin_with(event, "startup", at=now, by=owner)
    event.refresh_from_db()
    values = {
        "capacity": 60,
        "seats_given": "both",
        "drawn_share": 70,
        "speakers": 4,
        "press": 2,
        "crew": 4,
        "door": 0,
    }
    set_up_seats(event, values, version=event.version, at=now, by=owner)
    event.refresh_from_db()
    return event, owner


def shares_of(event: Event) -> dict[str, int]:
    return {name: 1 for name in RehearsalForm(event=event).fields if name.startswith("share-")}


def begin(client, event: Event, owner: User, **shares) -> EventTask:
    client.force_login(owner)
    form = client.get(reverse("setup:rehearsal", args=[event.slug])).context["form"]
    values = {name: (0 if shares else field.initial) for name, field in form.fields.items()} | {"people": 150}
    values |= {f"share-{name.replace('__', '-')}": number for name, number in shares.items()}
    answer = client.post(reverse("setup:rehearsal", args=[event.slug]), values)
    assert answer.status_code == 302
    return EventTask.objects.latest("pk")


@pytest.mark.django_db(transaction=True)
def test_from_the_button_to_the_doors_and_away(client):
    event, owner = own_event()
    Quota.objects.create(event=event, attribute="category", value="founder", least=3)
    stage = make_stage(event)
    make_placed_session(event, stage, event.starts_at, make_speaker(event, email="real@speaker.org"))

    task = begin(client, event, owner)

    assert (task.failure, task.progress) == ("", 100)
    rehearsal = Event.objects.get(rehearses=event)
    assert Application.objects.filter(event=rehearsal).count() == 150
    assert Draw.objects.get(event=rehearsal).published_at is not None
    assert Offer.objects.filter(event=rehearsal, accepted_at__isnull=False).exists()
    assert Ticket.objects.filter(event=rehearsal).exists()
    assert Release.objects.filter(event=rehearsal).exists()
    assert Scan.objects.filter(event=rehearsal, verdict="welcome").exists()
    assert not Application.objects.filter(event=event).exists()

    send_due(timezone.now, limit=1000)
    assert mail.outbox == []
    assert rehearsal.messages.exists()
    assert not rehearsal.messages.filter(to__in=["real@speaker.org", owner.email]).exists()

    client.post(reverse("setup:rehearsal_removal", args=[event.slug]))
    assert not Event.objects.filter(pk=rehearsal.pk).exists()
    assert [table.label for table in event_tables() if table.rows(rehearsal).exists()] == []
    assert Event.objects.filter(pk=event.pk).exists()


def test_it_is_private_marked_and_never_opened(client):
    event, owner = own_event()
    rehearsal = copy_event(event, at=timezone.now(), by=owner)

    assert client.get(reverse("events:event", args=[rehearsal.slug])).status_code == 404
    assert rehearsal.name not in client.get("/").content.decode()
    client.force_login(owner)
    for name in ("events:event", "events:team", "applications:inbox", "setup:settings", "checkin:board"):
        assert b"nothing here is real" in client.get(reverse(name, args=[rehearsal.slug])).content, name
    client.post(reverse("setup:open_event", args=[rehearsal.slug]))
    rehearsal.refresh_from_db()
    assert not rehearsal.is_public
    assert b"nothing here is real" not in client.get(reverse("events:team", args=[event.slug])).content


def test_who_is_not_of_the_team_finds_nothing_and_the_team_all(client):
    event, owner = own_event()
    door = make_member(event, Role.DOOR)
    rehearsal = copy_event(event, at=timezone.now(), by=owner)

    client.force_login(door)
    assert client.get(reverse("checkin:board", args=[rehearsal.slug])).status_code == 200
    assert client.get(reverse("applications:inbox", args=[rehearsal.slug])).status_code == 404


def test_answers_are_drawn_from_the_proportions_that_were_set():
    event, owner = own_event()
    rehearsal = copy_event(event, at=timezone.now(), by=owner)

    shares = {"category": {"founder": 1}}
    invent_applications(rehearsal, 60, shares, seed="a", at=timezone.now())

    found = set(Application.objects.filter(event=rehearsal).values_list("category__key", flat=True))
    assert found == {"founder"}


def test_the_same_seed_invents_the_same_people():
    event, owner = own_event()
    first = copy_event(event, at=timezone.now(), by=owner)
    second = copy_event(event, at=timezone.now(), by=owner)
    at = timezone.now()

    # Codes are unique in the installation, so the second follows when the first is gone.
    invent_applications(first, 40, {}, seed="a", at=at)
    names = list(Application.objects.filter(event=first).order_by("code").values_list("code", "name", "email"))
    Application.objects.filter(event=first).delete()
    Team.objects.filter(event=first).delete()
    invent_applications(second, 40, {}, seed="a", at=at)

    assert names == list(
        Application.objects.filter(event=second).order_by("code").values_list("code", "name", "email")
    )


def test_every_kind_of_question_is_answered():
    event, owner = own_event()
    choices = [{"value": "a", "label": {"en": "A"}}, {"value": "b", "label": {"en": "B"}}]
    for kind in Question.Kind.values:
        more = {"choices": choices} if kind in Question.WITH_CHOICES else {}
        more |= {"file_types": ["pdf"]} if kind == "file" else {}
        make_question(event, key=f"of-{kind.replace('_', '-')}", kind=kind, required=True, **more)
    rehearsal = copy_event(event, at=timezone.now(), by=owner)

    invent_applications(rehearsal, 30, {}, seed="b", at=timezone.now())

    for application in Application.objects.filter(event=rehearsal):
        for kind in Question.Kind.values:
            assert application.answers[f"of-{kind.replace('_', '-')}"] not in (None, "", [])
    assert Upload.objects.filter(event=rehearsal).count() == 30


@pytest.mark.django_db(transaction=True)
def test_quotas_that_cannot_be_met_end_it_with_words_and_it_can_be_looked_at(client):
    event, owner = own_event()
    Quota.objects.create(event=event, attribute="category", value="founder", least=40)

    task = begin(client, event, owner, category__student=100)

    assert "asks the draw for at least 40" in task.failure
    text = client.get(reverse("setup:rehearsal", args=[event.slug])).content.decode()
    assert task.failure in text
    assert Event.objects.filter(rehearses=event).exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_died_half_way_leaves_one_rehearsal(client, monkeypatch):
    event, owner = own_event()
    copy_event(event, at=timezone.now(), by=owner)

    task = EventTask.objects.create(
        kind="rehearse", event=event, asked_at=timezone.now(), reported_at=timezone.now(), asked_by=owner, progress=70,
        options={"people": 40, "shares": {}, "seed": "x"},
    )  # fmt: skip
    run_task(task)

    task.refresh_from_db()
    assert task.finished_at is not None
    assert Event.objects.filter(rehearses=event).count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_can_be_stopped_and_its_progress_never_runs_backwards():
    event, owner = own_event()
    task = EventTask.objects.create(
        kind="rehearse", event=event, asked_at=timezone.now(), reported_at=timezone.now(), asked_by=owner, progress=70,
        stop_asked_at=timezone.now(), options={"people": 40, "shares": {}, "seed": "x"},
    )  # fmt: skip
    task = run_task(task)

    assert (task.result, task.progress) == ({"stopped": True}, 70)
    assert not Event.objects.filter(rehearses=event).exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_begins_a_second_one(client):
    event, owner = own_event()
    copy_event(event, at=timezone.now(), by=owner)
    client.force_login(owner)

    client.post(reverse("setup:rehearsal", args=[event.slug]), {"people": 50} | shares_of(event))

    assert not EventTask.objects.exists()
    assert Event.objects.filter(rehearses=event).count() == 1
