"""The pages of an import, through the client."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from einlass.applications.importing import limits
from einlass.applications.importing.actions import run_import
from einlass.applications.models import Application, ImportRun
from einlass.events.models import Role
from tests.builders import NOON, make_application, make_category, make_event, make_member, make_question
from tests.builders.sheets import csv_file, make_checked_import, make_upload, start, xlsx_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder", name={"en": "Founder", "de": "Gründerin oder Gründer"})
    return event


@pytest.fixture
def organiser(client, event):
    user = make_member(event, Role.ORGANISER)
    client.force_login(user)
    return user


ROWS = [["Name", "E-Mail", "Ich komme als"], ["Ada", "ada@example.org", "founder"]]
TERMS = {"proof": "quiet", "is_agreed": "on"}


def url(event, name, *args):
    return reverse(f"applications:{name}", args=[event.slug, *args])


def upload(client, event, content, name="guests.csv"):
    return client.post(url(event, "imports"), {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("file", [csv_file(ROWS, encoding="cp1252"), xlsx_file(ROWS)], ids=["csv", "xlsx"])
def test_a_list_goes_from_the_file_to_the_applications(
    client, event, organiser, django_capture_on_commit_callbacks, file
):
    answer = upload(client, event, file.getvalue())
    page = client.get(answer.url)
    chosen = {name: field.initial for name, field in page.context["form"].fields.items() if field.initial}

    with django_capture_on_commit_callbacks(execute=True):
        client.post(answer.url, chosen)
    run = ImportRun.objects.get()
    assert client.get(answer.url).context["found"]["new"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(event, "importing", run.code), TERMS)

    assert list(Application.objects.values_list("name", "category__key")) == [("Ada", "founder")]
    assert client.get(answer.url).context["stage"] == "imported"


def test_a_file_that_is_none_is_refused_beside_the_field(client, event, organiser):
    answer = upload(client, event, b"\x89PNG\r\n\x1a\n\0\0", "photo.csv")

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == ["This is neither an Excel file (XLSX) nor CSV."]
    assert not ImportRun.objects.exists()


def test_a_file_that_is_too_large_is_not_read(client, event, organiser, monkeypatch):
    monkeypatch.setattr(limits, "MOST_BYTES", 10)

    assert upload(client, event, b"Name;Mail\nAda;a@x.de\n").context["form"].errors["file"] == [
        "This file has 1 MB; at most 0 MB can be read."
    ]


def test_an_encoding_that_had_to_be_guessed_is_said(client, event, organiser):
    answer = upload(client, event, "Name;Mail\nJörg;j@x.de\n".encode("cp1252"))

    assert b"Windows-1252" in client.get(answer.url).content


def test_columns_that_do_not_do_are_refused_and_what_was_chosen_stays(client, event, organiser):
    run = make_upload(event, ROWS, organiser)

    answer = client.post(
        url(event, "sheet", run.code), {"column_name": "0", "column_team": "0", "all_language": "de"}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "column_email": ["Please say which column has the e-mail addresses."],
        "column_category": ["Please choose a column, or what holds for everybody."],
        "column_team": ["This column is “Name” already."],
    }
    assert answer.context["form"]["all_language"].value() == "de"
    run.refresh_from_db()
    assert run.stage == "mapping"


def test_every_problem_stands_on_the_page_by_row_and_column(client, event, organiser):
    run = make_checked_import(event, [*ROWS, ["Bob", "bob(at)x.de", "founder"]], organiser)

    page = client.get(url(event, "sheet", run.code))

    assert [(one["row"], one["column"], one["heading"], one["value"]) for one in page.context["problems"]] == [
        (3, "B", "E-Mail", "bob(at)x.de")
    ]
    assert "importing/" not in page.content.decode()


def test_nothing_is_imported_without_the_peoples_knowledge(client, event, organiser):
    run = make_checked_import(event, ROWS, organiser)

    answer = client.post(url(event, "importing", run.code), {"proof": "quiet"})

    assert answer.status_code == 422
    assert "is_agreed" in answer.context["terms"].errors
    assert not Application.objects.exists()


def test_a_form_changed_meanwhile_is_checked_again_and_not_imported(
    client, event, organiser, django_capture_on_commit_callbacks
):
    run = make_checked_import(event, ROWS, organiser)
    make_question(event, required=True)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(event, "importing", run.code), TERMS)

    assert not Application.objects.exists()
    assert client.get(url(event, "sheet", run.code)).context["found"]["problem_count"] == 1


def test_the_progress_survives_a_reload_and_a_silent_worker_is_noticed(client, event, organiser, time_machine):
    run = start(make_checked_import(event, ROWS, organiser), organiser)

    page = client.get(url(event, "sheet", run.code))
    assert (page.context["stage"], page.context["is_silent"]) == ("importing", False)
    assert b'http-equiv="refresh"' in page.content

    time_machine.move_to(NOON + timedelta(minutes=5), tick=False)
    assert client.get(url(event, "sheet", run.code)).context["is_silent"]
    client.post(url(event, "retrial", run.code))
    assert not client.get(url(event, "sheet", run.code)).context["is_silent"]


def test_an_import_that_is_over_can_neither_be_changed_nor_removed(client, event, organiser):
    run = start(make_checked_import(event, ROWS, organiser), organiser)

    for name in ("sheet_removal", "remapping"):
        client.post(url(event, name, run.code))

    run.refresh_from_db()
    assert run.stage == "importing"


def test_another_events_list_is_not_found(client, event, organiser):
    other = make_event()
    run = make_upload(other, ROWS, make_member(other))

    assert client.get(url(event, "sheet", run.code)).status_code == 404


def test_the_page_asks_the_database_no_more_for_many_rows(client, event, organiser, django_assert_max_num_queries):
    many = [ROWS[0], *([f"P{n}", f"p{n}@x", "nobody"] for n in range(300))]
    run = make_checked_import(event, many, organiser)
    for number in range(3):
        make_application(event, name=f"Other {number}")

    for name, args in (("sheet", [run.code]), ("imports", [])):
        with django_assert_max_num_queries(13):
            client.get(url(event, name, *args))


SHARED = [
    ["Name", "E-Mail", "Ich komme als", "Firma"],
    ["Ada L", "a@x.de", "founder", "MÃ¼ller"],
    ["Bob B", "a@x.de", "founder", ""],
]


def checked_page(client, event, by, rows=SHARED):
    run = make_checked_import(event, rows, by)
    return run, client.get(url(event, "sheet", run.code))


def amend(client, capture, event, run, name, **data):
    with capture(execute=True):
        client.post(url(event, name, run.code), data)
    return client.get(url(event, "sheet", run.code))


def test_a_person_repairs_leaves_out_and_tells_people_apart_and_changes_their_mind(
    client, event, organiser, django_capture_on_commit_callbacks
):
    make_question(event, key="company", label={"en": "Company", "de": "Firma"})
    run, page = checked_page(client, event, organiser)
    assert page.context["has_shared_mailboxes"]
    assert not page.context["run"].may_import
    step = django_capture_on_commit_callbacks

    page = amend(client, step, event, run, "sheet_repairs", **{"damage-mojibake": "repair"})
    assert (page.context["found"]["problem_count"], page.context["run"].may_import) == (1, False)
    page = amend(client, step, event, run, "sheet_people", are_different="yes")
    assert (page.context["found"]["new"], page.context["run"].may_import) == (2, True)
    page = amend(client, step, event, run, "sheet_people", are_different="no")
    page = amend(client, step, event, run, "sheet_left_out", row="3", which="ticked")
    assert (page.context["found"]["new"], page.context["run"].may_import) == (1, True)
    page = amend(client, step, event, run, "sheet_left_out", which="none")
    assert not page.context["run"].may_import
    page = amend(client, step, event, run, "sheet_left_out", which="wrong")
    assert page.context["run"].may_import


def test_what_happens_to_damaged_cells_must_be_said(client, event, organiser):
    make_question(event, key="company", label={"en": "Company", "de": "Firma"})
    run, _page = checked_page(client, event, organiser)

    answer = client.post(url(event, "sheet_repairs", run.code), {})

    assert answer.status_code == 422
    assert list(answer.context["damage"].errors) == ["mojibake"]


def test_the_file_is_read_as_a_person_says_and_a_row_beyond_the_file_is_refused(client, event, organiser):
    upload(client, event, b"Stand heute;;\nWer;Mail;Als\nAda;a@x.de;founder\n")
    run = ImportRun.objects.get()

    client.post(url(event, "sheet_reading", run.code), reading(run, head_row="2"))
    run.refresh_from_db()
    assert run.headings == ["Wer", "Mail", "Als"]

    answer = client.post(url(event, "sheet_reading", run.code), reading(run, head_row="40"))
    assert answer.status_code == 422
    assert "There are no rows in it" in answer.content.decode()
    assert ImportRun.objects.get().headings == ["Wer", "Mail", "Als"]


@pytest.mark.parametrize(
    "wrong", [{"head_row": "-1"}, {"head_row": "x"}, {"encoding": "ebcdic"}, {"separator": "@"}, {"head_rows": "9"}]
)
def test_a_wrong_way_of_reading_is_refused_beside_the_field(client, event, organiser, wrong):
    run = make_upload(event, ROWS, organiser)

    answer = client.post(url(event, "sheet_reading", run.code), reading(run, **wrong))

    assert answer.status_code == 422
    assert list(answer.context["reading"].errors) == list(wrong)


def test_an_import_is_taken_back_on_its_page(client, event, organiser, django_capture_on_commit_callbacks):
    run = start(make_checked_import(event, ROWS, organiser), organiser)
    run = run_import(run, clock=lambda: NOON)
    page = client.get(url(event, "sheet", run.code))
    assert page.context["undoing"].removed == 1

    page = client.post(url(event, "import_undoing", run.code), follow=True)

    assert page.context["stage"] == "undone"
    assert not Application.objects.exists()


def reading(run, **chosen):
    facts = {
        "encoding": run.facts["encoding"],
        "separator": run.facts["separator"],
        "head_row": "1",
        "head_rows": "1",
    }
    return {f"reading-{name}": value for name, value in (facts | chosen).items()}
