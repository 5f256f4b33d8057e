"""Announcing, asking to be told and confirming it, as people do it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from einlass.mail.models import Message
from einlass.mail.sending import compose
from einlass.setup.models import OpeningSubscription
from tests.builders.events import make_event_open_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_somebody_asks_on_a_phone_and_confirms(live_server, open_page, barriers, settings):
    settings.PUBLIC_URL = live_server.url
    event = make_event_open_now(
        opened_at=None,
        announces_before_opening=True,
        applications_open_at=timezone.now() + timedelta(days=3),
        imprint={"en": "Us", "de": "Wir"},
        privacy={"en": "Little", "de": "Wenig"},
    )

    page = open_page(f"{live_server.url}/{event.slug}/")
    assert barriers(page) == []
    page.get_by_label("E-mail").fill("anna@example.org")
    page.get_by_role("button", name="Tell me").click()
    page.get_by_role("heading", name="Look into your mail").wait_for()
    assert barriers(page) == []
    body = compose(Message.objects.get()).body
    page.goto(next(word.strip("<>()") for word in body.split() if "/telling/" in word))
    assert barriers(page) == []
    page.get_by_role("button", name="Yes, tell me").click()
    page.get_by_role("heading", name="You are on the list.").wait_for()

    assert barriers(page) == []
    assert OpeningSubscription.objects.get().confirmed_at is not None
