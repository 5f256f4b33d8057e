"""When two applications may be one person's."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einlass.reviews.duplicates.alike import Person, is_same_person, sound_of
from einlass.reviews.duplicates.finding import LARGEST_BLOCK, Blocks, pairs, pairs_in


def person(pk, name="Ada Lovelace", company="Analytical Engines", address="", counts=True):
    return Person(pk=pk, address=address or f"{pk}@example.org", name=name, company=company, counts=counts)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ada Lovelace", "Analytical Engines GmbH"), ("ada lovelace", "analytical engines")),
        (("Meyer, Anna", "Stadtwerke"), ("Anna Meyer", "Stadtwerke Bielefeld")),
        (("Anna Meier", "Stadtwerke"), ("Anna Mayer", "Stadtwerke")),
        (("Jörg Müller", "Ölmühle"), ("Joerg Mueller", "Ölmühle")),
        (("José Şahin", "Café Ole"), ("Jose Sahin", "Cafe Olé")),
        (("Prof. Dr. Viktor Groß", "Uni Bielefeld"), ("Victor Gross", "Uni Bielefeld")),
        (("Jonas Schmidt", "Nordlicht UG"), ("Jonas Schimdt", "Nordlicht")),
    ],
)
def test_the_same_person_is_found_however_name_and_company_are_written(one, other):
    assert set(pairs([person(1, *one), person(2, *other)])) == {(1, 2)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ada Lovelace", "Analytical Engines"), ("Ada Lovelace", "Difference Engines Ltd")),
        (("Ada Lovelace", ""), ("Ada Lovelace", "")),
        (("Ada Lovelace", "Analytical Engines"), ("Charles Babbage", "Analytical Engines")),
        (("Anna Meyer", "Stadtwerke"), ("Hanna Kramer", "Stadtwerke")),
        (("", "Stadtwerke"), ("", "Stadtwerke")),
    ],
)
def test_others_are_left_in_peace(one, other):
    assert pairs([person(1, *one), person(2, *other)]) == {}


def test_one_mailbox_is_reason_enough_whatever_the_name():
    assert pairs([person(1, "Ada", address="a@x.de"), person(2, "Bob", address="a@x.de")]) == {(1, 2): "address"}


def test_where_no_company_is_asked_for_the_whole_name_must_do():
    assert set(pairs([person(1, "Ada Lovelace", None), person(2, "Lovelace Ada", None)])) == {(1, 2)}
    assert pairs([person(1, "Ada", None), person(2, "Ada", None)]) == {}


def test_two_that_both_do_not_count_are_nobodys_business():
    assert pairs([person(1, address="a@x.de", counts=False), person(2, address="a@x.de", counts=False)]) == {}


def test_spelling_does_not_change_how_a_name_sounds():
    assert len({sound_of(name) for name in ("meier", "meyer", "maier", "mayer")}) == 1
    assert sound_of("stefan") == sound_of("stephan")
    assert sound_of("thomas") == sound_of("tomas")


def test_a_crowd_of_one_name_is_not_compared_with_each_other_one_by_one():
    crowd = [person(number, "Test User", f"Company {number:04}") for number in range(1, 20 * LARGEST_BLOCK)]
    twins = [person(5000, "Test User", "Zebra AG"), person(5001, "Test User", "Zebra")]

    found = pairs([*crowd, *twins])

    assert (5000, 5001) in found


texts = st.text(st.characters(categories=["Lu", "Ll", "Zs"]), max_size=14)
people = st.builds(person, st.integers(1, 10**6), texts, texts)


@given(people, people)
def test_being_alike_is_the_same_both_ways_round(one, other):
    assert is_same_person(one, other) == is_same_person(other, one)


@given(
    st.lists(
        st.tuples(st.sampled_from(["Ada L", "L Ada", "Bob B", "Ada M"]), st.sampled_from(["X", "Y GmbH", "Y"])),
        max_size=12,
    )
)
def test_blocks_miss_nobody_whom_comparing_all_would_find(rows):
    everybody = [person(pk, *row) for pk, row in enumerate(rows, start=1)]
    blocks = Blocks()
    for one in everybody:
        blocks.add(one.pk, one.keys)

    in_blocks = {pair for block in blocks.shared() for pair in combinations(block, 2)}

    assert in_blocks >= {pair for pair, _reason in pairs_in(everybody, known={})}


def test_a_block_holds_those_who_share_a_key_in_the_order_they_came():
    blocks = Blocks()
    for pk, keys in ((7, ["a", "b"]), (3, ["b"]), (9, ["c"]), (5, ["b", "a"])):
        blocks.add(pk, keys)

    assert sorted(blocks.shared()) == [[7, 3, 5], [7, 5]]
