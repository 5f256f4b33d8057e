import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from einlass.events.codes import ALPHABET
from einlass.events.search.matching import SHORTEST_WITH_TYPO, Query, certain_parts, differs_by_one, shape, simplified
from einlass.web.folding import folded

NAMES = st.text("abcdefghijklmnoprstuzäöüß", min_size=4, max_size=12)


def fits(typed, *texts, code=""):
    return Query.read(typed).score(*texts, code=code) is not None


def nearly_fits(typed, *texts, code=""):
    return Query.read(typed).kinder().score(*texts, code=code) is not None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("müller", "Anna Müller"),
        ("MUELLER", "Anna Müller"),
        ("muller", "Anna Mueller"),
        ("strasse", "Straße"),
        ("sahin", "Şahin"),
        ("lukasz", "Łukasz"),
        ("  müller   anna ", "Anna Müller"),
        ("meyer lange", "Meyer-Lange"),
        ("o'brien", "O’Brien"),
        ("üll", "Anna Müller"),
        ("anna@example.org", "anna@example.org"),
    ],
)
def test_a_name_is_found_however_it_is_written(typed, name):
    assert fits(typed, name)


@pytest.mark.parametrize("typed", ["mueler", "mülller", "mulelr", "nüller", "müllet", "anba müller"])
def test_one_letter_may_be_wrong_missing_surplus_or_swapped_at_the_kinder_look(typed):
    assert not fits(typed, "Anna Müller")
    assert nearly_fits(typed, "Anna Müller")


@pytest.mark.parametrize("typed", ["mxxler", "anna meier", "xna"])
def test_two_wrong_letters_are_another_name(typed):
    assert not nearly_fits(typed, "Anna Müller")


@pytest.mark.parametrize("typed", ["7kq3m9xr", "7KQ3 M9XR", "7kq3-m9xr ", "7kq3"])
def test_a_code_is_found_in_parts_and_with_signs_between(typed):
    assert fits(typed, code="7KQ3M9XR")


@pytest.mark.parametrize("typed", ["7K03M9XR", "IKQ3M9XR", "7KQBM9XR", "7KQ3N9XR", "7KQ3M9X", "K7Q3M9XR"])
def test_a_code_with_look_alike_letters_is_found_at_the_kinder_look(typed):
    assert nearly_fits(typed, code="7KQ3M9XR")


def test_no_look_alike_stands_in_two_groups_so_that_every_code_has_one_shape():
    assert len(shape(ALPHABET)) == len(ALPHABET)
    assert shape(shape(ALPHABET)) == shape(ALPHABET)


def test_a_whole_word_of_the_name_stands_before_a_part_and_before_another_text():
    query = Query.read("anna")

    scores = [
        query.score("Anna Kemper", "x"),
        query.score("Annabel Kemper", "x"),
        query.score("Kemper", "anna@example.org"),
    ]

    assert scores == sorted(scores)
    assert len(set(scores)) == 3


@given(NAMES, st.data())
def test_what_the_database_looks_for_stands_in_every_text_with_the_word_but_for_one_letter(name, data):
    word = simplified(name)
    assume(len(word) >= SHORTEST_WITH_TYPO)
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("aeoxz"))
    changed = data.draw(
        st.sampled_from(
            [
                word,
                word[:place] + letter + word[place:],
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place + 1 :],
                word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
            ]
        )
    )

    assert differs_by_one(word, changed)
    assert any(all(part in changed for part in parts) for parts in certain_parts(word, allows_typos=True))


@given(NAMES)
def test_what_the_database_looks_for_stands_in_a_name_whether_its_umlauts_are_one_letter_or_two(name):
    assume(not re.search("[äöüaou]e", name))
    written_out = name.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")

    assert simplified(name) == simplified(written_out)
    for text in (folded(name), written_out):
        assert any(
            all(part in text for part in parts) for parts in certain_parts(simplified(name), allows_typos=False)
        )
