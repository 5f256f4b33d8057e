"""Work on a whole event: taken up again after a worker died, given up in words after it failed too often."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from einlass.events.models import Role, User
from einlass.setup.event_tasks.actions import MOST_TIMES, SILENT_AFTER, clear_tasks, continue_tasks, start_task
from einlass.setup.event_tasks.errors import TaskRunning
from einlass.setup.models import EventTask, TaskFile
from tests.builders import NOON, make_event, make_member

pytestmark = pytest.mark.django_db
LATER = NOON + SILENT_AFTER + timedelta(minutes=1)


def make_task(**fields) -> EventTask:
    defaults = {"kind": "export", "asked_at": NOON, "reported_at": NOON}
    return EventTask.objects.create(**(defaults | fields))


@pytest.fixture
def _nobody_works(monkeypatch):
    """As if the worker died at once, each time."""
    dead = SimpleNamespace(run_event_task=SimpleNamespace(enqueue=lambda number: None))
    monkeypatch.setattr("einlass.setup.event_tasks.actions.tasks", dead)


@pytest.mark.usefixtures("_nobody_works")
def test_a_task_whose_worker_died_is_begun_again_and_one_that_reports_is_left_alone():
    silent, busy = make_task(), make_task(reported_at=LATER)

    assert continue_tasks(LATER) == 1

    silent.refresh_from_db(), busy.refresh_from_db()
    assert silent.reported_at == LATER
    assert "again" not in busy.options


@pytest.mark.usefixtures("_nobody_works")
def test_a_task_that_always_fails_is_given_up_in_words():
    task = make_task()

    begun = [continue_tasks(LATER + number * 2 * SILENT_AFTER) for number in range(MOST_TIMES + 1)]

    task.refresh_from_db()
    assert begun == [1] * MOST_TIMES + [0]
    assert task.finished_at is not None
    assert "given up" in task.failure


def test_one_thing_at_a_time_is_done_with_an_event():
    event = make_event()
    owner = make_member(event, Role.OWNER)
    running = make_task(event=event)

    with pytest.raises(TaskRunning) as refusal:
        start_task("delete", event, at=NOON, by=owner)

    assert refusal.value.task == running


def test_an_archive_goes_when_its_time_is_over():
    task = make_task(finished_at=NOON, file_ends_at=NOON + timedelta(days=3))
    TaskFile.objects.create(task=task, number=1, content=b"x")

    clear_tasks(NOON + timedelta(days=2))
    assert TaskFile.objects.exists()
    clear_tasks(NOON + timedelta(days=3, minutes=1))
    assert not TaskFile.objects.exists()


def test_nobody_sees_the_task_of_somebody_else(client):
    event = make_event()
    task = make_task(event=event, asked_by=make_member(event, Role.OWNER))
    client.force_login(User.objects.create_user("nobody@example.org", "correct horse battery"))

    answer = client.get(reverse("setup:task", args=[task.code]))

    assert answer.headers["Location"] == reverse("setup:events")
    client.post(reverse("setup:task_stopping", args=[task.code]))
    task.refresh_from_db()
    assert task.stop_asked_at is None
