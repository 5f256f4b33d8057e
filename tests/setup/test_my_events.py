"""A person sees the events they belong to; who may make events is granted."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.events.models import Membership, Role, User
from einlass.setup.my_events.actions import let_create_events, stop_creating_events
from einlass.setup.my_events.errors import LastCreator, NoSuchAccount
from einlass.setup.my_events.queries import events_of
from tests.builders import NOON, make_creator, make_event, make_member

pytestmark = pytest.mark.django_db
LIST = "/events/"


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def join(user: User, *roles: Role, **fields: object):
    event = make_event(**fields)
    for role in roles:
        Membership.objects.create(user=user, event=event, role=role)
    return event


def test_one_sees_the_events_one_belongs_to_and_no_other(client):
    user = make_creator()
    join(user, Role.OWNER, name="Mine")
    make_event(name="Strange")
    client.force_login(user)

    text = client.get(LIST).content.decode()

    assert ("Mine" in text, "Strange" in text) == (True, False)


def test_each_event_stands_once_with_all_roles_and_its_next_date():
    user = make_creator()
    event = join(user, Role.OWNER, Role.DOOR)

    [mine] = events_of(user, at=NOON)

    assert (mine.event, mine.roles) == (event, ("Owner", "Door crew"))
    assert mine.next_step is not None
    assert mine.next_step.at == event.applications_close_at


def test_what_is_over_comes_last():
    user = make_creator()
    past = join(user, Role.OWNER, starts_at=NOON - timedelta(days=2), ends_at=NOON - timedelta(days=1))
    late = join(user, Role.OWNER, starts_at=NOON + timedelta(days=200), ends_at=NOON + timedelta(days=201))
    soon = join(user, Role.OWNER)

    assert [mine.event for mine in events_of(user, at=NOON)] == [soon, late, past]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_number_of_queries(client, number, django_assert_num_queries):
    user = make_creator()
    for _ in range(number):
        join(user, Role.OWNER)
    client.force_login(user)

    with django_assert_num_queries(4):
        client.get(LIST)


@pytest.mark.parametrize(("number", "leads_to_list"), [(0, True), (1, False), (2, True)])
def test_after_sign_in_one_lands_on_the_list_or_on_the_only_event(client, number, leads_to_list):
    user = make_creator()
    events = [join(user, Role.OWNER, Role.DOOR) for _ in range(number)]

    answer = client.post("/accounts/login/", {"login": user.email, "password": "correct horse battery"})

    assert answer.headers["Location"] == (LIST if leads_to_list else reverse("events:team", args=[events[0].slug]))


def test_the_right_to_make_events_is_given_to_an_account():
    user = make_member(make_event())

    let_create_events(user.email.upper(), at=NOON, by=make_creator())

    user.refresh_from_db()
    assert user.creates_events_since == NOON
    with pytest.raises(NoSuchAccount):
        let_create_events("nobody@example.org", at=NOON, by="command line")


def test_the_last_one_keeps_it():
    first, second = make_creator(), make_creator()

    stop_creating_events(first.email, by=second)

    with pytest.raises(LastCreator):
        stop_creating_events(second.email, by=second)
    second.refresh_from_db()
    assert second.may_create_events


def test_the_page_gives_it_and_takes_it_away(client):
    user, other = make_creator(), make_member(make_event())
    client.force_login(user)

    client.post(reverse("setup:new_creator"), {"email": other.email})
    other.refresh_from_db()
    assert other.may_create_events

    client.post(reverse("setup:creator_removal"), {"email": other.email})
    other.refresh_from_db()
    assert not other.may_create_events


def test_an_unknown_address_is_said_beside_the_field(client):
    client.force_login(make_creator())

    answer = client.post(reverse("setup:new_creator"), {"email": "nobody@example.org"})

    assert answer.status_code == 422
    assert "No account has this address." in answer.content.decode()
