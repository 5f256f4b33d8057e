"""Nobody opens what is not theirs: every address is asked by everybody (the table is in addresses.py)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from einlass.events.models import AuditEntry, Event, Role, User
from tests.builders import make_creator, make_event, make_member
from tests.config.addresses import ADDRESSES

pytestmark = pytest.mark.django_db


# allauth's views bring their own rules; these are the ones we mean to have.
ALLAUTH = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_login_webauthn",
}


def all_views(patterns: list[Any] | None = None, namespace: str = "") -> Iterator[tuple[str, Any]]:
    """Name and view of every address."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_views(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern.callback


OURS = {name: view for name, view in all_views() if name not in ALLAUTH}
STAFF = sorted(name for name, address in ADDRESSES.items() if address.rule.kind == "staff")
PUBLIC = sorted(name for name, address in ADDRESSES.items() if address.rule.kind == "public")
DEVICES = sorted(name for name, address in ADDRESSES.items() if address.rule.kind == "device")
ACCOUNTS = sorted(name for name, address in ADDRESSES.items() if address.rule.kind == "account")
CREATORS = sorted(name for name, address in ADDRESSES.items() if address.rule.kind == "creator")
SETUP = sorted(name for name, address in ADDRESSES.items() if address.rule.kind == "set-up")
LINKS = sorted(name for name, address in ADDRESSES.items() if address.rule.kind == "link")


def url_of(name: str, event: Event) -> str:
    address = ADDRESSES[name]
    arguments = address.arguments(event)
    return reverse(name, kwargs={"slug": event.slug, **arguments} if address.in_event else arguments)


def answers(client: Client, url: str) -> list[Any]:
    """To a GET and to a POST; one of them the address may not take at all."""
    taken = [answer for answer in (client.get(url), client.post(url)) if answer.status_code != 405]
    assert taken
    return taken


def test_the_table_lists_every_address_and_no_other():
    assert sorted(OURS) == sorted(ADDRESSES)


def test_the_list_of_account_pages_is_complete():
    assert {name for name, view in all_views() if view.__module__.startswith("allauth.")} == ALLAUTH


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_view_carries_the_rule_of_the_table(name):
    assert getattr(OURS[name], "access_rule", None) == ADDRESSES[name].rule


@pytest.mark.parametrize("name", STAFF + ACCOUNTS + CREATORS)
def test_somebody_signed_out_is_asked_to_sign_in(client, name):
    url = url_of(name, make_event())

    for answer in answers(client, url):
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next={url}")


@pytest.mark.parametrize("name", STAFF)
def test_who_has_none_of_the_roles_finds_nothing(client, name):
    event = make_event()
    url = url_of(name, event)
    strangers = [make_member(event, role) for role in Role if role.value not in ADDRESSES[name].rule.roles]
    strangers.append(make_member(make_event(), Role.OWNER))
    strangers.append(User.objects.create_user("nobody@example.org", "correct horse battery"))

    for stranger in strangers:
        client.force_login(stranger)

        assert [answer.status_code for answer in answers(client, url) if answer.status_code != 404] == []


@pytest.mark.parametrize("name", STAFF)
def test_who_has_one_of_the_roles_comes_in(client, name):
    event = make_event()
    url = url_of(name, event)

    for role in Role:
        if role.value in ADDRESSES[name].rule.roles:
            client.force_login(make_member(event, role))

            # 405: the address only takes what a form sends; 404: it is there for whoever made it.
            assert client.get(url).status_code in ({404, 405} if ADDRESSES[name].is_own else {200, 405})


@pytest.mark.parametrize("name", sorted(name for name in STAFF if ADDRESSES[name].rule.looking))
def test_who_may_only_look_sees_the_page_and_sends_nothing_to_it(client, name):
    event = make_event()
    url = url_of(name, event)

    for role in sorted(ADDRESSES[name].rule.looking):
        client.force_login(make_member(event, Role(role)))
        before = AuditEntry.objects.count()

        assert client.get(url).status_code == 200
        assert client.post(url, {"confirmed": "on"}).status_code in {403, 405}
        assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", STAFF)
def test_a_viewer_can_send_nothing_anywhere_but_leave(client, name):
    event = make_event()
    url = url_of(name, event)
    client.force_login(make_member(event, Role.VIEWER))

    answer = client.post(url)

    # 302: that of leaving the team, and the overview, which takes nothing.
    assert answer.status_code in {403, 404, 405} or name in {"setup:leaving", "events:team"}


@pytest.mark.parametrize("name", STAFF)
def test_outside_development_staff_need_a_second_factor(client, settings, name):
    event = make_event()
    url = url_of(name, event)
    client.force_login(make_member(event, Role.OWNER))
    settings.DEVELOPMENT = False

    for answer in answers(client, url):
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"{reverse('setup:second_factor')}?next={url}",
        )


@pytest.mark.parametrize("name", CREATORS)
def test_only_who_may_make_events_finds_the_pages_for_that(client, name):
    event = make_event()
    url = url_of(name, event)
    for stranger in [*(make_member(event, role) for role in Role), make_creator(is_active=False)]:
        client.force_login(stranger)
        assert {answer.status_code for answer in answers(client, url)} <= {404, 302}
        assert client.get(url).headers.get("Location", "/accounts/").startswith("/accounts/")

    client.force_login(make_creator())
    assert client.get(url).status_code in {200, 405}


@pytest.mark.parametrize("name", CREATORS)
def test_outside_development_making_events_needs_a_second_factor(client, settings, name):
    url = url_of(name, make_event())
    client.force_login(make_creator())
    settings.DEVELOPMENT = False

    for answer in answers(client, url):
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"{reverse('setup:second_factor')}?next={url}",
        )


@pytest.mark.parametrize("name", ACCOUNTS)
def test_pages_of_an_account_open_for_whoever_is_signed_in(client, name):
    client.force_login(User.objects.create_user("nobody@example.org", "correct horse battery"))

    # 405: the address only takes what a form sends.
    assert client.get(url_of(name, make_event())).status_code in {200, 302, 405}


@pytest.mark.parametrize("name", SETUP)
def test_a_guessed_secret_sets_nothing_up(client, name):
    for answer in answers(client, url_of(name, make_event())):
        assert answer.status_code == 404


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_asks_nobody_to_sign_in(client, name):
    """Some are not there yet: a draft of the programme, a draw that was not published."""
    assert client.get(url_of(name, make_event())).status_code in {200, 302, 304, 404, 405}
    assert "/accounts/" not in client.get(url_of(name, make_event())).headers.get("Location", "")


@pytest.mark.parametrize("name", DEVICES)
def test_a_device_without_a_token_learns_nothing(client, name):
    url = url_of(name, make_event())
    answer = client.get(url)
    if answer.status_code == 405:
        answer = client.post(url, "{}", content_type="application/json")

    # 422: pairing asks for a code first.
    assert answer.status_code == (422 if name.endswith(":pair") else 401)


@pytest.mark.parametrize("name", LINKS)
def test_a_forged_link_opens_nothing(client, name):
    url = url_of(name, make_event())

    assert client.get(url).status_code in {404, 405}
    assert client.post(url).status_code in {404, 405}


def test_nobody_can_sign_up(client):
    answer = client.post(
        "/accounts/signup/", {"email": "a@example.org", "password1": "x" * 14, "password2": "x" * 14}
    )

    assert answer.status_code == 200
    assert not User.objects.exists()
