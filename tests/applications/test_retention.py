"""Answers go when their time is over, by themselves, and that is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from einlass.applications import retention
from einlass.applications.actions import Details, edit_application
from einlass.applications.models import Application, EarlierVersion, Removal, Upload
from einlass.applications.retention import remove_overdue_answers
from einlass.applications.search import search_text
from einlass.config.ticks import TICKS
from einlass.config.ticks import remove_overdue_answers as tick
from einlass.events.models import AuditEntry, Role
from tests.builders import NOON, make_application, make_event, make_member, make_question, make_upload

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def make_two(event):
    make_question(event, key="needs", label={"en": "Needs"}, kept_for=WEEK)
    make_question(event, key="company")
    return make_application(event, name="Ada", answers={"needs": "Ramp", "company": "Engines"})


def test_an_answer_stays_until_the_minute_its_time_is_over():
    event = make_event()
    ada = make_two(event)

    early = remove_overdue_answers(event.ends_at + WEEK - timedelta(minutes=1))
    ada.refresh_from_db()
    before = dict(ada.answers)
    removed = remove_overdue_answers(event.ends_at + WEEK)

    ada.refresh_from_db()
    assert (early, before) == (0, {"needs": "Ramp", "company": "Engines"})
    assert (removed, ada.answers) == (1, {"company": "Engines"})


def test_weeks_are_weeks_also_across_the_change_of_the_clocks():
    berlin = ZoneInfo("Europe/Berlin")
    ends_at = datetime(2026, 10, 22, 18, 0, tzinfo=berlin)
    event = make_event(starts_at=ends_at - timedelta(hours=8), ends_at=ends_at)
    ada = make_two(event)

    remove_overdue_answers(datetime(2026, 10, 29, 15, 59, tzinfo=UTC))
    ada.refresh_from_db()
    before = "needs" in ada.answers
    remove_overdue_answers(datetime(2026, 10, 29, 16, 0, tzinfo=UTC))

    ada.refresh_from_db()
    assert (before, "needs" in ada.answers) == (True, False)


def test_earlier_versions_and_what_is_searched_lose_it_too():
    event = make_event()
    ada = make_two(event)
    edit_application(ada, Details("Ada", ada.category, {"needs": "Lift", "company": "Engines"}), at=NOON)
    ada.refresh_from_db()
    found_before = "lift" in ada.search_text

    remove_overdue_answers(event.ends_at + WEEK)

    ada.refresh_from_db()
    assert found_before
    assert ada.search_text == search_text(ada, {"needs", "company"})
    assert "lift" not in ada.search_text
    assert EarlierVersion.objects.get().answers == {"company": "Engines"}


def test_a_file_goes_with_its_answer_and_no_other_file():
    event = make_event()
    make_question(event, key="needs", kind="file", label={"en": "Needs"}, kept_for=WEEK)
    ada = make_application(event)
    make_upload(ada, "needs")
    portrait = make_upload(ada, "portrait")

    remove_overdue_answers(event.ends_at + WEEK)

    assert list(Upload.objects.all()) == [portrait]


def test_each_run_is_reported_and_audited_without_any_answer(monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    event = make_event()
    make_two(event)
    for _ in range(4):
        make_application(event, answers={"needs": "Ramp"})
    at = event.ends_at + WEEK

    remove_overdue_answers(at)
    remove_overdue_answers(at + timedelta(hours=6))

    assert [(one.question_key, one.answers, one.removed_at) for one in Removal.objects.all()] == [("needs", 5, at)]
    entries = AuditEntry.objects.filter(action="answers removed", subject="question needs")
    assert sum(one.after["answers"] for one in entries) == 5
    assert "Ramp" not in str(list(entries.values()))


def test_what_has_no_limit_and_other_events_stay():
    event, other = make_event(), make_event(ends_at=NOON + timedelta(days=400))
    make_question(event, key="company")
    mine = make_application(event, answers={"company": "Engines"})
    theirs = make_two(other)

    remove_overdue_answers(NOON + timedelta(days=300))

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.answers, set(theirs.answers)) == ({"company": "Engines"}, {"needs", "company"})


def test_the_worker_does_it_by_itself():
    event = make_event()
    make_two(event)

    tick(event.ends_at + WEEK)

    assert "needs" not in Application.objects.get().answers
    assert tick in [one.run for one in TICKS]


def test_organisers_read_what_went_and_what_comes_next(client, time_machine):
    event = make_event(zone="Europe/Berlin")
    make_two(event)
    make_question(event, key="later", label={"en": "Later on"}, kept_for=timedelta(days=30))
    at = event.ends_at + WEEK
    remove_overdue_answers(at)
    time_machine.move_to(at + timedelta(hours=1), tick=False)
    client.force_login(make_member(event, Role.ORGANISER))

    report = client.get(reverse("applications:retention", args=[event.slug]))
    intake = client.get(reverse("applications:intake", args=[event.slug]))

    assert [(one.question_key, one.answers) for one in report.context["removals"]] == [("needs", 1)]
    assert [one.question.key for one in report.context["coming"]] == ["later"]
    assert [one.key for one in report.context["unlimited"]] == ["company"]
    assert "Next to go: the answers to “Later on”" in intake.content.decode()
