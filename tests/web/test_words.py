import pytest
from django.utils import translation

from einlass.web.templatetags.web import mail_link, percent


@pytest.mark.parametrize(
    ("share", "words"), [(182 / 1001, "18.2"), (0.3529, "35.3"), (1.0, "100.0"), (0.0004, "0.0")]
)
def test_a_share_is_rounded_and_not_cut_off(share, words):
    assert percent(share) == f"{words}\u202f%"


def test_a_share_is_written_as_its_reader_does():
    with translation.override("de"):
        assert percent(0.25) == "25,0\u202f%"


def test_an_address_to_be_written_to_is_text_first_and_can_break_out_of_nothing():
    assert mail_link("hello@example.org") == '<a href="mailto:hello@example.org">hello@example.org</a>'
    assert mail_link('"><b>@x.org') == '<a href="mailto:%22%3E%3Cb%3E@x.org">&quot;&gt;&lt;b&gt;@x.org</a>'
