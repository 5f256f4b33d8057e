"""The pages about people who may have applied twice."""

import pytest
from django.urls import reverse

from einlass.applications.models import Application
from einlass.events.models import Role
from einlass.reviews.models import DuplicatePair, Merge
from tests.builders import NOON, make_application, make_event, make_member, make_question
from tests.builders.duplicates import make_merge, make_pair

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_question(event, key="company", label={"en": "Company"})
    return event


@pytest.fixture
def organiser(client, event):
    user = make_member(event, Role.ORGANISER)
    client.force_login(user)
    return user


def url(event, name, *args):
    return reverse(f"applications:{name}", args=[event.slug, *args])


def test_the_inbox_says_how_many_pairs_wait(client, event, organiser):
    make_pair(event)

    page = client.get(url(event, "inbox")).content.decode()

    assert url(event, "duplicates") in page
    assert url(event, "waiting_pairs") in page
    assert client.get(url(event, "waiting_pairs")).content == b"1"


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_the_same_number_of_queries_however_many_there_are(
    client, event, organiser, django_assert_max_num_queries, number
):
    for _ in range(number):
        pair = make_pair(event)

    with django_assert_max_num_queries(13):
        assert client.get(url(event, "duplicates")).context["number"] == number
    with django_assert_max_num_queries(13):
        client.get(url(event, "pair", pair.pk))


def test_both_stand_side_by_side_and_what_differs_is_marked(client, event, organiser):
    pair = make_pair(
        event,
        make_application(event, name="Ada", answers={"company": "Engines"}),
        make_application(event, name="Ada", answers={"company": "Engines GmbH"}),
    )

    rows = client.get(url(event, "pair", pair.pk)).context["rows"]

    assert [row.key for row, choice in rows if choice is not None] == ["q_company"]


def test_a_person_puts_them_together_and_takes_them_apart(client, event, organiser):
    pair = make_pair(event, make_application(event, name="Ada"), make_application(event, name="Ada L."))

    answer = client.post(url(event, "pair", pair.pk), {"keep": "first", "of_name": "second"})
    merge = Merge.objects.get()
    assert answer.url == url(event, "merge", merge.pk)
    assert Application.objects.counted().get().name == "Ada L."

    client.post(url(event, "separation", merge.pk))
    assert sorted(Application.objects.counted().values_list("name", flat=True)) == ["Ada", "Ada L."]


def test_what_was_chosen_is_still_chosen_where_it_is_refused(client, event, organiser):
    pair = make_pair(
        event, make_application(event, name="A", email_proved_at=None), make_application(event, name="B")
    )

    answer = client.post(url(event, "pair", pair.pk), {"keep": "first", "of_name": "second"})

    assert answer.status_code == 422
    assert (answer.context["form"]["keep"].value(), answer.context["form"]["of_name"].value()) == ("first", "second")
    assert not Merge.objects.exists()


def test_kept_apart_they_are_not_shown_again_and_the_next_pair_opens(client, event, organiser):
    pair, following = make_pair(event), make_pair(event)

    answer = client.post(url(event, "keeping", pair.pk))

    assert answer.url == url(event, "pair", following.pk)
    assert list(client.get(url(event, "duplicates")).context["pairs"]) == [following]
    assert DuplicatePair.objects.get(pk=pair.pk).kept_apart_by == organiser


def test_somebody_who_compares_now_finds_what_there_is(client, event, organiser):
    for company in ("Engines", "Engines AG"):
        make_application(event, name="Ada Lovelace", answers={"company": company})

    client.post(url(event, "duplicates"))

    assert client.get(url(event, "duplicates")).context["number"] == 1


def test_pairs_and_merges_of_other_events_are_not_found(client, event, organiser):
    other = make_event()
    pair, merge = make_pair(other), make_merge(other, by=make_member(other))

    assert client.get(url(event, "pair", pair.pk)).status_code == 404
    assert client.get(url(event, "merge", merge.pk)).status_code == 404
    assert client.get(url(event, "pair", 10**30)).status_code == 404


def test_a_withdrawn_one_leads_to_how_it_was_put_together(client, event, organiser):
    merge = make_merge(event, by=organiser)

    assert url(event, "merge", merge.pk) in client.get(url(event, "application", merge.merged.code)).content.decode()
