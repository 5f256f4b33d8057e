"""Imports at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from einlass.applications.actions import Details, submit_application
from einlass.applications.entering import Proof
from einlass.applications.importing import actions, writing
from einlass.applications.importing.actions import run_import
from einlass.applications.importing.writing import Terms
from einlass.applications.models import Application, ImportRun, Source
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.sheets import make_checked_import

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROWS = [["Name", "E-Mail"], *([f"Person {number}", f"p{number}@example.org"] for number in range(40))]


def ready(event, by):
    run = make_checked_import(event, ROWS, by)
    # As the worker finds it, without handing it to the worker.
    run.terms, run.started_at, run.imported_by = Terms(Proof.QUIET, changes=True).as_json(), NOON, by
    run.save()
    return run


def at_once(runs):
    def work(run):
        try:
            return run_import(run, clock=lambda: NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(work, runs))


def test_one_import_run_by_two_workers_at_once_is_written_once():
    event = make_event()
    make_category(event)
    run = ready(event, make_member(event))

    at_once([run, run])

    assert (Application.objects.count(), Source.objects.count()) == (40, 40)


def test_the_same_file_imported_twice_at_once_is_written_once():
    event = make_event()
    make_category(event)
    organiser = make_member(event)

    at_once([ready(event, organiser), ready(event, organiser)])

    assert Application.objects.count() == 40
    assert sorted(run.result["new"] for run in ImportRun.objects.all()) == [0, 40]


def test_others_write_while_a_list_is_imported(monkeypatch):
    """A second connection sends an application after each turn; where one writes at a time, it would wait for the end."""
    event = make_event()
    category = make_category(event)
    run = ready(event, make_member(event))
    monkeypatch.setattr(writing, "AT_ONCE", 10)
    monkeypatch.setattr(actions, "PAUSE", 0)

    def apply(done):
        try:
            details = Details(name=f"Ada {done}", category=category)
            submit_application(
                event, details, email=f"ada-{done}@example.org", language="en", submission_key=None, at=NOON
            )
        finally:
            connection.close()

    def report(_run, done):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(apply, done).result()

    monkeypatch.setattr(actions.progress, "report", report)
    run_import(run, clock=lambda: NOON)

    assert Application.objects.filter(name__startswith="Ada").count() == 4
    assert ImportRun.objects.get().result["new"] == 40


def test_an_import_whose_worker_died_goes_on_where_it_stopped_and_writes_each_row_once(monkeypatch):
    event = make_event()
    make_category(event)
    run = ready(event, make_member(event))
    monkeypatch.setattr(writing, "AT_ONCE", 10)

    def die(_run, done):
        if done == 20:
            raise MemoryError

    with monkeypatch.context() as dying:
        dying.setattr(actions.progress, "report", die)
        with pytest.raises(MemoryError):
            run_import(run, clock=lambda: NOON)
    run_import(run, clock=lambda: NOON)

    assert (Application.objects.count(), Source.objects.count()) == (40, 40)
    assert ImportRun.objects.get().result["new"] == 40
