"""The pages of the team's accounts: in our look, without barriers, within the Content-Security-Policy."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from einlass.events.models import Role, User
from tests.builders import make_event, make_member


@pytest.mark.django_db
def test_the_sign_in_page_is_german_for_who_reads_german(client):
    page = client.get("/accounts/login/", headers={"Accept-Language": "de"}).content.decode()

    assert "<h1>Anmeldung fürs Team</h1>" in page
    assert "Mit Passkey anmelden" in page


@pytest.mark.django_db
def test_a_wrong_password_is_said_beside_the_form_and_the_address_stays(client):
    page = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"}).content.decode()

    assert 'class="notice notice--bad"' in page
    assert 'value="nobody@example.org"' in page


@pytest.mark.django_db
def test_sign_up_is_closed(client):
    page = client.get("/accounts/signup/").content.decode()

    assert "No sign-up" in page
    assert not User.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_for_signed_out_people_have_no_barriers(live_server, open_page, barriers):
    found = []
    for name in ("account_login", "account_signup", "account_reset_password", "account_reset_password_done"):
        found += barriers(open_page(live_server.url + reverse(name)))

    assert found == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_of_ones_own_account_have_no_barriers(live_server, open_page, barriers):
    user = make_member(make_event(), Role.ORGANISER)
    page = sign_in(open_page, live_server, user)

    found = look_at(page, live_server, barriers, "account_reauthenticate")
    confirm_password(page, live_server)
    found += look_at(
        page, live_server, barriers, "account_change_password", "account_email", "mfa_index", "mfa_activate_totp"
    )
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    found += look_at(
        page,
        live_server,
        barriers,
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "account_logout",
    )

    assert found == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_who_has_a_second_factor_is_asked_for_it(live_server, open_page, barriers):
    user = make_member(make_event(), Role.ORGANISER)
    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user).get_unused_codes()

    page = sign_in(open_page, live_server, user, to=reverse("mfa_authenticate"))
    found = barriers(page)
    page.locator("input[name=code]").fill(codes[0])
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_url(away_from_accounts)

    assert found == []
    assert user.email in page.locator("header").text_content()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_and_signs_in(live_server, open_page):
    user = make_member(make_event(), Role.ORGANISER)
    page = sign_in(open_page, live_server, user)
    confirm_password(page, live_server)
    plug_in_a_key(page)

    page.goto(live_server.url + reverse("mfa_add_webauthn"))
    page.locator("input[name=name]").fill("Laptop")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto(live_server.url + reverse("account_logout"))
    page.locator("main button").click()
    page.wait_for_url(live_server.url + "/")
    page.goto(live_server.url + reverse("account_login"))
    page.locator("#passkey_login").click()
    page.wait_for_url(away_from_accounts)

    assert user.email in page.locator("header").text_content()


def away_from_accounts(url):
    """Whoever has signed in is where they wanted to go, or among their events."""
    return "/accounts/" not in url


def sign_in(open_page, live_server, user, to=None):
    page = open_page(live_server.url + reverse("account_login"))
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(live_server.url + to if to else away_from_accounts)
    return page


def confirm_password(page, live_server):
    """Pages about factors want the password a second time."""
    page.goto(live_server.url + reverse("account_reauthenticate"))
    page.locator("input[name=password]").fill("correct horse battery")
    page.locator("main button").click()
    page.wait_for_url(away_from_accounts)


def look_at(page, live_server, barriers, *names):
    found = []
    for name in names:
        page.goto(live_server.url + reverse(name))
        assert page.url == live_server.url + reverse(name)
        found += barriers(page)
    return found


def plug_in_a_key(page):
    """A passkey as it is built into a laptop, always willing."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
