"""Anybody's name stands on the ticket, in an accessible document, read back by a reader that did not write it."""

import unicodedata
from collections import Counter

import pytest
from structlog.testing import capture_logs

from einlass.tickets.fonts import ALL, EMOJI, font_folders, heading_families
from einlass.tickets.pdf import ticket_pdf
from tests.builders import make_event
from tests.builders.tickets import make_ticket
from tests.tickets.test_pdf import words

NAMES = {
    "Vietnamese": "Trần Thị Ánh Nguyệt",
    "Chinese": "王小明",
    "Chinese of the second plane": "𠮷野家",
    "Japanese": "やまだ タロウ",
    "Korean": "김민준",
    "Thai": "สมชาย ใจดี",
    "Amharic": "ሰላም አበበ",
    "Arabic": "محمد بن سلمان",
    "Hebrew": "דוד כהן",
    "Hindi": "राम कुमार",
    "Bengali": "রহিম",
    "Tamil": "தமிழ்ச்செல்வன்",
    "Telugu": "తెలుగు",
    "Kannada": "ಕನ್ನಡ",
    "Malayalam": "മലയാളം",
    "Gujarati": "ગુજરાતી",
    "Punjabi": "ਪੰਜਾਬੀ",
    "Odia": "ଓଡ଼ିଆ",
    "Sinhala": "සිංහල",
    "Georgian": "ქართული",
    "Armenian": "Հայկ",
    "Khmer": "ខ្មែរ",
    "Lao": "ລາວ",
    "Burmese": "မြန်မာ",
    "Tibetan": "བཀྲ་ཤིས",
    "Inuktitut": "ᓄᓇᕗᑦ",
    "Cherokee": "ᏣᎳᎩ",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "Tamazight": "ⵜⵉⴼⵉⵏⴰⵖ",
    "N'Ko": "ߒߞߏ",
    "Syriac": "ܣܘܪܝܝܐ",
    "Dhivehi": "ދިވެހި",
    "Javanese": "ꦗꦮ",
    "Balinese": "ᬩᬮᬶ",
    "Yi": "ꆈꌠ",
    "Greek and Cyrillic": "Ζωή Алёна",
    "Hausa": "ƙ Ɓ Ɗ",
    "emoji": "Ana 🎉 Silva 👨‍👩‍👧 ❤️",
    "accents apart": "E\u0301mile Nguye\u0302\u0303n",
    "a hyphen that does not break": "Anne\u2011Marie",
    "an invisible space": "Ana\u200bSilva",
    "120 letters in one word": "Ł" + "a" * 119,
    "120 wide letters in one word": "W" * 120,
    "59 letters and 60 ideographs": "x" * 59 + " " + "王" * 60,
    "one letter": "O",
}


def letters(text):
    """Every letter and how often it stands in the text; without spaces and what nobody sees."""
    composed = unicodedata.normalize("NFKC", text)
    return Counter(
        letter for letter in composed if letter.strip() and unicodedata.category(letter) not in {"Cf", "Mn"}
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_stands_on_the_ticket_and_the_document_stays_accessible(name):
    ticket = make_ticket(make_event(name="Day 1"), attendee_name=name)

    with capture_logs() as logs:
        pdf = ticket_pdf(ticket)

    assert logs == []
    assert b"pdfuaid" in pdf
    assert letters(name) - letters(words(pdf)) == Counter()


@pytest.mark.django_db
def test_a_letter_that_no_font_has_costs_the_standard_and_not_the_ticket():
    ticket = make_ticket(make_event(), attendee_name="Ana 𐎀𐎁 Silva")

    with capture_logs() as logs:
        pdf = ticket_pdf(ticket)

    assert [entry["event"] for entry in logs] == ["ticket_pdf_without_standard"]
    assert b"pdfuaid" not in pdf
    assert "Silva" in words(pdf)


@pytest.mark.django_db
def test_the_event_and_its_place_may_be_written_in_any_script():
    event = make_event(name="ビーレフェルト創業者の日", venue="ศูนย์การประชุม")

    with capture_logs() as logs:
        pdf = ticket_pdf(make_ticket(event))

    assert logs == []
    assert letters("ビーレフェルト創業者の日ศูนย์การประชุม") - letters(words(pdf)) == Counter()


@pytest.mark.parametrize(
    ("name", "families"),
    [
        ("Łukasz Żółć", ["Young Serif"]),
        ("Trần", ["Hanken Grotesk"]),
        ("Алёна", ["Noto Sans"]),
        ("王 Ana", ["Noto Sans", "Noto Sans CJK TC"]),
        ("Ana 🎉", ["Noto Sans", "Noto Emoji"]),
    ],
)
def test_a_name_is_set_in_one_face_where_one_has_all_its_letters(name, families):
    assert heading_families(name) == families


def test_a_usual_name_opens_no_further_font():
    assert len(font_folders(["Łukasz Żółć", "Trần"])) == 4


def test_every_font_is_where_it_is_looked_for():
    everything = "".join(NAMES.values()) + "Ω"

    folders = font_folders([everything])

    assert len(folders) == 4 + len(ALL)
    assert EMOJI in ALL
    assert [folder for folder in folders if not any(folder.glob("*.[to]tf"))] == []
