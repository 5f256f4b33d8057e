"""A draw with very many entries: the worker fixes them, and no page holds one mark for each."""

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from einlass.admission.actions import commitments, drawing, draws, entries, give_value, start_freeze
from einlass.admission.errors import ContingentMissing, DrawInProgress, NoSeatLeft, NothingToDraw
from einlass.admission.models import Draw
from einlass.admission.queries import pool_kinds
from einlass.admission.tasks import freeze_draw as freeze_in_worker
from einlass.admission.views import public_draw
from einlass.events.models import AuditEntry
from tests.admission.by_form import freeze
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import (
    announce,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_frozen_draw,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db
IN_DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def event(monkeypatch):
    monkeypatch.setattr(draws, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(entries, "AT_ONCE", 2)
    event = make_event()
    make_contingent(event, size=2)
    return event


def fill(event):
    """Three in a team, two alone."""
    make_entrant_team(event, 3)
    make_entrant(event)
    make_entrant(event)


def test_a_large_draw_is_frozen_by_the_worker_in_one_go(event, django_capture_on_commit_callbacks):
    fill(event)

    with django_capture_on_commit_callbacks(execute=True):
        begun = start_freeze(event, by=make_member(event), at=NOON)

    draw = Draw.objects.get()
    assert begun is None
    assert (draw.entry_count, draw.entries.count()) == (5, 5)
    assert AuditEntry.objects.get(action="freeze_draw").after["entries"] == 5


def test_a_small_draw_is_frozen_at_once(event):
    make_entrant(event)

    assert start_freeze(event, by=make_member(event), at=NOON) == Draw.objects.get()


def test_what_stands_in_the_way_is_said_before_the_worker_begins(event, monkeypatch):
    organiser = make_member(event)

    def start():
        return start_freeze(event, by=organiser, at=NOON)

    with pytest.raises(NothingToDraw):
        start()
    fill(event)
    event.contingents.update(size=0)
    with pytest.raises(NoSeatLeft):
        start()
    event.contingents.update(size=2)
    make_frozen_draw(event)
    with pytest.raises(DrawInProgress):
        start()
    other = make_event()
    monkeypatch.setattr(draws, "MOST_AT_ONCE", 0)
    with pytest.raises(ContingentMissing):
        start_freeze(other, by=organiser, at=NOON)


def test_a_second_click_makes_no_second_draw(event):
    fill(event)
    organiser = make_member(event)

    for _ in range(2):
        freeze_in_worker.enqueue(event.pk, organiser.pk, False)

    assert Draw.objects.count() == 1


@override_settings(TASKS=IN_DATABASE)
def test_the_page_says_that_the_entries_are_being_fixed(client, event, django_capture_on_commit_callbacks):
    fill(event)
    client.force_login(make_member(event))
    url = reverse("admission:draws", args=[event.slug])

    with django_capture_on_commit_callbacks(execute=True):
        answer = freeze(client, event)

    assert (answer.status_code, answer.url) == (302, url)
    assert "being fixed" in client.get(url).text
    DBTaskResult.objects.update(status="FAILED", finished_at=timezone.now())
    assert "being fixed" not in client.get(url).text


def test_the_pool_and_the_outcome_are_counted_by_size_of_team(event):
    fill(event)
    assert pool_kinds(event) == [(1, 2), (3, 1)]

    draw = make_drawn_draw(event)

    assert draw.summary["outcome"]["kinds"] == [
        {"size": 1, "units": 2, "admitted": 2},
        {"size": 3, "units": 1, "admitted": 0},
    ]


def test_every_entry_of_a_large_draw_has_its_chance_and_its_place(event):
    fill(event)

    draw = make_drawn_draw(event)

    alone = draw.entries.filter(alike=2).order_by("rank")
    assert list(alone.values_list("admitted", "alike_drawn", "rank", "chance")) == [
        (True, 2, 1, 1.0),
        (True, 2, 2, 1.0),
    ]
    # The place in the whole outcome comes from another key than the rank among those who are alike.
    assert sorted(alone.values_list("place", flat=True)) == [1, 2]
    team = draw.entries.filter(alike=1).order_by("place")
    assert list(team.values_list("admitted", "place", "alike_drawn", "rank", "chance")) == [
        (False, place, 0, 1, 0.0) for place in (1, 2, 3)
    ]


def test_the_public_page_of_a_large_draw_has_numbers_but_no_dots(client, event, monkeypatch):
    monkeypatch.setattr(public_draw, "MOST_DOTS", 4)
    fill(event)
    draw = make_drawn_draw(event)

    page = client.get(reverse("admission:draw", args=[event.slug, draw.code])).text

    assert "draw-picture" not in page
    assert "teams of 3" in page


def test_announcing_and_giving_a_value_read_no_lottery_before_the_worker_draws(event, monkeypatch):
    """Of a million entries it has 65 MB, which a web process would keep."""
    monkeypatch.setattr(commitments, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(drawing, "MOST_AT_ONCE", 3)
    fill(event)
    draw = Draw.objects.defer("bundle", "result").get(pk=make_solved_draw(event).pk)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        give_value(announce(draw), "1 2 3", by="worker", at=NOON)

    read = [query["sql"] for query in queries if query["sql"].startswith("SELECT") and '"bundle"' in query["sql"]]
    assert read == []
    assert Draw.objects.get().value == "1 2 3"
