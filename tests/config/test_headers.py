"""No page may run or show what is not ours: the Content-Security-Policy is strict, and no template needs it laxer."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.builders import make_event

pytestmark = pytest.mark.django_db

# Mails carry their style with them; no policy applies there.
MAIL = ("/templates/mail/frame.",)
TEMPLATES = [
    path
    for path in sorted(Path(settings.PACKAGE).rglob("templates/**/*"))
    if path.suffix in {".html", ".svg"} and not any(part in str(path) for part in MAIL)
]
FORBIDDEN = {
    "an inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "an inline event handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*(\ssrc=|type=\"application/(ld\+)?json\"))", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "a file from another host": re.compile(r"<(script|link|img|iframe)[^>]*(src|href)=\"(https?:)?//", re.IGNORECASE),
}


def test_the_templates_are_found():
    assert len(TEMPLATES) > 10


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.PACKAGE)))
def test_a_template_needs_no_exception_from_the_policy(path):
    text = path.read_text()

    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


def test_every_answer_carries_the_strict_policy(client):
    event = make_event()

    for address in ("/", f"/{event.slug}/", "/accounts/login/", "/nothing/here/"):
        policy = client.get(address).headers["Content-Security-Policy"]

        assert policy == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        )


def test_no_policy_in_the_settings_allows_inline_or_eval():
    assert not [word for values in settings.SECURE_CSP.values() for word in values if "unsafe" in word]


def test_answers_say_what_a_browser_may_do_with_them(client):
    headers = client.get("/").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("address", ["draws/a%00b/", "draws/a%00b/result.json", "?q=a%00b", "schedule/?day=%00"])
def test_an_address_with_a_nul_is_not_found(client, address):
    event = make_event()

    answer = client.get(f"/{event.slug}/{address}")

    assert answer.status_code == 404
