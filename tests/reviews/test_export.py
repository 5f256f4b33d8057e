"""What the filters show, as CSV and XLSX."""

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, datetime
from functools import partial
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from einlass.events.models import AuditEntry, Role
from einlass.reviews import export as exporting
from einlass.reviews.cells import harmless
from einlass.reviews.export import as_csv, as_xlsx, table
from tests.builders import (
    NOON,
    make_application,
    make_category,
    make_decision,
    make_event,
    make_member,
    make_question,
    make_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event(zone="Europe/Berlin")
    make_category(event, key="founder", name={"en": "Founder", "de": "Gründung"})
    make_category(event, key="student", name={"en": "Student"})
    return event


@pytest.fixture
def organiser(client, event):
    user = make_member(event, Role.ORGANISER)
    client.force_login(user)
    return user


def export(client, event, kind="csv", query="", columns="all", **options):
    fields = {"kind": kind, "query": query, "columns": columns}
    return client.post(reverse("applications:exports", args=[event.slug]), fields, **options)


def rows_of_csv(answer, delimiter=","):
    text = b"".join(answer.streaming_content).decode()
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


def texts_of_xlsx(content, sheet=1):
    archive = zipfile.ZipFile(io.BytesIO(content))
    tree = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314 - our own file
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = [
        ["".join(part.text or "" for part in cell.iter() if part.tag in {f"{space}t", f"{space}v"}) for cell in row]
        for row in tree.iter(f"{space}row")
    ]
    assert not list(tree.iter(f"{space}f"))
    return rows


def test_a_row_says_all_about_an_application_in_the_zone_of_the_event(client, organiser, event):
    make_question(event, key="company", label={"en": "Company", "de": "Unternehmen"})
    make_question(event, key="staff", kind="number", label={"en": "Staff"})
    one = make_application(
        event,
        name="Ada",
        email="ada@example.org",
        answers={"company": "Blech & Söhne", "staff": -3},
        team=make_team(event, name="Blech"),
        submitted_at=datetime(2026, 8, 31, 22, 30, tzinfo=UTC),
        email_proved_at=datetime(2026, 8, 31, 22, 31, tzinfo=UTC),
    )
    make_decision(one, "admit", decided_at=NOON)

    answer = export(client, event)

    content = b"".join(answer.streaming_content)
    heads, row = csv.reader(io.StringIO(content.decode().removeprefix("\ufeff")))
    assert content.startswith(b"\xef\xbb\xbf")
    assert dict(zip(heads, row, strict=True)) == {
        "Name": "Ada",
        "Code": one.code,
        "E-mail address": "ada@example.org",
        "Language": "en",
        "Category": "Founder",
        "Company": "Blech & Söhne",
        "Staff": "-3",
        "Team": "Blech",
        "Decision": "Admit",
        "Decided (Europe/Berlin)": "2026-09-01 14:00",
        "Tags": "",
        "Notes": "",
        "Sent (Europe/Berlin)": "2026-09-01 00:30",
        "Address confirmed (Europe/Berlin)": "2026-09-01 00:31",
        "Last changed (Europe/Berlin)": "",
        "Withdrawn (Europe/Berlin)": "",
    }


def test_heads_and_answers_are_in_the_language_of_who_exports(client, organiser, event):
    make_question(event, key="company", label={"en": "Company", "de": "Unternehmen"})
    make_application(event)

    heads, row = rows_of_csv(export(client, event, headers={"accept-language": "de"}), delimiter=";")

    assert (heads[3:6], row[4]) == (["Sprache", "Kategorie", "Unternehmen"], "Gründung")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exactly_what_the_filters_show_is_exported(client, organiser, event, kind):
    founder, student = event.categories.all()
    make_application(event, name="Ada", category=founder)
    make_application(event, name="Bob", category=student)
    make_application(event, name="Unproved", category=student, email_proved_at=None)
    make_application(make_event(), name="Elsewhere")

    answer = export(client, event, kind, "category=student&verdict=nonsense")

    rows = rows_of_csv(answer) if kind == "csv" else texts_of_xlsx(b"".join(answer.streaming_content))
    assert [row[0] for row in rows[1:]] == ["Bob"]
    assert f'.{kind}"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_like_a_formula(client, organiser, event, start):
    make_question(event, key="company", label={"en": f"{start}head"})
    make_application(event, name=f"{start}cmd|' /C calc'!A0", answers={"company": f"{start}1"})

    cells = [cell for row in rows_of_csv(export(client, event)) for cell in row]
    rows = texts_of_xlsx(b"".join(export(client, event, "xlsx").streaming_content))
    texts = [text for row in rows for text in row]

    assert [cell for cell in cells + texts if cell.startswith(start)] == []
    assert harmless(f"{start}1") == f"'{start}1"
    assert harmless(f"a{start}1") == (f"a{start}1" if start != "\t" else "a\t1")
    assert harmless(f"x;{start}cmd") == f"x;'{start}cmd"


@pytest.mark.parametrize(("language", "other"), [("de", ","), ("en", ";")])
def test_a_cell_is_one_cell_for_a_reader_that_expects_the_other_separator(client, organiser, event, language, other):
    make_application(event, name=f"x{other}=cmd")

    answer = export(client, event, headers={"accept-language": language})
    rows = rows_of_csv(answer, delimiter=other)

    assert [cell for row in rows for cell in row if cell.startswith(("=", "'="))] == []


def test_an_export_is_written_down_without_personal_data(client, organiser, event):
    make_application(event, name="Ada", search_text="ada")
    make_application(event, name="Bob", search_text="bob")

    export(client, event, "xlsx", "q=ada&category=founder")

    entry = AuditEntry.objects.get(event=event, action="exported")
    assert (entry.actor, entry.subject) == (organiser.email, "applications")
    assert entry.after == {"format": "xlsx", "number": 1, "filters": {"category": "founder", "search": True}}


def test_an_unknown_kind_of_file_exports_nothing(client, organiser, event):
    answer = export(client, event, "exe")

    assert answer.url == reverse("applications:inbox", args=[event.slug])
    assert not AuditEntry.objects.filter(action="exported").exists()


def test_reviewers_do_not_export(client, event):
    client.force_login(make_member(event, Role.REVIEWER))

    assert export(client, event).status_code == 404


def test_hostile_answers_stay_one_cell(client, organiser, event):
    make_question(event, key="company", label={"en": "Company"})
    hostile = 'a"b,c;d\ne\u202e אב 🎉 <b>&amp;'
    make_application(event, answers={"company": hostile})

    rows = rows_of_csv(export(client, event))
    texts = texts_of_xlsx(b"".join(export(client, event, "xlsx").streaming_content))

    assert rows[1][5] == hostile
    assert hostile in texts[1]


def test_more_rows_than_a_workbook_takes_are_refused_before_anything_is_written_and_csv_has_them(
    client, organiser, event, monkeypatch
):
    monkeypatch.setattr(exporting, "MOST_ROWS_AS_XLSX", 2)
    for _ in range(3):
        make_application(event)

    page = client.get(reverse("applications:inbox", args=[event.slug])).content.decode()
    refused = client.post(reverse("applications:exports", args=[event.slug]), {"kind": "xlsx", "query": "sort=name"})

    assert 'value="xlsx"' not in page
    assert 'value="csv"' in page
    assert refused.url == reverse("applications:inbox", args=[event.slug]) + "?sort=name"
    assert "at most 2 rows" in client.get(refused.url).content.decode()
    assert not AuditEntry.objects.filter(action="exported").exists()
    assert len(rows_of_csv(export(client, event))) == 4


@pytest.mark.parametrize("number", [1, 30])
def test_an_export_takes_the_same_number_of_queries_for_one_and_for_many(
    client, organiser, event, number, django_assert_num_queries
):
    for _ in range(number):
        make_application(event, team=make_team(event))

    with django_assert_num_queries(3):
        assert len(list(table(event, event.applications.all(), language="en"))) == number + 1


@pytest.mark.parametrize("write", [partial(as_csv, language="en"), lambda rows: [as_xlsx(rows)]])
def test_memory_does_not_grow_with_the_number_of_rows(write):
    def peak(number):
        tracemalloc.start()
        for _piece in write(["x" * 200, number] for number in range(number)):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(100)

    assert peak(20_000) < 2 * peak(2_000) + 200_000
