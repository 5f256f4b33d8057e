"""The pages of lists, duplicates and single people in a real browser, with script and without barriers."""

import pytest
from django.urls import reverse

from einlass.applications.models import Application
from einlass.events.models import Role
from tests.builders import make_application, make_event_open_now, make_member, make_question
from tests.builders.duplicates import make_merge, make_pair
from tests.builders.sheets import csv_file, make_checked_import, make_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = [["Name", "E-Mail", "Firma"], ["Ada", "ada@example.org", "Engines"], ["Bob", "bob@example.org", "Mills"]]


def make_open_event():
    event = make_event_open_now()
    make_question(event, key="company", label={"en": "Company", "de": "Firma"}, required=True)
    return event


def test_an_organiser_imports_a_list(live_server, open_page, signed_in_cookies, tmp_path):
    event = make_open_event()
    cookies = signed_in_cookies(make_member(event, Role.ORGANISER))
    path = tmp_path / "guests.csv"
    path.write_bytes(csv_file(ROWS).read())

    page = open_page(live_server.url + reverse("applications:imports", args=[event.slug]), cookies=cookies)
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Read this file").click()
    page.get_by_label("or the same for everybody").first.select_option("founder")
    page.get_by_role("button", name="Check every row").click()
    page.get_by_role("heading", name="Everything is right").wait_for()
    page.get_by_label("Yes: they count at once, and get no mail now").check()
    page.get_by_label("These people know").check()
    page.get_by_role("button", name="Import 2 applications").click()
    page.get_by_role("heading", name="The list is imported").wait_for()

    assert sorted(Application.objects.counted().values_list("name", flat=True)) == ["Ada", "Bob"]


def test_the_pages_have_no_barriers(live_server, open_page, signed_in_cookies, barriers):
    event = make_open_event()
    organiser = make_member(event, Role.ORGANISER)
    cookies = signed_in_cookies(organiser)
    merge, pair = make_merge(event, by=organiser), make_pair(event)
    unproved = make_application(event, email_proved_at=None)
    good = [[*ROWS[0], "Ich komme als"], *([*row, "founder"] for row in ROWS[1:])]
    pages = [
        ("imports", []),
        ("sheet", [make_upload(event, ROWS, organiser).code]),
        ("sheet", [make_checked_import(event, [*good, ["", "nobody", "", "x"]], organiser).code]),
        ("sheet", [make_checked_import(event, good, organiser).code]),
        ("entry", []),
        ("duplicates", []),
        ("pair", [pair.pk]),
        ("merge", [merge.pk]),
        ("by_hand", [unproved.code]),
        ("application", [merge.merged.code]),
    ]

    found = []
    for name, arguments in pages:
        url = live_server.url + reverse(f"applications:{name}", args=[event.slug, *arguments])
        found += barriers(open_page(url, cookies=cookies))

    assert found == []
