"""From the button to the doors, and wiped, as an organiser does it."""

import pytest
from django.urls import reverse

from einlass.events.models import Event
from tests.demo.test_rehearsing import own_event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_organiser_rehearses_the_event_and_wipes_the_rehearsal(
    live_server, open_page, signed_in_cookies, barriers
):
    event, owner = own_event()
    url = live_server.url + reverse("setup:settings", args=[event.slug])
    page = open_page(url, cookies=signed_in_cookies(owner))
    found = []

    page.get_by_role("link", name="Rehearsal Your event").click()
    page.get_by_label("How many people do you expect?").fill("80")
    found += barriers(page)
    # In tests the worker's part runs within the request.
    page.set_default_timeout(240_000)
    page.get_by_role("button", name="Begin the rehearsal").click()
    page.get_by_role("link", name="Look around in it").wait_for()
    found += barriers(page)

    page.get_by_role("link", name="Look around in it").click()
    assert page.get_by_text("Rehearsal: nothing here is real.").is_visible()
    found += barriers(page)
    rehearsal = Event.objects.get(rehearses=event)
    page.goto(live_server.url + reverse("checkin:board", args=[rehearsal.slug]))
    assert page.get_by_text("Rehearsal: nothing here is real.").is_visible()

    page.get_by_role("link", name="Wipe it").click()
    found += barriers(page)
    page.get_by_role("button", name="Wipe the rehearsal").click()
    page.get_by_text("Nothing of the rehearsal is left.").wait_for()

    assert not Event.objects.filter(is_rehearsal=True).exists()
    assert found == []
