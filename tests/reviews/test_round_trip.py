"""What we export as a table can be imported again."""

from hypothesis import given
from hypothesis import strategies as st

from einlass.applications.importing.cells import plain_cell
from einlass.reviews.cells import harmless

texts = st.one_of(st.text(max_size=20), st.text(alphabet="'=+-@;\t\rx1", max_size=12))


@given(texts.filter(lambda text: not text.startswith("#")))
def test_a_text_made_harmless_for_spreadsheets_comes_back_as_it_was(text):
    assert plain_cell(harmless(text)) == text


def test_every_text_that_looks_like_a_formula_comes_back_as_it_was():
    for sign in "=+-@\t\r":
        assert plain_cell(harmless(f"{sign}1+1")) == f"{sign}1+1"
