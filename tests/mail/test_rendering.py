import pytest

from einlass.mail.markdown import escaped, to_html, to_text
from einlass.mail.rendering import MailHasNoSubject, render
from tests.builders import make_event
from tests.builders.mail import make_message

pytestmark = pytest.mark.django_db


def test_subject_text_and_html_come_from_one_template():
    mail = render(make_message(context={"name": "Anna"}))

    assert mail.subject == "Hello Anna"
    assert mail.text == (
        "Dear Anna,\n\nthis is for you:\n\nOpen it:\nhttps://einlass.example/open/\n\n"
        "Read the rules <https://einlass.example/rules/> first.\n\n-- \nhttp://localhost:8000\n"
    )
    assert "<p>Dear Anna," not in mail.html  # the style is on the paragraph itself
    assert ">Dear Anna,</p>" in mail.html


def test_a_link_alone_on_its_line_is_a_button_and_one_in_a_sentence_is_not():
    html = to_html("[Accept](https://a.example/)\n\nSee [the rules](https://b.example/) first.")

    assert html == (
        '<p><a href="https://a.example/" class="button">Accept</a></p>\n'
        '<p>See <a href="https://b.example/">the rules</a> first.</p>\n'
    )


def test_of_two_buttons_only_the_first_is_loud():
    html = to_html("[Accept](https://a.example/)\n\n[Decline](https://b.example/)")

    assert html == (
        '<p><a href="https://a.example/" class="button">Accept</a></p>\n'
        '<p><a href="https://b.example/" class="button quiet">Decline</a></p>\n'
    )


@pytest.mark.parametrize(
    "name",
    [
        "[Win](https://evil.example)",
        "*Anna* _B_ `c` # d",
        "<script>alert(1)</script>",
        "https://evil.example/<b>",
        "1. Anna | a & b &amp; c",
        "Anna\\",
        "O'Neill {{ name }} {% now %}",
    ],
)
def test_a_name_is_shown_as_it_is_whatever_it_contains(name):
    mail = render(make_message(context={"name": name}))

    assert mail.subject == f"Hello {name}"
    assert f"Dear {name}," in mail.text
    assert mail.html.count("<a ") == 3
    assert "<script>" not in mail.html


def test_a_line_break_in_a_name_begins_neither_a_header_nor_a_paragraph():
    mail = render(make_message(context={"name": "Anna\r\nBcc: everybody@example.org\n\n# Big"}))

    assert mail.subject == "Hello Anna Bcc: everybody@example.org # Big"
    assert "Dear Anna Bcc: everybody@example.org # Big," in mail.text


def test_a_longer_text_keeps_its_paragraphs_and_nothing_else():
    context = {
        "note": "One *line*\n\n- two",
        "expires_at": "2026-09-01T12:00:00+00:00",
        "event_zone": "Europe/Berlin",
    }

    mail = render(make_message(template="letters/note", context=context))

    assert "One *line*\n\n- two\n\nUntil Tue 1 September 2026, 14:00\N{NO-BREAK SPACE}CEST." in mail.text


def test_a_mail_is_written_in_the_language_of_its_message():
    context = {"note": "x", "expires_at": "2026-09-01T12:00:00+00:00", "event_zone": "Europe/Berlin"}

    mail = render(make_message(template="letters/note", context=context, language="de", event=make_event()))

    assert "Until Di, 1. September 2026, 14:00\N{NO-BREAK SPACE}Uhr\N{NO-BREAK SPACE}MESZ." in mail.text
    assert "Fragen? Schreiben Sie an hello@example.org" in mail.text


def test_the_event_gives_its_name_and_its_colour():
    event = make_event(name="Funkenflug", brand_colour="#0b5d7a")

    mail = render(make_message(event=event))

    assert "background-color: #0b5d7a" in mail.html
    assert "-- \nFunkenflug\n" in mail.text


def test_a_template_without_subject_is_refused():
    with pytest.raises(MailHasNoSubject):
        render(make_message(template="letters/without_subject"))


def test_lists_stay_together_in_plain_text():
    assert to_text("Bring:\n\n- a ticket\n- a pen\n  or two\n\n1. Come\n2. Sit\n") == (
        "Bring:\n\n- a ticket\n- a pen\n  or two\n\n1. Come\n2. Sit\n"
    )


def test_escaped_text_is_one_line():
    assert to_text(escaped("  a\n\n b ")) == "a b\n"
