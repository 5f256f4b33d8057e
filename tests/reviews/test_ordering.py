"""The heads of the columns, and that pages, neighbours and files keep to their order."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.applications.models import Application
from einlass.applications.sight import SEES_ALL
from einlass.events.models import Role
from einlass.reviews.ordering import Order, before_and_after, ordered
from tests.builders import NOON, make_application, make_category, make_decision, make_event, make_member

pytestmark = pytest.mark.django_db
ORDERS = ["name", "-name", "category", "-category", "decision", "-decision", "sent", "-sent"]


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder", name={"en": "Founder"})
    make_category(event, key="student", name={"en": "Student"})
    return event


@pytest.fixture
def organiser(client, event):
    user = make_member(event, Role.ORGANISER)
    client.force_login(user)
    return user


@pytest.fixture
def three(event):
    founder, student = event.categories.all()
    bob = make_application(event, name="bob", category=student, submitted_at=NOON - timedelta(hours=3))
    ada = make_application(event, name="Ada", category=student, submitted_at=NOON - timedelta(hours=2))
    cem = make_application(event, name="Cem", category=founder, submitted_at=NOON - timedelta(hours=1))
    make_decision(bob, "draw")
    make_decision(ada, "admit")
    return [bob, ada, cem]


def inbox(client, event, query=""):
    return client.get(reverse("applications:inbox", args=[event.slug]) + query)


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", ["Ada", "bob", "Cem"]),
        ("-name", ["Cem", "bob", "Ada"]),
        ("category", ["Cem", "bob", "Ada"]),
        ("decision", ["Cem", "Ada", "bob"]),
        ("sent", ["bob", "Ada", "Cem"]),
        ("-sent", ["Cem", "Ada", "bob"]),
        ("", ["Cem", "Ada", "bob"]),
        ("password", ["Cem", "Ada", "bob"]),
        ("--name", ["Cem", "Ada", "bob"]),
    ],
)
def test_the_list_and_the_file_are_in_the_order_asked_for(client, organiser, event, three, sort, names):
    shown = inbox(client, event, f"?sort={sort}")
    exports = reverse("applications:exports", args=[event.slug])
    file = b"".join(client.post(exports, {"kind": "csv", "query": f"sort={sort}"}).streaming_content).decode()

    assert [row.application.name for row in shown.context["rows"]] == names
    assert [row[0] for row in csv.reader(io.StringIO(file))][1:] == names


def test_a_head_says_the_order_and_leads_to_the_other_way_round(client, organiser, event, three):
    page = inbox(client, event, "?sort=name&category=student&page=7").content.decode()

    assert page.count("aria-sort=") == 1
    assert 'aria-sort="ascending"><a class="inbox__sort" href="?category=student&amp;sort=-name">Name' in page
    assert 'href="?category=student&amp;sort=-sent">Sent' in page
    assert '<input type="hidden" name="sort" value="name">' in page


@pytest.mark.parametrize("sort", ORDERS)
def test_pages_show_everybody_once_even_where_all_are_equal(client, organiser, event, sort):
    codes = {make_application(event, name="Same").code for _ in range(65)}

    pages = [inbox(client, event, f"?sort={sort}&page={page}").context["rows"] for page in (1, 2, 3)]

    shown = [row.application.code for rows in pages for row in rows]
    assert (len(shown), set(shown)) == (65, codes)


@pytest.mark.parametrize("sort", ORDERS)
def test_previous_and_next_walk_the_list_in_its_order(event, three, sort):
    make_application(event, name="Ada")
    order = Order.read(sort, SEES_ALL)
    everybody = Application.objects.of(event)
    codes = [one.code for one in ordered(everybody, order)]

    walked = [before_and_after(everybody, one, order) for one in ordered(everybody, order)]

    assert walked == list(zip([None, *codes], [*codes[1:], None], strict=False))
