"""Who may open which page. The table below is the whole truth: a new address fails here until it is entered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import get_resolver, reverse

from einlass.events.access import AccessRule
from einlass.events.models import Event, Role, User
from tests.builders import make_event, make_member
from tests.builders.admission import (
    make_admitted,
    make_contingent,
    make_entrant,
    make_frozen_draw,
    make_open_offer,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Address:
    """rule: as the view must carry it; arguments: what stands in the address beside the event, made for the event."""

    rule: AccessRule
    arguments: Callable[[Event], dict[str, Any]] = field(default=lambda event: {})
    in_event: bool = True


def public(**arguments: Any) -> Address:
    return Address(AccessRule("public"), lambda event: arguments)


def outside(**arguments: Any) -> Address:
    return Address(AccessRule("public"), lambda event: arguments, in_event=False)


def link(**arguments: Any) -> Address:
    return Address(AccessRule("link"), lambda event: {"token": "FORGED.1~xxxxxx~yyyyyyyy", **arguments})


def development(**arguments: Any) -> Address:
    return Address(AccessRule("development"), lambda event: arguments, in_event=False)


def staff(*roles: str, arguments: Callable[[Event], dict[str, Any]] = lambda event: {}) -> Address:
    return Address(AccessRule("staff", frozenset({"owner", *roles})), arguments)


def a_draw(event: Event) -> dict[str, Any]:
    make_contingent(event)
    make_entrant(event)
    return {"code": make_frozen_draw(event).code}


def an_offer(event: Event) -> dict[str, Any]:
    return {"code": make_open_offer(make_admitted(event), make_contingent(event)).code}


EVERYBODY_IN_THE_TEAM = ("organiser", "reviewer", "programme", "door")
ADDRESSES: dict[str, Address] = {
    "start": outside(),
    "healthz": outside(),
    "set_language": outside(),
    "mail:mailbox": development(),
    "mail:mail": development(code="0123456789abcdef"),
    "mail:mail_html": development(code="0123456789abcdef"),
    "mail:mail_attachment": development(code="0123456789abcdef", number=0),
    "events:event": public(),
    "events:brand": public(),
    "events:team": staff(*EVERYBODY_IN_THE_TEAM),
    "applications:apply": public(),
    "applications:sent": public(),
    "applications:link": public(),
    "applications:link_sent": public(),
    "applications:proof": link(),
    "applications:edit": link(),
    "applications:withdrawal": link(),
    "admission:applicant": link(),
    "admission:offer": link(),
    "admission:acceptance": link(),
    "admission:refusal": link(),
    "admission:draw": public(code="7KQ3M9XR"),
    "admission:lottery": public(code="7KQ3M9XR"),
    "admission:result": public(code="7KQ3M9XR"),
    "admission:verifier": public(code="7KQ3M9XR"),
    "admission:draws": staff("organiser"),
    "admission:draw_desk": staff("organiser", arguments=a_draw),
    "admission:solve": staff("organiser", arguments=a_draw),
    "admission:value": staff("organiser", arguments=a_draw),
    "admission:annulment": staff("organiser", arguments=a_draw),
    "admission:draw_offers": staff("organiser", arguments=a_draw),
    "admission:waiting": staff("organiser", arguments=a_draw),
    "admission:offers": staff("organiser"),
    "admission:admitted": staff("organiser"),
    "admission:refill": staff("organiser"),
    "admission:offer_desk": staff("organiser", arguments=an_offer),
    "admission:revocation": staff("organiser", arguments=an_offer),
    "admission:mailing": staff("organiser", arguments=an_offer),
    "admission:renewal": staff("organiser", arguments=an_offer),
    "admission:seats": staff("organiser"),
    "admission:moves": staff("organiser"),
    "admission:sizes": staff("organiser"),
    "admission:contingents": staff("organiser"),
    "tickets:ticket": link(),
    "tickets:pdf": link(),
    "tickets:calendar": link(),
    "tickets:qr_svg": link(),
    "tickets:qr_png": link(),
}

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
LINKS = sorted(name for name, address in ADDRESSES.items() if address.rule.kind == "link")


def url_of(name: str, event: Event) -> str:
    address = ADDRESSES[name]
    arguments = address.arguments(event)
    return reverse(name, kwargs={"slug": event.slug, **arguments} if address.in_event else arguments)


def test_the_table_lists_every_address_and_no_other():
    assert sorted(OURS) == sorted(ADDRESSES)


def test_the_list_of_account_pages_is_complete():
    assert {name for name, view in all_views() if view.__module__.startswith("allauth.")} == ALLAUTH


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_view_carries_the_rule_of_the_table(name):
    assert getattr(OURS[name], "access_rule", None) == ADDRESSES[name].rule


@pytest.mark.parametrize("name", STAFF)
def test_somebody_signed_out_is_asked_to_sign_in(client, name):
    url = url_of(name, make_event())

    for answer in (client.get(url), client.post(url)):
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("name", STAFF)
def test_who_has_none_of_the_roles_finds_nothing(client, name):
    event = make_event()
    url = url_of(name, event)
    strangers = [make_member(event, role) for role in Role if role.value not in ADDRESSES[name].rule.roles]
    strangers.append(make_member(make_event(), Role.OWNER))
    strangers.append(User.objects.create_user("nobody@example.org", "correct horse battery"))

    for stranger in strangers:
        client.force_login(stranger)

        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404


@pytest.mark.parametrize("name", STAFF)
def test_who_has_one_of_the_roles_comes_in(client, name):
    event = make_event()
    url = url_of(name, event)

    for role in Role:
        if role.value in ADDRESSES[name].rule.roles:
            client.force_login(make_member(event, role))

            # 405: the address only takes what a form sends.
            assert client.get(url).status_code in {200, 405}


@pytest.mark.parametrize("name", STAFF)
def test_outside_development_staff_need_a_second_factor(client, settings, name):
    event = make_event()
    url = url_of(name, event)
    client.force_login(make_member(event, Role.OWNER))
    settings.DEVELOPMENT = False

    answer = client.get(url)

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("mfa_index"))


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
