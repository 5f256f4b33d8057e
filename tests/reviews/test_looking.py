"""Columns, views and notes: what each member of the team sees, keeps and writes, and nobody else's."""

import csv
import io
import threading

import pytest
from django.db import connections
from django.urls import reverse

from einlass.events.models import AuditEntry, Role
from einlass.reviews.models import Note, SavedView
from einlass.reviews.saved_views import keep_columns, keep_view
from tests.builders import NOON, make_application, make_decision, make_event, make_member, make_question, make_team
from tests.builders.reviews import make_note, make_tag, make_view

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def organiser(client, event):
    user = make_member(event, Role.ORGANISER, name="Mareike")
    client.force_login(user)
    return user


def inbox(client, event, query=""):
    return client.get(reverse("applications:inbox", args=[event.slug]) + query)


def heads(answer):
    return [head.name for head in answer.context["heads"]]


def choose(client, event, *columns, **more):
    return client.post(reverse("applications:columns", args=[event.slug]), {"column": columns, **more})


def exported(client, event, **fields):
    answer = client.post(reverse("applications:exports", args=[event.slug]), {"kind": "csv", **fields})
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text)))


def test_chosen_columns_stay_for_the_person_and_the_event(client, organiser, event):
    make_application(event)
    choose(client, event, "sent", "email", place_email="1", place_sent="2")

    mine = heads(inbox(client, event))
    client.force_login(make_member(event, Role.REVIEWER))
    another = heads(inbox(client, event))

    assert mine == ["Name", "E-mail address", "Sent"]
    assert another == ["Name", "Category", "Team", "Decision", "Tags", "Sent"]


def test_the_usual_columns_come_back(client, organiser, event):
    make_application(event)
    choose(client, event, "email")

    choose(client, event, "email", usual="on")

    assert heads(inbox(client, event)) == ["Name", "Category", "Team", "Decision", "Tags", "Sent"]


def test_what_is_no_column_is_as_good_as_not_given(client, organiser, event):
    make_application(event)

    assert heads(inbox(client, event, "?columns=password,email,email,q_gone")) == ["Name", "E-mail address"]
    choose(client, event, "password", place_password="x")
    assert heads(inbox(client, event)) == ["Name", "Category", "Team", "Decision", "Tags", "Sent"]


def test_every_column_can_be_shown(client, organiser, event):
    make_question(event, key="company")
    make_question(event, key="staff", kind="number")
    one = make_application(
        event, answers={"company": "Blech", "staff": 3}, team=make_team(event, name="Wir"), edited_at=NOON
    )
    make_decision(one)
    make_tag(event, one, name="VIP")
    make_note(one, text="Met her.")
    known = inbox(client, event).context
    everything = ",".join(one.key for one in [*known["columns"], *known["other_columns"]])

    page = inbox(client, event, f"?columns={everything}").content.decode()

    for text in ("Blech", ">3<", "Wir", "VIP", "Met her.", "To the draw", one.code, one.email):
        assert text in page


