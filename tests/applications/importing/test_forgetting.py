"""Who deletes their data does not come back with a list that was uploaded before."""

import gzip
import json

import pytest

from einlass.applications.erasure import erase_application
from einlass.applications.importing.actions import run_import
from einlass.applications.models import Application, ImportRun
from einlass.applications.own_data import consequences
from tests.builders.applications import make_application
from tests.builders.events import NOON, make_category, make_event, make_member
from tests.builders.sheets import make_checked_import, make_upload, start

pytestmark = pytest.mark.django_db
ROWS = [["Name", "E-mail", "Category"], ["Canary Bird", "canary@x.de", "founder"], ["Bob B", "bob@x.de", "founder"]]


@pytest.fixture
def event():
    event = make_event(languages=["en"])
    make_category(event, key="founder")
    return event


def everything_in(run):
    run = ImportRun.objects.get(pk=run.pk)
    packed = [bytes(field) for field in (run.packed, run.prepared, run.original)]
    texts = [gzip.decompress(field).decode(errors="replace") for field in packed if field]
    return json.dumps(
        [run.facts, run.headings, run.sample, run.found, run.mapping, texts], ensure_ascii=False
    ).casefold()


@pytest.mark.parametrize("is_checked", [False, True])
def test_a_waiting_list_forgets_somebody_who_deletes_their_data(event, is_checked):
    by = make_member(event)
    run = make_checked_import(event, ROWS, by) if is_checked else make_upload(event, ROWS, by)
    application = make_application(event, email="Canary@X.de", name="Canary Bird")
    assert "canary" in everything_in(run)

    assert any("1 list" in text for text in consequences(application, at=NOON).ends)
    erase_application(application, at=NOON)

    assert "canary" not in everything_in(run)
    assert ImportRun.objects.get().row_count == 1


def test_an_import_that_has_begun_brings_nobody_back(event):
    by = make_member(event)
    application = make_application(event, email="canary@x.de", name="Canary Bird")
    run = start(make_checked_import(event, ROWS, by), by)

    erase_application(application, at=NOON)
    run_import(run, clock=lambda: NOON)

    assert sorted(Application.objects.values_list("email", flat=True)) == ["", "bob@x.de"]
