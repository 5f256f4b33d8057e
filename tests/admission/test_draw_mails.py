"""The mails of a draw as a mail program gets them: read with Python's email library and HTML parser, not with our own."""

import hashlib
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.utils import timezone

from einlass.admission.actions import announce_waiting, annul_draw, make_offers, solve_draw, start_wave
from einlass.admission.models import Offer
from einlass.mail.models import Message
from einlass.mail.sending import send_due
from tests.admission.test_waves import decline, drawn_and_offered
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import (
    announce,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_quota,
)

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "de"]


class Html(HTMLParser):
    """The links of a mail, each with its words, and all that can be read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.language, self._link, self._hidden = "", None, 0
        self._words: list[str] = []
        self.feed(text)
        self.words = " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "html":
            self.language = found.get("lang", "")
        if tag in {"style", "title"}:
            self._hidden += 1
        if tag == "a":
            self._link = found["href"]
            self.links.setdefault(self._link, "")

    def handle_endtag(self, tag):
        if tag in {"style", "title"}:
            self._hidden -= 1
        if tag == "a":
            self._link = None

    def handle_data(self, data):
        if self._hidden:
            return
        self._words.append(data)
        if self._link:
            self.links[self._link] += data


class Mail:
    """One mail, from the bytes that would go to a server."""

    def __init__(self, raw: bytes) -> None:
        parsed = message_from_bytes(raw, policy=default)
        assert parsed.get_content_type() == "multipart/alternative"
        assert not parsed.defects
        plain, html = parsed.iter_parts()
        assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
        self.subject, self.to = parsed["Subject"], parsed["To"]
        self.text, self.html = " ".join(plain.get_content().split()), Html(html.get_content())


def newest(template: str, application) -> Mail:
    """The newest mail of this kind to somebody, after everything that waits was sent."""
    send_due(lambda: timezone.now() + timedelta(days=3), limit=1000)
    code = Message.objects.filter(template=f"admission/{template}", to=application.email).latest("pk").code
    sent = [one for one in mail.outbox if one.extra_headers["Message-ID"].startswith(f"<{code}@")]
    return Mail(sent[-1].message().as_bytes())


def opens(client, link: str) -> str:
    """The text of the page behind a link of a mail."""
    parts = urlsplit(link)
    answer = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    assert answer.status_code == 200, link
    return answer.text


def pages(client, mail: Mail) -> list[str]:
    """All pages that a mail leads to, and none of its links leads elsewhere."""
    links = [link for link in mail.html.links if not link.startswith("mailto:")]
    assert len({urlsplit(link).netloc for link in links}) == 1
    assert all(link.split("#")[0] in mail.text for link in links)
    return [opens(client, link) for link in links]


def make_pool(language: str):
    event = make_event(name="Funkenflug & Söhne")
    make_contingent(event, size=2)
    entrants = [make_entrant(event, language=language, email=f"ada+{number}@example.org") for number in range(4)]
    return event, entrants[0]


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "The draw is fixed: Funkenflug & Söhne", ["This is announcement 1 of the event.", "Your entry:"]),
        (
            "de",
            "Die Verlosung steht fest: Funkenflug & Söhne",
            ["Das ist Ankündigung 1 der Veranstaltung.", "Ihr Los:"],
        ),
    ],
)
def test_the_announcement_reaches_everybody_with_the_fingerprint_and_links_that_work(
    client, language, subject, words
):
    event, entrant = make_pool(language)
    draw = make_committed_draw(event)
    entry = draw.entries.get(application=entrant)

    told = newest("committed", entrant)

    assert (told.subject, told.to, told.html.language) == (subject, entrant.email, language)
    for text in (told.text, told.html.words):
        for fact in (draw.commitment, draw.announcement_digest, entry.code, "Numbers drawn on stage", *words):
            assert fact in text
        assert "wave" not in text.lower()
        assert not [mark for mark in ("{{", "{%", "&amp;") if mark in text]
    assert len(pages(client, told)) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_link_to_the_check_carries_what_the_code_is_computed_from_and_after_the_hash_only(client, language):
    event, entrant = make_pool(language)
    draw = make_committed_draw(event)
    entry = draw.entries.get(application=entrant)

    link = next(link for link in newest("committed", entrant).html.links if "/check/" in link)

    parts = urlsplit(link)
    own = parse_qs(parts.fragment)
    assert (parts.query, own["email"]) == ("", [entrant.email])
    assert hashlib.sha256(bytes.fromhex(own["salt"][0]) + own["email"][0].encode()).hexdigest() == entry.code


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "It replaces announcement 1, which was annulled."),
        ("de", "Sie ersetzt Ankündigung 1, die aufgehoben wurde."),
    ],
)
def test_the_next_announcement_names_the_one_that_it_replaces(language, words):
    event, entrant = make_pool(language)
    annul_draw(make_committed_draw(event), "The hall was changed.", by="worker", at=NOON)
    make_committed_draw(event)

    told = newest("committed", entrant)

    assert words in told.text
    assert words in told.html.words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "This is a draw for seats that came free: all who wait are in it."),
        ("de", "Dies ist eine Verlosung frei gewordener Plätze: Alle Wartenden sind dabei."),
    ],
)
def test_the_announcement_of_a_wave_says_that_it_is_one(client, language, words):
    event, organiser = drawn_and_offered()
    event.applications.update(language=language)
    decline(event, "student")
    wave = announce(solve_draw(start_wave(event, by=organiser, at=NOON), at=NOON), at=NOON - timedelta(minutes=1))
    waiting = wave.entries.order_by("pk")[0].application

    told = newest("committed", waiting)

    assert words in told.text
    assert words in told.html.words
    pages(client, told)


@pytest.mark.parametrize(
    ("language", "least", "words"),
    [
        ("en", None, "Seats that come free are offered in this order"),
        ("de", None, "in dieser Reihenfolge"),
        ("en", 1, "Seats that come free are drawn among all who wait"),
        ("de", 1, "unter allen Wartenden verlost"),
    ],
)
def test_who_waits_reads_how_free_seats_are_given_out_and_the_links_work(client, language, least, words):
    event, _entrant = make_pool(language)
    if least:
        category = event.applications.first().category
        make_quota(event, "category", category.key, least=least)
    organiser = make_member(event)
    draw = make_drawn_draw(event, by=organiser)
    make_offers(draw, expires_at=NOON + timedelta(days=7), by=organiser, at=NOON)
    announce_waiting(draw, by=organiser, at=NOON)
    waits = draw.entries.get(admitted=False, place=1).application
    drawn = Offer.objects.filter(draw=draw)[0]

    told, offered = newest("waiting", waits), newest("offer", drawn.application)

    assert words in told.text
    assert words in told.html.words
    is_promised_an_order = any(one in told.text for one in ("in this order", "in dieser Reihenfolge"))
    assert is_promised_an_order is (least is None)
    pages(client, told)
    pages(client, offered)
