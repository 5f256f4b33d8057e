"""A refused form stands at an address that takes forms only; opening that by GET must lead somewhere."""

import pytest
from django.test import Client

from einlass.events.models import Role
from tests.builders import make_event, make_member
from tests.config.addresses import ADDRESSES
from tests.config.test_access import url_of

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = sorted(name for name, address in ADDRESSES.items() if address.rule.kind in {"staff", "link", "public"})


@pytest.mark.parametrize("name", PAGES)
def test_no_address_answers_a_browser_with_a_bare_refusal(name):
    event = make_event()
    client = Client()
    client.force_login(make_member(event, Role.OWNER))
    url = url_of(name, event)

    answer = client.get(url, headers=BROWSER)

    assert answer.status_code != 405
    if client.get(url).status_code == 405:
        assert url.startswith(answer.url)
        # The links in the table are forged, and what is one member's is not there for another: 404.
        found = {404} if ADDRESSES[name].rule.kind == "link" or ADDRESSES[name].is_own else {200, 302}
        assert client.get(answer.url, headers=BROWSER).status_code in found
