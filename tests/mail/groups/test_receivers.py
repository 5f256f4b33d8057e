"""The rule by which groups become receivers: without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einlass.mail.groups.receivers import put_together
from einlass.mail.groups.registry import Receiver
from tests.builders import NOON

pytestmark = pytest.mark.pure


def together(chosen, excluded=(), **rules):
    defaults = {"languages": [], "known_languages": ["en", "de"], "dead": set()}
    return put_together(chosen, excluded, **(defaults | rules))


def test_an_address_gets_it_once_however_it_is_written_and_the_newest_name_wins():
    old = Receiver("anna@example.org", "Anna Old", "en", NOON, {"application_code": "A"})
    new = Receiver("Anna@Example.org ", "Anna New", "de", NOON + timedelta(days=1), {"ticket_code": "T"})

    for chosen in ([old, new], [new, old]):
        [found] = together(chosen).people
        assert (found.name, found.language) == ("Anna New", "de")
        assert found.facts == {"application_code": "A", "ticket_code": "T"}


def test_a_newer_entry_without_a_name_does_not_hide_the_older_name():
    old = Receiver("anna@example.org", "Anna", "de", NOON)
    new = Receiver("anna@example.org", "", "", NOON + timedelta(days=1))

    [found] = together([old, new]).people

    assert (found.name, found.language) == ("Anna", "de")


def test_whoever_is_in_an_excluded_group_is_left_out_by_address():
    chosen = [Receiver("anna@example.org", "Anna"), Receiver("ben@example.org", "Ben")]

    found = together(chosen, [Receiver("ANNA@example.org", "Anna")])

    assert [one.name for one in found.people] == ["Ben"]


def test_the_language_filter_counts_an_unknown_language_as_the_first_of_the_event():
    chosen = [Receiver("a@x.org", "A", "de"), Receiver("b@x.org", "B", "fr"), Receiver("c@x.org", "C", "en")]

    assert [one.name for one in together(chosen, languages=["en"]).people] == ["B", "C"]
    assert [one.name for one in together(chosen, languages=["de"]).people] == ["A"]
    assert len(together(chosen)) == 3


def test_dead_addresses_are_left_out_and_counted():
    chosen = [Receiver("Anna@example.org", "Anna"), Receiver("ben@example.org", "Ben")]

    found = together(chosen, dead={"anna@example.org"})

    assert [one.name for one in found.people] == ["Ben"]
    assert [one.name for one in found.dead] == ["Anna"]


addresses = st.sampled_from(["a@x.org", "A@x.org", "b@x.org", "B@X.org", " c@x.org", "c@x.org", "d@x.org"])
receivers = st.lists(st.builds(Receiver, address=addresses, name=st.text(max_size=3)), max_size=12)


@given(receivers, receivers)
def test_everybody_chosen_and_not_excluded_gets_it_exactly_once(chosen, excluded):
    found = [one.address.strip().casefold() for one in together(chosen, excluded).people]

    wanted = {one.address.strip().casefold() for one in chosen} - {one.address.strip().casefold() for one in excluded}
    assert sorted(found) == sorted(wanted)
