import pytest

from einlass.mail.models import Message
from einlass.mail.rendering import render
from tests.builders import make_event
from tests.builders.tickets import make_ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "subject", "greeting"),
    [
        ("en", "Your ticket for Founders Day", "Hello Ada *Lovelace*,"),
        ("de", "Ihr Ticket für Founders Day", "Guten Tag Ada *Lovelace*,"),
    ],
)
def test_the_ticket_mail_names_the_person_the_day_and_the_code(language, subject, greeting):
    event = make_event(name="Founders Day", slug="founders-day")
    ticket = make_ticket(event, attendee_name="Ada *Lovelace*", language=language)

    mail = render(Message.objects.get())

    assert mail.subject == subject
    assert greeting in mail.text
    assert "31" in mail.text
    assert ticket.code in mail.text
    assert f"/founders-day/tickets/{ticket.code}.1~" in mail.text
    assert f"/founders-day/tickets/{ticket.code}.1~" in mail.html
