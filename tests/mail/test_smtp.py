"""With a real server on a socket: when is it sure that a mail did not go out?"""

import socketserver
import threading

import pytest

from einlass.mail.sending import send_due
from tests.builders import NOON
from tests.builders.mail import make_message

pytestmark = pytest.mark.django_db


class Conversation(socketserver.StreamRequestHandler):
    """Takes one mail in a connection; ends it without a word when the next one comes, or within the text."""

    def handle(self):
        self.say("220 here")
        taken_here = 0
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"MAIL" and taken_here:
                return
            if word != b"DATA":
                self.say("250 ok")
                continue
            self.say("354 go on")
            text = list(iter(self.rfile.readline, b".\r\n"))
            if self.server.ends_within_text:
                return
            self.server.taken.append(b"".join(text))
            taken_here += 1
            self.say("250 taken")

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


@pytest.fixture
def server(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as running:
        running.daemon_threads = True
        running.taken, running.ends_within_text = [], False
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        settings.EMAIL_BACKEND = "einlass.mail.smtp.MailServer"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.server_address
        yield running
        running.shutdown()


def test_a_mail_the_server_did_not_begin_to_take_is_sent_later(server):
    messages = [make_message(), make_message()]

    send_due(lambda: NOON, limit=2)
    later = messages[1]
    later.refresh_from_db()
    waits_until = later.send_after
    send_due(lambda: waits_until, limit=2)

    later.refresh_from_db()
    assert waits_until > NOON
    assert later.sent_at == waits_until
    assert len(server.taken) == 2


def test_a_mail_whose_text_was_handed_over_without_an_answer_is_not_sent_again(server):
    server.ends_within_text = True
    message = make_message()

    send_due(lambda: NOON, limit=1)

    message.refresh_from_db()
    assert message.failed_at == NOON
    assert message.error.startswith("It is not known whether this mail went out")
