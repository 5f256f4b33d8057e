"""Tags: on many applications and off again, undone; making, changing and deleting them; and two people at once."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.urls import reverse

from einlass.events.models import AuditEntry, Role
from einlass.reviews.errors import TagNameIsTaken, TooManyApplications, TooManyTags
from einlass.reviews.models import Tag, Tagging
from einlass.reviews.tagging import change_tag, make_tag, put_on, tag_named, take_off, undo_tagging
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.reviews import make_tag as build_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def organiser(client, event):
    user = make_member(event, Role.ORGANISER)
    client.force_login(user)
    return user


def tagged(tag):
    return set(Tagging.objects.filter(tag=tag, removed_at=None).values_list("application", flat=True))


def keys(*applications):
    return {one.pk for one in applications}


def change(client, event, **fields):
    return client.post(reverse("applications:taggings", args=[event.slug]), fields, follow=True)


def in_list(client, event, query=""):
    answer = client.get(reverse("applications:inbox", args=[event.slug]) + query)
    return {row.application.pk for row in answer.context["rows"]}


def test_those_ticked_get_the_tag_and_the_next_page_offers_to_undo_it(client, organiser, event):
    tag = build_tag(event, name="VIP")
    one, two, three = (make_application(event) for _ in range(3))

    answer = change(client, event, which="ticked", tagging="add", tag="vip", code=[one.code, two.code])
    undo = answer.context["undo"]
    after = tagged(tag)
    client.post(reverse("applications:tagging_undoing", args=[event.slug, undo.code, undo.stamp]))

    assert "2 applications have the tag “VIP” now." in answer.content.decode()
    assert after == keys(one, two)
    assert tagged(tag) == set()
    assert three.taggings.count() == 0


def test_the_offer_to_undo_is_made_once(client, organiser, event):
    one = make_application(event)
    change(client, event, which="ticked", tagging="add", tag="VIP", code=[one.code])

    again = client.get(reverse("applications:inbox", args=[event.slug]))

    assert again.context["undo"] is None


def test_all_that_the_filters_show_lose_the_tag_and_get_it_back(client, organiser, event):
    inside, outside = make_application(event, language="de"), make_application(event, language="en")
    tag = build_tag(event, inside, outside)

    answer = change(client, event, which="shown", tagging="remove", tag=tag.name, query="language=de")
    after = tagged(tag)
    undo = answer.context["undo"]
    client.post(reverse("applications:tagging_undoing", args=[event.slug, undo.code, undo.stamp]))

    assert after == keys(outside)
    assert tagged(tag) == keys(inside, outside)


def test_undoing_leaves_alone_what_somebody_changed_since(event):
    user = make_member(event)
    one, two = make_application(event), make_application(event)
    tag = build_tag(event)
    put_on(tag, event.applications.all(), at=NOON, by=user)
    take_off(tag, event.applications.filter(pk=one.pk), at=NOON.replace(hour=13), by=user)
    put_on(tag, event.applications.filter(pk=one.pk), at=NOON.replace(hour=14), by=user)

    number = undo_tagging(tag, NOON, at=NOON.replace(hour=15), by=user)

    assert (number, tagged(tag)) == (1, keys(one))
    assert undo_tagging(tag, NOON, at=NOON.replace(hour=16), by=user) == 0
    assert two.taggings.exclude(removed_at=None).count() == 1


def test_who_has_the_tag_already_keeps_it_when_that_is_undone(event):
    user = make_member(event)
    one = make_application(event)
    tag = build_tag(event, one, name="VIP")
    make_application(event)
    later = NOON.replace(hour=13)

    assert put_on(tag, event.applications.all(), at=later, by=user) == 1
    undo_tagging(tag, later, at=NOON.replace(hour=14), by=user)

    assert tagged(tag) == keys(one)


def test_a_new_name_makes_a_tag_for_organisers_only(client, event):
    one = make_application(event)
    for role in (Role.REVIEWER, Role.ORGANISER):
        client.force_login(make_member(event, role))
        change(client, event, which="ticked", tagging="add", tag=f"by {role}", code=[one.code])

    assert [tag.name for tag in Tag.objects.all()] == ["by organiser"]


def test_reviewers_use_the_tags_there_are(client, event):
    tag, one = build_tag(event, name="VIP"), make_application(event)
    client.force_login(make_member(event, Role.REVIEWER))

    change(client, event, which="ticked", tagging="add", tag="VIP", code=[one.code])

    assert tagged(tag) == keys(one)
    assert (
        client.post(reverse("applications:tags", args=[event.slug]), {"name": "Own", "colour": 1}).status_code == 200
    )
    assert Tag.objects.count() == 1


def test_applications_of_another_event_are_out_of_reach(client, organiser, event):
    elsewhere = make_application(make_event())
    foreign = build_tag(elsewhere.event, name="VIP")
    build_tag(event, name="VIP")

    change(client, event, which="ticked", tagging="add", tag="VIP", code=[elsewhere.code])

    assert not Tagging.objects.exists()
    for name in ("tag", "tag_deletion"):
        assert client.post(reverse(f"applications:{name}", args=[event.slug, foreign.code])).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [{}, {"which": "ticked"}, {"which": "ticked", "tagging": "add"}, {"which": "x", "tagging": "add", "tag": "VIP"}],
)
def test_what_is_no_choice_changes_nothing(client, organiser, event, fields):
    make_application(event)

    answer = change(client, event, **fields)

    assert answer.status_code == 200
    assert "Please choose a tag" in answer.content.decode()
    assert not Tagging.objects.exists()


def test_the_filter_shows_those_with_the_tag(client, organiser, event):
    one, two = make_application(event), make_application(event)
    tag = build_tag(event, one)
    build_tag(event, two)
    make_application(event)

    assert in_list(client, event, f"?tag={tag.code}") == keys(one)
    assert in_list(client, event, "?tag=GONE") == keys(*event.applications.all())


def test_one_application_gets_and_loses_tags_on_its_page(client, organiser, event):
    one = make_application(event)
    url = reverse("applications:own_tags", args=[event.slug, one.code])

    client.post(url, {"tag": "VIP"})
    tag = Tag.objects.get()
    given = tagged(tag)
    client.post(url, {"off": tag.code})

    assert (given, tagged(tag)) == (keys(one), set())
    assert client.post(url, {"off": "GONE"}).status_code == 404
    assert client.post(url, {"tag": " "}).status_code == 302


def test_tags_are_made_renamed_coloured_and_deleted(client, organiser, event):
    client.post(reverse("applications:tags", args=[event.slug]), {"name": "VIP", "colour": 3})
    tag = Tag.objects.get()
    one = [event.slug, tag.code]
    client.post(reverse("applications:tag", args=one), {"name": "Very important", "colour": 5})
    tag.refresh_from_db()
    page = client.get(reverse("applications:tags", args=[event.slug])).content.decode()

    client.post(reverse("applications:tag_deletion", args=one))

    assert (tag.name, tag.colour) == ("Very important", 5)
    assert '<span class="tag tag--5">Very important</span>' in page
    assert not Tag.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"name": "vip", "colour": 1}, {"name": "", "colour": 1}, {"name": "x", "colour": 9}]
)
def test_a_tag_that_is_not_right_says_why_and_keeps_what_was_typed(client, organiser, event, fields):
    build_tag(event, name="VIP")

    answer = client.post(reverse("applications:tags", args=[event.slug]), fields)

    assert (answer.status_code, Tag.objects.count()) == (422, 1)
    assert f'value="{fields["name"]}"' in answer.content.decode() or not fields["name"]


def test_names_are_one_tags_whatever_the_case(event):
    user = make_member(event)
    tag = make_tag(event, "VIP", at=NOON, by=user)
    other = make_tag(event, "Press", at=NOON, by=user)

    assert tag_named(event, "vip", at=NOON, by=user) == tag
    with pytest.raises(TagNameIsTaken):
        change_tag(other, name="Vip", colour=1, at=NOON, by=user)
    with pytest.raises(TagNameIsTaken):
        make_tag(event, "vIP", at=NOON, by=user)
    assert other.colour != tag.colour


def test_there_are_limits_to_tags_and_to_what_is_tagged_at_once(event, monkeypatch):
    user = make_member(event)
    tag = build_tag(event)
    for _ in range(3):
        make_application(event)
    monkeypatch.setattr("einlass.reviews.tagging.MOST_TAGS", 1)
    monkeypatch.setattr("einlass.reviews.tagging.MOST_AT_ONCE", 2)

    with pytest.raises(TooManyTags):
        make_tag(event, "Another", at=NOON, by=user)
    with pytest.raises(TooManyApplications):
        put_on(tag, event.applications.all(), at=NOON, by=user)
    assert not Tagging.objects.exists()


def test_each_tagging_is_written_down_without_the_name_of_the_tag(event):
    user = make_member(event)
    one = make_application(event)
    tag = make_tag(event, "Ada is my aunt", at=NOON, by=user)
    put_on(tag, event.applications.all(), at=NOON, by=user)

    entries = list(AuditEntry.objects.values_list("action", "subject", "after"))

    assert entries == [("tag made", f"tag {tag.code}", {}), ("tagged", f"application {one.code}", {"tag": tag.code})]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_type_the_same_new_tag_at_once_make_one(event):
    user = make_member(event)
    make_application(event)
    found: list[object] = []

    def both() -> None:
        tag = tag_named(event, "VIP", at=NOON, by=user)
        found.append((tag.pk, put_on(tag, event.applications.all(), at=NOON, by=user)))

    at_once(both, both, both)

    assert Tag.objects.count() == 1
    assert sorted(number for _tag, number in found) == [0, 0, 1]


def at_once(*works: Callable[[], None]) -> None:
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        barrier.wait()
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
