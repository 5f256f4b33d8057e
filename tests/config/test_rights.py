"""The table of rights says what the rules of access do, and nothing of its own."""

from collections import Counter

import pytest
from django.urls import reverse

from einlass.events.models import Role
from einlass.setup.rights.table import ROOMS, rows, rules, what_it_means
from tests.builders import make_event, make_member

RIGHTS = [right for room in ROOMS for right in room.rights]


def test_every_page_of_the_team_belongs_to_one_right():
    assert Counter(name for right in RIGHTS for name in right.addresses) == Counter(list(rules()))


@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: str(right.words))
def test_all_pages_of_a_right_let_the_same_roles_in(right):
    assert len({rules()[name] for name in right.addresses}) == 1


def test_a_viewer_does_nothing_but_leave():
    acting = [str(right.words) for right in RIGHTS if what_it_means(Role.VIEWER, right) == "acts"]

    assert acting == ["See the overview, and this table", "Leave the team"]


def test_a_partner_manager_finds_partners_guests_and_contingents_only():
    found = {str(right.words): what_it_means(Role.PARTNERS, right) for right in RIGHTS}

    assert {words: meaning for words, meaning in found.items() if meaning} == {
        "See the overview, and this table": "acts",
        "Leave the team": "acts",
        "See all contingents and their seats": "looks",
        "Partners, their seats, and the guests of contingents": "acts",
        "Send, end and remind of links to partners; name, replace and invite guests": "acts",
    }


def test_every_row_has_a_cell_for_every_role():
    assert {len(row.cells) for room in ROOMS for row in rows(room)} == {len(Role)}


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_everybody_in_the_team_finds_the_table(client, role):
    event = make_event()
    client.force_login(make_member(event, role))

    text = client.get(reverse("setup:rights", args=[event.slug])).content.decode()

    assert f"{role.label}" in text
    assert "(your role)" in text
