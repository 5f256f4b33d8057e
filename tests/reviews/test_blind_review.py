"""Blind review: who only reviews sees neither who applied nor the answers that the form hides, by no way whatever."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.applications.models import Application, EarlierVersion, Source
from einlass.events.models import AuditEntry, Membership, Role
from einlass.reviews.models import Tagging
from einlass.reviews.pool.snapshots import refresh
from tests.builders import (
    NOON,
    make_application,
    make_category,
    make_decision,
    make_event,
    make_member,
    make_question,
)
from tests.builders import make_team as make_applicants_team
from tests.builders.applications import make_upload
from tests.builders.duplicates import make_merge, make_pair
from tests.builders.reviews import make_note, make_tag, make_view

pytestmark = pytest.mark.django_db

# Whatever of these stands in an answer tells who applied.
TELLING = ["Lovelace", "lovelace", "ada@", "Engines", "linkedin", "Analysts", "female", "Byron"]


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event(is_review_blind=True)
    make_category(event, key="founder", name={"en": "Founder"})
    genders = [{"value": one, "label": {"en": one}} for one in ("female", "male")]
    hidden = {"is_hidden_in_blind_review": True}
    make_question(event, key="company", label={"en": "Company"}, **hidden)
    make_question(
        event, key="gender", label={"en": "Gender"}, kind="choice", choices=genders, is_attribute=True, **hidden
    )
    make_question(event, key="profile", label={"en": "Profile"}, kind="url", **hidden)
    make_question(event, key="portrait", label={"en": "Portrait"}, kind="file", file_types=["pdf"], **hidden)
    make_question(event, key="why", label={"en": "Why?"}, kind="long_text")
    make_question(event, key="plan", label={"en": "Plan"}, kind="file", file_types=["pdf"])
    return event


@pytest.fixture
def ada(event):
    application = make_application(
        event,
        name="Ada Lovelace",
        email="ada@example.org",
        team=make_applicants_team(event, name="Analysts"),
        answers={
            "company": "Engines Ltd",
            "gender": "female",
            "profile": "https://linkedin.example/ada",
            "why": "Because of numbers",
        },
    )
    make_upload(application, "portrait", name="lovelace.pdf")
    make_upload(application, "plan", name="lovelace.pdf")
    Source.objects.create(
        application=application,
        event=event,
        kind=Source.Kind.PHONE,
        entered_at=NOON,
        reason="Byron called for Ada Lovelace",
    )
    return application


@pytest.fixture
def reviewer(client, event):
    user = make_member(event, Role.REVIEWER)
    client.force_login(user)
    return user


def page(client, name, event, *args, query=""):
    return client.get(reverse(f"applications:{name}", args=[event.slug, *args]) + query)


def told(answer):
    text = answer.content.decode()
    return [one for one in TELLING if one in text]


def test_no_page_tells_a_reviewer_who_applied(client, event, ada, reviewer):
    decision, note = make_decision(ada), make_note(ada, written_by=reviewer)
    EarlierVersion.objects.create(
        application=ada,
        name="Ada Byron",
        category=ada.category,
        answers={**ada.answers, "company": "Engines of old", "why": "Because"},
        team_name="The Analysts",
        replaced_at=NOON,
    )
    Application.objects.filter(pk=ada.pk).update(edited_at=NOON)

    pages = {
        "inbox": page(
            client, "inbox", event, query="?columns=email,team,q_company,q_gender,q_profile,q_portrait,q_why"
        ),
        "application": page(client, "application", event, ada.code),
        "consents": page(client, "consents", event, ada.code),
        "decided": client.get(
            reverse("applications:decided", args=[event.slug, int(decision.decided_at.timestamp() * 1_000_000)])
        ),
        "note": page(client, "note", event, note.code),
        "pool": page(client, "pool", event, query="?down=a_gender&across=a_gender"),
        "tags": page(client, "tags", event),
        "views": page(client, "views", event),
    }

    assert {name: (answer.status_code, told(answer)) for name, answer in pages.items()} == {
        name: (200, []) for name in pages
    }
    assert ada.code in pages["inbox"].content.decode()
    assert "Because of numbers" in pages["application"].content.decode()
    edits = pages["application"].context["edits"]
    assert [[change.label for change in edit.changes] for edit in edits] == [["Why?"]]


def test_a_form_that_is_refused_tells_nothing_either(client, event, ada, reviewer):
    answer = client.post(reverse("applications:notes", args=[event.slug, ada.code]), {"text": ""})

    assert (answer.status_code, told(answer)) == (422, [])


@pytest.mark.parametrize("roles", [[Role.ORGANISER], [Role.OWNER], [Role.REVIEWER, Role.ORGANISER]])
def test_organisers_see_everything(client, event, ada, roles):
    user = make_member(event, roles[0])
    for role in roles[1:]:
        Membership.objects.create(event=event, user=user, role=role)
    client.force_login(user)

    text = page(client, "application", event, ada.code).content.decode()

    assert [one for one in ("Ada Lovelace", "ada@", "Engines Ltd", "linkedin", "Analysts") if one not in text] == []


def test_a_review_that_is_not_blind_shows_reviewers_everything(client, event, ada, reviewer):
    event.is_review_blind = False
    event.save()

    text = page(client, "application", event, ada.code).content.decode()

    assert [one for one in ("Ada Lovelace", "ada@", "Engines Ltd", "linkedin", "Analysts") if one not in text] == []


@pytest.mark.parametrize("word", ["ada", "Lovelace", "ada@example.org", "engines"])
def test_a_search_finds_nobody_by_what_is_hidden(client, event, ada, reviewer, word):
    found = page(client, "inbox", event, query=f"?q={word}").context["found"]
    in_pool = page(client, "pool", event, query=f"?q={word}").context["total"]

    assert (found.total, in_pool) == (0, 0)


def test_a_search_finds_a_code(client, event, ada, reviewer):
    make_application(event)

    rows = page(client, "inbox", event, query=f"?q={ada.code.lower()[:6]}").context["rows"]

    assert [row.application.code for row in rows] == [ada.code]


def test_hidden_answers_neither_filter_nor_count(client, event, ada, reviewer):
    make_application(event, answers={"gender": "male"})

    inbox = page(client, "inbox", event, query="?a_gender=female")
    pool = page(client, "pool", event, query="?a_gender=female&down=a_gender")

    assert (inbox.context["found"].total, pool.context["total"]) == (2, 2)
    assert "a_gender" not in [one.name for one, _choices in inbox.context["filters"]]
    assert "a_gender" not in [one.name for one in pool.context["plotted"]]


def test_hidden_answers_do_not_filter_in_a_large_event(client, event, ada, reviewer):
    make_application(event, answers={"gender": "male"})
    refresh(NOON, large=1)

    inbox = page(client, "inbox", event, query="?a_gender=female&q=lovelace")
    by_gender = page(client, "inbox", event, query="?a_gender=female")
    everybody = page(client, "inbox", event)

    assert [one.context["found"].total for one in (inbox, by_gender, everybody)] == [0, 2, 2]
    assert told(everybody) == []


def test_the_list_is_not_sorted_by_a_name_that_is_hidden(client, event, ada, reviewer):
    first = make_application(event, name="Zoe", submitted_at=NOON - timedelta(days=3))
    last = make_application(event, name="Bea", submitted_at=NOON)

    rows = page(client, "inbox", event, query="?sort=name").context["rows"]

    assert [row.application.code for row in rows if row.application.code != ada.code] == [last.code, first.code]


def test_neighbours_do_not_tell_whom_a_search_finds(client, event, ada, reviewer):
    make_application(event, answers={"gender": "male"}, submitted_at=NOON - timedelta(days=5))

    shown = page(client, "application", event, ada.code, query="?a_gender=female&sort=name").context

    assert {shown["previous"], shown["following"]} != {None}


def test_a_tag_on_all_that_are_shown_does_not_tell_whom_a_hidden_word_finds(client, event, ada, reviewer):
    tag = make_tag(event, name="Seen")
    fields = {"which": "shown", "tagging": "add", "tag": "Seen"}

    client.post(reverse("applications:taggings", args=[event.slug]), fields | {"query": "q=lovelace"})
    by_search = Tagging.objects.filter(tag=tag).count()
    make_application(event, answers={"gender": "male"})
    client.post(reverse("applications:taggings", args=[event.slug]), fields | {"query": "a_gender=female"})

    assert (by_search, Tagging.objects.filter(tag=tag).count()) == (0, 2)


def test_a_shared_view_of_an_organiser_shows_a_reviewer_no_more(client, event, ada, reviewer):
    query = "sort=name&q=lovelace&columns=email,q_company"
    view = make_view(
        event, owner=make_member(event), name="Ours", query=query, columns=["email", "q_company"], is_shared=True
    )

    answer = page(client, "inbox", event, query=f"?{view.query}&view={view.code}")

    assert [one.key for one in answer.context["columns"]] == ["category", "decision", "tags", "sent"]
    assert answer.context["found"].total == 0


def test_a_reviewer_keeps_no_column_that_is_hidden(client, event, ada, reviewer):
    client.post(reverse("applications:columns", args=[event.slug]), {"column": ["email", "q_company", "q_why"]})

    answer = page(client, "inbox", event)

    assert [one.key for one in answer.context["columns"]] == ["q_why"]


@pytest.mark.parametrize(("key", "status"), [("portrait", 404), ("plan", 200), ("nothing", 404)])
def test_hidden_files_are_not_handed_out_and_others_lose_their_name(client, event, ada, reviewer, key, status):
    answer = page(client, "team_file", event, ada.code, key)

    assert answer.status_code == status
    assert "lovelace" not in answer.headers.get("Content-Disposition", "")


@pytest.mark.parametrize("name", ["exports", "decisions"])
def test_what_only_organisers_do_is_not_there_for_reviewers(client, event, ada, reviewer, name):
    answer = client.post(reverse(f"applications:{name}", args=[event.slug]), {"kind": "csv", "which": "shown"})

    assert answer.status_code == 404


def test_pages_about_duplicates_are_not_there_for_reviewers(client, event, ada, reviewer):
    merge, pair = make_merge(event, by=make_member(event)), make_pair(event)

    answers = [
        page(client, "duplicates", event),
        page(client, "waiting_pairs", event),
        page(client, "pair", event, pair.pk),
        page(client, "merge", event, merge.pk),
    ]

    assert [one.status_code for one in answers] == [404] * 4


def test_what_is_shown_blind_is_never_written_back(client, event, ada, reviewer):
    make_tag(event, name="Seen")
    page(client, "application", event, ada.code)
    client.post(reverse("applications:own_tags", args=[event.slug, ada.code]), {"tag": "Seen"})
    client.post(reverse("applications:notes", args=[event.slug, ada.code]), {"text": "Good"})

    ada.refresh_from_db()
    assert (ada.name, ada.email, ada.answers["company"]) == ("Ada Lovelace", "ada@example.org", "Engines Ltd")


def test_an_organiser_switches_blind_review_on_and_that_is_written_down(client, event):
    event.is_review_blind = False
    event.save()
    client.force_login(make_member(event))
    url = reverse("applications:blind_review", args=[event.slug])

    client.post(url, {"is_review_blind": "on"})
    client.post(url, {"is_review_blind": "on"})

    event.refresh_from_db()
    assert event.is_review_blind
    entries = AuditEntry.objects.filter(event=event, action="intake changed").values_list("before", "after")
    assert list(entries) == [({"is_review_blind": False}, {"is_review_blind": True})]


def test_organisers_are_told_what_is_hidden_and_what_may_tell_all_the_same(client, event):
    client.force_login(make_member(event))

    shown = page(client, "intake", event).context

    assert [one.key for one in shown["hidden"]] == ["company", "gender", "profile", "portrait"]
    assert [one.key for one in shown["telling"]] == ["plan"]
