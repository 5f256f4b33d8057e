"""Pages kept for a moment: the same for everybody, except for what is each visitor's own."""

import re
from datetime import timedelta
from time import monotonic

import pytest
from django.test import Client
from django.urls import reverse

from einlass.web import kept
from tests.builders import NOON, make_category, make_event, make_member

pytestmark = pytest.mark.django_db
OWN = {"csrfmiddlewaretoken": r"\w{32,64}", "submission_key": r"[0-9a-f-]{36}"}


@pytest.fixture(autouse=True)
def _kept_for_a_minute(settings, time_machine):
    time_machine.move_to(NOON, tick=False)
    settings.KEPT_FOR = timedelta(minutes=1)
    kept.forget()
    yield
    kept.forget()


@pytest.fixture
def event():
    event = make_event(name="Founders Day")
    make_category(event)
    return event


def apply_url(event):
    return reverse("applications:apply", args=[event.slug])


def own(answer):
    """What a page holds of one visitor, each kind once, however often it occurs."""
    page = answer.content.decode()
    return {name: set(re.findall(f'name="{name}" value="({what})"', page)) for name, what in OWN.items()}


def test_a_second_visitor_gets_the_page_without_a_query(event, django_assert_num_queries):
    first = Client().get(apply_url(event))

    with django_assert_num_queries(0):
        second = Client().get(apply_url(event))

    without = re.compile("|".join(OWN.values()))
    assert without.sub("", second.content.decode()) == without.sub("", first.content.decode())
    assert second["Vary"] == first["Vary"] == "Cookie, Accept-Language"


def test_each_visitor_has_a_token_and_a_form_key_of_their_own(event):
    found = [own(Client().get(apply_url(event))) for _ in range(3)]

    for name in OWN:
        assert all(len(one[name]) == 1 for one in found)
        assert len(set().union(*(one[name] for one in found))) == 3


def test_the_form_of_a_kept_page_can_be_sent(event):
    Client().get(apply_url(event))
    client = Client(enforce_csrf_checks=True)
    page = client.get(apply_url(event))
    [token], [key] = own(page).values()

    answer = client.post(
        apply_url(event),
        {
            "csrfmiddlewaretoken": token,
            "submission_key": key,
            "name": "Ada",
            "email": "ada@example.org",
            "category": event.categories.get().key,
            "team": "alone",
            "consent": "on",
        },
    )

    assert answer.status_code == 302
    assert str(event.applications.get().submission_key) == key


def test_a_language_has_a_page_of_its_own(event):
    english = Client().get(apply_url(event), headers={"accept-language": "en"})
    german = Client().get(apply_url(event), headers={"accept-language": "de"})

    assert ("Apply for a seat" in english.content.decode()) is True
    assert ("Apply for a seat" in german.content.decode()) is False


def test_what_a_member_of_the_team_sees_is_shown_to_nobody_else(event):
    url = reverse("events:event", args=[event.slug])
    member = make_member(event)
    client = Client()
    client.force_login(member)

    client.get(url)

    assert str(member) not in Client().get(url).content.decode()
    assert str(member) in client.get(url).content.decode()


def test_a_page_that_is_not_there_is_not_kept():
    assert Client().get("/nothing/").status_code == 404
    make_event(slug="nothing")
    kept_events = Client().get("/nothing/")

    assert kept_events.status_code == 200
    assert kept.CSRF_MARK not in kept_events.content.decode()


def test_a_change_is_seen_once_the_moment_is_over(event, monkeypatch):
    url = reverse("events:event", args=[event.slug])
    Client().get(url)
    event.name = "Another Day"
    event.save()
    assert "Another Day" not in Client().get(url).content.decode()

    monkeypatch.setattr(kept, "monotonic", lambda: monotonic() + 62)

    assert "Another Day" in Client().get(url).content.decode()


def test_while_one_makes_a_page_anew_the_others_get_the_one_before(monkeypatch):
    things = kept.Kept()
    now = 100.0
    monkeypatch.setattr(kept, "monotonic", lambda: now)
    things.put("page", "old")

    now += 60.5
    first, second = things.find("page"), things.find("page")
    things.put("page", "new")

    assert (first, second, things.find("page")) == (None, "old", "new")


def test_what_nobody_asked_for_in_a_while_is_shown_to_nobody(monkeypatch):
    things = kept.Kept()
    now = 100.0
    monkeypatch.setattr(kept, "monotonic", lambda: now)
    things.put("page", "old")

    now += 3600

    assert [things.find("page"), things.find("page")] == [None, None]


def test_who_comes_again_with_the_cookie_gets_the_same_secret_under_another_mask(event):
    client = Client()

    tokens = {own(client.get(apply_url(event)))["csrfmiddlewaretoken"].pop() for _ in range(3)}

    assert len(tokens) == 3
    assert len({client.cookies["csrftoken"].value}) == 1
