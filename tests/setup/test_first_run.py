"""Nobody gets into an empty installation but by the secret that its server printed, and that once."""

import threading
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection
from django.urls import reverse

from einlass.events.models import User
from einlass.setup.first_run.actions import make_first_account, make_setup_secret
from einlass.setup.first_run.errors import AlreadySetUp, SecretIsOver, SecretIsUsed, SetupRefusal, UnknownSecret
from einlass.setup.models import SetupLink
from tests.builders import NOON, make_event, make_member

PERSON = {"name": "Ada Bergmann", "email": "Ada@Example.org", "password": "a long sentence to remember"}


def url_of(secret: str) -> str:
    return reverse("setup:first_account", args=[secret])


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.mark.django_db
class TestTheSecret:
    def test_it_makes_one_account_that_may_make_events(self):
        user = make_first_account(make_setup_secret(at=NOON), **PERSON, at=NOON)

        assert (user.email, user.name, user.creates_events_since) == ("ada@example.org", "Ada Bergmann", NOON)
        assert user.check_password(PERSON["password"])
        assert SetupLink.objects.get().used_by == user

    def test_it_is_kept_as_a_hash_only(self):
        secret = make_setup_secret(at=NOON)

        assert secret not in str(SetupLink.objects.values())

    def test_it_works_until_the_hour_is_over(self):
        secret = make_setup_secret(at=NOON)

        with pytest.raises(SecretIsOver):
            make_first_account(secret, **PERSON, at=NOON + timedelta(hours=1))
        make_first_account(secret, **PERSON, at=NOON + timedelta(minutes=59, seconds=59))

    def test_it_works_once(self):
        secret = make_setup_secret(at=NOON)
        make_first_account(secret, **PERSON, at=NOON)

        with pytest.raises(SecretIsUsed):
            make_first_account(secret, **(PERSON | {"email": "eve@example.org"}), at=NOON)
        assert User.objects.count() == 1

    def test_a_new_one_ends_the_one_before(self):
        first = make_setup_secret(at=NOON)
        second = make_setup_secret(at=NOON)

        with pytest.raises(UnknownSecret):
            make_first_account(first, **PERSON, at=NOON)
        make_first_account(second, **PERSON, at=NOON)

    def test_there_is_none_once_somebody_can_sign_in(self):
        make_member(make_event())

        with pytest.raises(AlreadySetUp):
            make_setup_secret(at=NOON)

    def test_it_ends_when_somebody_else_was_added_meanwhile(self):
        secret = make_setup_secret(at=NOON)
        make_member(make_event())

        with pytest.raises(AlreadySetUp):
            make_first_account(secret, **PERSON, at=NOON)
        assert SetupLink.objects.get().used_at is None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_at_once_one_wins():
    secret = make_setup_secret(at=NOON)
    start, outcomes = threading.Barrier(2), []

    def take_over(email: str) -> None:
        start.wait()
        try:
            make_first_account(secret, **(PERSON | {"email": email}), at=NOON)
            outcomes.append("made")
        except SetupRefusal as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=take_over, args=[f"person-{number}@example.org"]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["SecretIsUsed", "made"]
    assert User.objects.count() == 1


@pytest.mark.django_db
class TestThePages:
    @pytest.mark.parametrize("secret", ["x", "second", "A" * 32])
    def test_a_guess_finds_nothing(self, client, secret):
        make_setup_secret(at=NOON)

        assert client.get(url_of(secret)).status_code == 404
        assert client.post(url_of(secret), PERSON).status_code == 404
        assert not User.objects.exists()

    def test_the_account_is_made_and_signed_in(self, client):
        answer = client.post(url_of(make_setup_secret(at=NOON)), PERSON)

        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("setup:second_factor"))
        assert client.session["_auth_user_id"] == str(User.objects.get().pk)

    def test_the_address_is_told_to_no_other_host_and_kept_by_no_cache(self, client):
        answer = client.get(url_of(make_setup_secret(at=NOON)))

        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"name": ""}, "This field is required."),
            ({"email": "nobody"}, "Enter a valid email address."),
            ({"password": "short"}, "at least 12 characters"),
            ({"password": "ada@example.org"}, "too similar"),
            ({"password": "passwordpassword1"[:8]}, "at least 12 characters"),
        ],
    )
    def test_bad_input_is_said_and_makes_nothing(self, client, wrong, says):
        answer = client.post(url_of(make_setup_secret(at=NOON)), PERSON | wrong)

        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert not User.objects.exists()

    def test_after_use_the_address_says_so(self, client):
        secret = make_setup_secret(at=NOON)
        make_first_account(secret, **PERSON, at=NOON)

        for answer in (client.get(url_of(secret)), client.post(url_of(secret), PERSON)):
            assert answer.status_code == 410
            assert "The first account is made." in answer.content.decode()

    def test_after_an_hour_the_address_says_how_to_get_a_new_one(self, client, time_machine):
        secret = make_setup_secret(at=NOON)
        time_machine.move_to(NOON + timedelta(hours=1), tick=False)

        answer = client.post(url_of(secret), PERSON)

        assert answer.status_code == 410
        assert "einlass setup-link" in answer.content.decode()
        assert not User.objects.exists()

    def test_the_second_factor_leads_to_the_codes_and_on(self, client):
        client.post(url_of(make_setup_secret(at=NOON)), PERSON)
        page = client.get(reverse("setup:second_factor"))
        secret = page.context["form"].secret
        counter = next(yield_hotp_counters_from_time())

        answer = client.post(reverse("setup:second_factor"), {"code": format_hotp_value(hotp_value(secret, counter))})

        assert answer.headers["Location"] == reverse("setup:recovery_codes")
        assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1
        assert "I have kept them" in client.get(answer.headers["Location"]).content.decode()

    def test_a_wrong_code_is_said(self, client):
        client.post(url_of(make_setup_secret(at=NOON)), PERSON)
        client.get(reverse("setup:second_factor"))

        answer = client.post(reverse("setup:second_factor"), {"code": "000000"})

        assert "Incorrect code" in answer.content.decode()
        assert not Authenticator.objects.exists()

    def test_the_passkey_page_offers_one(self, client):
        client.post(url_of(make_setup_secret(at=NOON)), PERSON)

        assert "creation_options" in client.get(reverse("setup:passkey")).content.decode()

    def test_codes_are_shown_to_nobody_without_a_second_factor(self, client):
        client.post(url_of(make_setup_secret(at=NOON)), PERSON)

        assert client.get(reverse("setup:recovery_codes")).headers["Location"] == reverse("setup:second_factor")

    def test_who_has_a_second_factor_makes_no_other_here(self, client):
        user = make_first_account(make_setup_secret(at=NOON), **PERSON, at=NOON)
        TOTP.activate(user, "ABCDEFGH")
        client.force_login(user)

        assert client.get(reverse("setup:second_factor")).headers["Location"] == reverse("setup:events")