def test_a_file_has_exactly_the_columns_and_rows_of_the_list(client, organiser, event):
    make_application(event, name="Ada", language="de", email="ada@example.org")
    make_application(event, name="Bob", language="en")
    choose(client, event, "email", "language")

    assert exported(client, event, query="language=de", columns="shown") == [
        ["Name", "E-mail address", "Language"],
        ["Ada", "ada@example.org", "de"],
    ]
    assert exported(client, event, query="language=de&columns=code", columns="shown")[0] == ["Name", "Code"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_name_tag_or_note_in_a_file_begins_like_a_formula(client, organiser, event, start):
    one = make_application(event, name=f"{start}1+1")
    make_tag(event, one, name=f"{start}cmd")
    make_note(one, text=f"{start}HYPERLINK(A1)")

    _heads, row = exported(client, event, query="columns=tags,notes", columns="shown")

    assert row == [f"'{start}1+1", f"'{start}cmd", f"'{start}HYPERLINK(A1)"]


def test_a_view_keeps_filters_order_and_columns(client, organiser, event):
    make_application(event, name="Ada", language="de")
    make_application(event, name="Bob", language="de")
    make_application(event, name="Cem", language="en")
    choose(client, event, "email")

    fields = {"name": "Germans", "query": "language=de&sort=name&page=3"}
    answer = client.post(reverse("applications:views", args=[event.slug]), fields)
    choose(client, event, "sent")
    shown = client.get(answer.url)

    assert [row.application.name for row in shown.context["rows"]] == ["Ada", "Bob"]
    assert heads(shown) == ["Name", "E-mail address"]
    assert shown.context["current_view"].name == "Germans"


def test_the_same_name_again_replaces_the_view(client, organiser, event):
    for query in ("language=de", "language=en"):
        client.post(reverse("applications:views", args=[event.slug]), {"name": "Mine", "query": query})

    assert "language=en" in SavedView.objects.get().query


def test_shared_views_are_the_teams_and_the_others_ones_own(client, organiser, event):
    colleague = make_member(event, Role.REVIEWER)
    make_view(event, colleague, name="Shared", is_shared=True)
    make_view(event, colleague, name="Private")
    make_view(event, colleague, name="", columns=["email"], is_shared=True)
    make_view(make_event(), colleague, name="Elsewhere", is_shared=True)
    make_view(event, organiser, name="Mine")
    make_application(event)

    answer = inbox(client, event)

    assert [one.name for one in answer.context["views"]] == ["Mine", "Shared"]
    assert heads(answer)[1] == "Category"


def test_views_are_renamed_shared_and_deleted_by_their_owner_only(client, organiser, event):
    view = make_view(event, organiser, name="Mine")
    make_view(event, organiser, name="Other")
    foreign = make_view(event, name="Foreign", is_shared=True)
    url = reverse("applications:view", args=[event.slug, view.code])

    taken = client.post(url, {"name": "Other"})
    client.post(url, {"name": "Renamed", "is_shared": "on"})
    view.refresh_from_db()
    for name in ("view", "view_deletion"):
        assert client.post(reverse(f"applications:{name}", args=[event.slug, foreign.code])).status_code == 404
    client.post(reverse("applications:view_deletion", args=[event.slug, view.code]))

    assert taken.status_code == 422
    assert (view.name, view.is_shared) == ("Renamed", True)
    assert set(SavedView.objects.values_list("name", flat=True)) == {"Other", "Foreign"}


def test_there_is_a_limit_to_views(client, organiser, event, monkeypatch):
    monkeypatch.setattr("einlass.reviews.saved_views.MOST_VIEWS", 1)
    make_view(event, organiser)

    answer = client.post(reverse("applications:views", args=[event.slug]), {"name": "One more", "query": ""})

    assert (answer.status_code, SavedView.objects.count()) == (422, 1)


def test_a_note_says_who_wrote_it_and_its_writer_may_change_and_delete_it(client, organiser, event):
    one = make_application(event)
    client.post(reverse("applications:notes", args=[event.slug, one.code]), {"text": "Rang up.\nWill come late."})
    note = Note.objects.get()
    page = client.get(reverse("applications:application", args=[event.slug, one.code])).content.decode()
    client.post(reverse("applications:note", args=[event.slug, note.code]), {"text": "Rang up twice."})
    note.refresh_from_db()

    client.post(reverse("applications:note_deletion", args=[event.slug, note.code]))

    assert "Rang up.<br>Will come late." in page
    assert "Mareike" in page
    assert (note.text, note.written_by, note.edited_at) == ("Rang up twice.", organiser, NOON)
    assert not Note.objects.exists()
    assert [entry.action for entry in AuditEntry.objects.all()] == ["note written", "note changed", "note deleted"]
    assert "Rang" not in str(list(AuditEntry.objects.values()))


def test_nobody_changes_or_deletes_the_notes_of_others(client, organiser, event):
    note = make_note(make_application(event), written_by=make_member(event, Role.REVIEWER))
    one = [event.slug, note.code]

    answers = [
        client.get(reverse("applications:note", args=one)),
        client.post(reverse("applications:note", args=one), {"text": "Mine now"}),
        client.post(reverse("applications:note_deletion", args=one)),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Note.objects.get().text == "Met her."


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_a_note_that_is_empty_or_too_long_says_so(client, organiser, event, text):
    one = make_application(event)

    answer = client.post(reverse("applications:notes", args=[event.slug, one.code]), {"text": text})

    assert (answer.status_code, Note.objects.count()) == (422, 0)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_view_kept_in_two_tabs_at_once_is_one(event):
    user = make_member(event)
    barrier = threading.Barrier(3)

    def keep() -> None:
        barrier.wait()
        try:
            keep_columns(event, user, ["email"])
            keep_view(event, user, name="Mine", query="q=a", columns=["email"], is_shared=False, at=NOON)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=keep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["", "Mine"]


def test_what_the_team_adds_goes_with_the_application(event):
    one = make_application(event)
    make_note(one)
    tag = make_tag(event, one)

    one.delete()

    assert (Note.objects.count(), tag.taggings.count()) == (0, 0)
