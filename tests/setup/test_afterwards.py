"""Closing, archiving and opening again; what is sent to an archived event is refused in one place."""

import pytest
from django.urls import reverse

from einlass.events import audit
from einlass.events.access import AccessRule
from einlass.events.editions.actions import archive_event, close_event, reopen_event
from einlass.events.editions.errors import NotInState
from einlass.events.links import link_token
from einlass.events.models import AuditEntry, Role, State
from tests.builders import NOON, make_application, make_event, make_member
from tests.config.addresses import ADDRESSES
from tests.config.test_access import url_of

pytestmark = pytest.mark.django_db
STAFF = sorted(name for name, address in ADDRESSES.items() if address.rule.kind == "staff")
# What leads out of the archive, or needs an event that nobody can change any more.
ALLOWED = {"setup:reopening", "setup:anonymising", "setup:deletion"}
READS = {"setup:archive", "setup:rehearsal_removal"}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.mark.parametrize("name", [name for name in STAFF if name not in ALLOWED | READS])
def test_whatever_the_team_sends_to_an_archived_event_is_refused_in_words(client, name):
    event = make_event()
    url = url_of(name, event)
    client.force_login(make_member(event, Role.OWNER))
    event.closed_at = event.archived_at = NOON
    event.save()
    before = AuditEntry.objects.count()

    answer = client.post(url, {"name": "x"})

    # 405: the address only shows something.
    assert answer.status_code in {409, 405}
    assert answer.status_code == 405 or b"The event is archived" in answer.content
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", ALLOWED)
def test_what_leads_out_of_the_archive_is_not_refused(client, name):
    event = make_event(closed_at=NOON, archived_at=NOON)
    client.force_login(make_member(event, Role.OWNER))

    assert client.post(url_of(name, event), {}).status_code == 422


def test_applicants_can_send_nothing_but_the_deletion_of_what_is_theirs(client):
    event = make_event(closed_at=NOON, archived_at=NOON)
    application = make_application(event)
    token = link_token("application", application.code)

    assert client.post(reverse("applications:withdrawal", args=[event.slug, token])).status_code == 409
    client.post(reverse("applications:erasure", args=[event.slug, token]), {"sure": "on", "confirmed": "on"})

    assert client.get(reverse("applications:erasure", args=[event.slug, token])).status_code in {200, 404}
    assert client.post(reverse("applications:erasure", args=[event.slug, token]), {}).status_code != 409


def test_an_event_goes_from_open_to_archived_and_back():
    event = make_event()
    owner = make_member(event, Role.OWNER)

    event = close_event(event, {"en": "Thanks!"}, version=event.version, at=NOON, by=owner)
    assert event.state == State.CLOSED
    event = archive_event(event, at=NOON, by=owner)
    assert event.state == State.ARCHIVED
    event = reopen_event(event, "A mistake in a ticket", at=NOON, by=owner)
    assert event.state == State.CLOSED
    event = reopen_event(event, "Closed too early", at=NOON, by=owner)
    assert event.state == State.OPEN

    actions = AuditEntry.objects.filter(event=event).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["close_event", "archive_event", "reopen_event", "reopen_event"]
    assert AuditEntry.objects.filter(event=event).latest("pk").after["reason"] == "Closed too early"
    audit.seal(event)
    assert audit.breaks(event) == []


def test_no_state_is_left_out():
    event = make_event()
    owner = make_member(event, Role.OWNER)

    with pytest.raises(NotInState):
        archive_event(event, at=NOON, by=owner)
    with pytest.raises(NotInState):
        reopen_event(event, "", at=NOON, by=owner)


def test_a_closed_event_thanks_and_takes_nobody_in(client):
    event = make_event()
    client.force_login(make_member(event, Role.ORGANISER))
    page = reverse("setup:closing", args=[event.slug])

    client.post(page, {"thanks_en": "What a **day**!", "thanks_de": "", "version": event.version})

    event.refresh_from_db()
    assert event.state == State.CLOSED
    assert not event.takes_applications(NOON)
    client.logout()
    text = client.get(reverse("events:event", args=[event.slug])).content.decode()
    assert "What a <strong>day</strong>!" in text
    assert f'"{reverse("applications:apply", args=[event.slug])}"' not in text


def test_two_who_close_it_at_once_are_told(client):
    event = make_event()
    client.force_login(make_member(event, Role.ORGANISER))

    answer = client.post(
        reverse("setup:closing", args=[event.slug]), {"thanks_en": "Mine", "version": event.version + 1}
    )

    assert answer.status_code == 409
    event.refresh_from_db()
    assert event.state == State.OPEN


def test_opening_again_asks_why(client):
    event = make_event(closed_at=NOON, archived_at=NOON)
    client.force_login(make_member(event, Role.OWNER))
    page = reverse("setup:reopening", args=[event.slug])

    assert client.post(page, {"reason": " "}).status_code == 422
    assert client.post(page, {"reason": "A late invoice"}).status_code == 302
    event.refresh_from_db()
    assert event.state == State.CLOSED


def test_only_owners_find_the_steps_without_a_way_back():
    for name in ("setup:archiving", "setup:reopening", "setup:deletion"):
        assert ADDRESSES[name].rule == AccessRule("staff", frozenset({"owner"}))
