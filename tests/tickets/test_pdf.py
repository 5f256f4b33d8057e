import re
import shutil
import subprocess

import pytest

from einlass.tickets.actions import revoke_ticket
from einlass.tickets.pdf import ticket_attachment, ticket_pdf
from tests.builders import NOON, make_category, make_event
from tests.builders.tickets import make_ticket

pytestmark = pytest.mark.django_db


def words(pdf):
    """The text of a PDF, by the system's reader."""
    reader = shutil.which("pdftotext")
    assert reader, "pdftotext (package poppler-utils) is needed to read PDFs in tests"
    return subprocess.run([reader, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def test_the_pdf_is_accessible_and_one_page(tmp_path):
    pdf = ticket_pdf(make_ticket(make_event()))

    assert b"pdfuaid" in pdf
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_a_mail_carries_the_ticket_as_pdf():
    ticket = make_ticket(make_event(slug="founders-day"))

    name, content, kind = ticket_attachment(ticket.code)

    assert (name, kind) == (f"ticket-founders-day-{ticket.code}.pdf", "application/pdf")
    assert content.startswith(b"%PDF-")


def test_a_ticket_may_be_issued_between_two_seconds():
    ticket = make_ticket(make_event(), at=NOON.replace(microsecond=123456))

    assert ticket_pdf(ticket).startswith(b"%PDF-")


@pytest.mark.parametrize(("language", "word"), [("en", "Doors open"), ("de", "Einlass ab")])
def test_the_pdf_speaks_the_holders_language(language, word):
    event = make_event()
    category = make_category(event, name={"en": "Founder", "de": "Gründerin oder Gründer"})

    text = words(ticket_pdf(make_ticket(event, language=language, category=category, attendee_name="Jürgen Groß")))

    assert "Jürgen Groß" in text
    assert word in text
    assert category.name[language] in text


def test_words_that_mean_something_to_the_typesetter_stay_words():
    text = words(ticket_pdf(make_ticket(make_event(), attendee_name='#panic("x") $1$ *bold* \\ "quoted"')))

    assert '#panic("x") $1$ *bold* \\ "quoted"' in text


def test_the_pdf_of_a_revoked_ticket_says_so():
    ticket = make_ticket(make_event())
    revoked = revoke_ticket(ticket, at=NOON, by="worker")

    text = words(ticket_pdf(revoked))

    assert "no longer valid" in text
    assert ticket.code not in text
