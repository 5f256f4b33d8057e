"""No mail of a rehearsal leaves the house: not by the outbox, not by hand, none of the templates there are."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core import mail
from django.core.mail import get_connection

from einlass.mail.models import Message
from einlass.mail.outbox.queries import MailState, not_sent, state_of
from einlass.mail.sending import claim_next, send_again, send_claimed, send_due
from tests.builders import NOON, make_event

pytestmark = pytest.mark.django_db
TEMPLATES = sorted(
    str(path.relative_to(Path(app.path) / "templates")).replace("/mail/", "/").removesuffix(".md")
    for app in apps.get_app_configs()
    if app.name.startswith("einlass.")
    for path in (Path(app.path) / "templates").rglob("mail/*.md")
)


def queued(template: str, **fields: object) -> Message:
    """As it waits in the outbox; what is not sent need not be written."""
    defaults = {"to": "somebody@example.org", "template": template, "created_at": NOON, "send_after": NOON}
    return Message.objects.create(**(defaults | fields))


def test_there_are_templates_to_try():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_mail_of_a_rehearsal_is_sent(template):
    event = make_event(is_rehearsal=True)
    message = queued(template, event=event)

    send_due(lambda: NOON, limit=50)

    message.refresh_from_db()
    assert mail.outbox == []
    assert (message.sent_at, state_of(message)) == (None, MailState.REHEARSAL)
    assert not not_sent(event).exists()


def test_one_that_was_claimed_before_is_refused_where_it_would_be_handed_over():
    event = make_event()
    queued("applications/prove_address", event=event)
    message = claim_next(NOON)
    event.is_rehearsal = True
    event.save()
    message.refresh_from_db()

    send_claimed(message, get_connection(), lambda: NOON)

    assert mail.outbox == []
    message.refresh_from_db()
    assert state_of(message) == MailState.REHEARSAL


def test_sending_again_sends_nothing_either():
    event = make_event(is_rehearsal=True)
    message = queued("applications/prove_address", event=event)
    send_due(lambda: NOON, limit=50)
    message.refresh_from_db()

    send_again(message, at=NOON)
    send_due(lambda: NOON, limit=50)

    assert mail.outbox == []


def test_a_rehearsal_stays_one_when_the_event_it_rehearses_is_gone():
    original = make_event()
    event = make_event(is_rehearsal=True, rehearses=original)
    original.delete()
    queued("applications/prove_address", event=event)

    send_due(lambda: NOON, limit=50)

    assert mail.outbox == []
