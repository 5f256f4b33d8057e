"""Throw-away addresses and duplicates in the inbox: a mark beside the name, and a filter that counts."""

import csv

import pytest
from django.urls import reverse

from einlass.events.models import Role
from einlass.reviews.duplicates.actions import keep_apart
from einlass.reviews.models import DuplicatePair, Tagging
from einlass.reviews.pool.snapshots import refresh
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.duplicates import make_pair
from tests.builders.reviews import make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_application(event, name="Ada", email="ada@Mailinator.com")
    make_application(event, name="Bea", email="bea@some.mailinator.com")
    pair = make_pair(event)
    pair.first.name, pair.second.name = "Cem", "Cem again"
    pair.first.save()
    pair.second.save()
    make_application(event, name="Dora", email="dora@example.org")
    return event


@pytest.fixture
def organiser(client, event):
    user = make_member(event)
    client.force_login(user)
    return user


def shown(client, event, query):
    return client.get(reverse("applications:inbox", args=[event.slug]) + query).context


def names(context):
    return sorted(row.application.name for row in context["rows"])


def numbers(context):
    (choices,) = [choices for one, choices in context["filters"] if one.name == "look"]
    return {choice.value: choice.number for choice in choices if choice.value}


def test_a_throw_away_address_is_marked_in_the_list(client, event, organiser):
    rows = shown(client, event, "")["rows"]

    assert sorted(row.application.name for row in rows if row.is_disposable) == ["Ada", "Bea"]


@pytest.mark.parametrize(
    ("value", "expected"), [("disposable", ["Ada", "Bea"]), ("duplicate", ["Cem", "Cem again"]), ("nonsense", None)]
)
@pytest.mark.parametrize("is_large", [False, True])
def test_the_filter_shows_and_counts_them(client, event, organiser, value, expected, is_large):
    if is_large:
        refresh(NOON, large=1)

    context = shown(client, event, f"?look={value}")

    assert names(context) == (expected or ["Ada", "Bea", "Cem", "Cem again", "Dora"])
    assert numbers(context) == {"disposable": 2, "duplicate": 2}


def test_who_is_kept_apart_is_no_duplicate_any_more(client, event, organiser):
    shown(client, event, "?look=duplicate")
    keep_apart(DuplicatePair.objects.get(event=event), by=organiser, at=NOON)

    context = shown(client, event, "?look=duplicate")

    assert (names(context), numbers(context)["duplicate"]) == ([], 0)


def test_a_tag_goes_on_all_that_the_filter_shows(client, event, organiser):
    make_tag(event, name="Odd")
    fields = {"which": "shown", "tagging": "add", "tag": "Odd", "query": "look=disposable"}

    client.post(reverse("applications:taggings", args=[event.slug]), fields)

    assert sorted(Tagging.objects.values_list("application__name", flat=True)) == ["Ada", "Bea"]


def test_the_file_holds_those_that_the_filter_shows(client, event, organiser):
    answer = client.post(
        reverse("applications:exports", args=[event.slug]), {"kind": "csv", "query": "look=duplicate&sort=name"}
    )

    rows = csv.reader(b"".join(answer.streaming_content).decode().splitlines())
    assert [row[0] for row in rows][1:] == ["Cem", "Cem again"]


def test_in_blind_review_an_address_marks_and_filters_nobody(client, event):
    event.is_review_blind = True
    event.save()
    client.force_login(make_member(event, Role.REVIEWER))

    context = shown(client, event, "?look=disposable")

    assert [row.is_disposable for row in context["rows"]] == [False] * 5
    assert [one.name for one, _choices in context["filters"] if one.name == "look"] == []
