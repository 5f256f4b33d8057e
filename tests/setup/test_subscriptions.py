"""Announcing an event before it opens, and telling those who want to know once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from einlass.applications import own_data
from einlass.applications.erasure import erase_application
from einlass.events.links import link_token
from einlass.events.models import AuditEntry, Event, EventPicture, Role
from einlass.mail.models import Message
from einlass.mail.sending import compose
from einlass.setup.models import OpeningSubscription
from einlass.setup.subscriptions import actions
from einlass.setup.subscriptions.actions import (
    CONFIRM_WITHIN,
    KEPT_AFTER_TELLING,
    ask_to_be_told,
    confirm_subscription,
    end_subscription,
    forget_subscribers,
    tell_subscribers,
)
from einlass.setup.subscriptions.emails import LINK
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.setup import make_opening_subscription

pytestmark = pytest.mark.django_db
SOON = {"applications_open_at": NOON + timedelta(days=3)}
LEGAL = {"imprint": {"en": "Us", "de": "Wir"}, "privacy": {"en": "Little", "de": "Wenig"}}
PRIVATE = {
    "summary": {"en": "A day for founders."},
    "description": {"en": "Secret plans."},
    "address": "Secret street",
}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def announced(**fields) -> Event:
    return make_event(**{"opened_at": None, "announces_before_opening": True} | SOON | LEGAL | fields)


def url(event: Event, name: str, *more: str) -> str:
    return reverse(f"setup:{name}", args=[event.slug, *more])


def ask(client, event: Event, email: str = "anna@example.org", language: str = "en"):
    return client.post(url(event, "subscribing"), {"email": email, "language": language})


def token_of(wish: OpeningSubscription) -> str:
    return link_token(LINK, wish.code)


class TestAnnouncedPage:
    def test_shows_name_days_place_sentence_and_the_form_and_nothing_else(self, client):
        event = announced(**PRIVATE)

        text = client.get(f"/{event.slug}/").content.decode()

        assert event.name in text
        assert "Stadthalle Bielefeld" in text
        assert "A day for founders." in text
        assert url(event, "subscribing") in text
        assert "Secret" not in text
        own = set(re.findall(rf'(?:href|src|action)="(/{event.slug}/[^"?]*)', text))
        assert own == {f"/{event.slug}/{part}" for part in ("", "brand.css", "imprint/", "privacy/", "telling/")}

    @pytest.mark.parametrize("page", ["apply/", "draws/", "schedule/", "conduct/", "link/"])
    def test_other_pages_are_not_there(self, client, page):
        event = announced(conduct={"en": "Be kind.", "de": "Seien Sie freundlich."})

        assert client.get(f"/{event.slug}/{page}").status_code == 404

    def test_shows_the_title_picture(self, client):
        event = announced(title_picture="0123456789abcdef")
        EventPicture.objects.create(
            event=event, kind="title", fingerprint=event.title_picture, width=640, height=360, content=b"picture"
        )

        text = client.get(f"/{event.slug}/").content.decode()

        picture = reverse("events:picture", args=[event.slug, event.title_picture, 640])
        assert picture in text
        assert client.get(picture).content == b"picture"

    @pytest.mark.parametrize(
        "fields",
        [{"announces_before_opening": False}, {"closed_at": NOON}, {"archived_at": NOON}, {"is_rehearsal": True}],
    )
    def test_is_not_there_without_the_switch_and_never_for_rehearsals(self, client, fields):
        event = announced(**fields)

        assert client.get(f"/{event.slug}/").status_code == 404
        assert ask(client, event).status_code == 404
        assert not OpeningSubscription.objects.exists()

    def test_the_team_sees_the_whole_page_and_on_request_what_everybody_sees(self, client):
        event = announced(**PRIVATE)
        client.force_login(make_member(event, Role.ORGANISER))

        assert "Secret plans" in client.get(f"/{event.slug}/").content.decode()
        short = client.get(f"/{event.slug}/?announced").content.decode()
        assert "Secret plans" not in short
        assert "Announced: everybody sees this page." in short

    def test_an_earlier_address_leads_on(self, client):
        event = announced()
        event.earlier_slugs.create(slug="old-name", left_at=NOON)

        assert client.get("/old-name/").headers["Location"] == f"/{event.slug}/"

    def test_an_open_event_has_the_form_until_applications_open(self, client, time_machine):
        event = make_event(**SOON)
        assert url(event, "subscribing") in client.get(f"/{event.slug}/").content.decode()

        time_machine.move_to(event.applications_open_at, tick=False)

        assert url(event, "subscribing") not in client.get(f"/{event.slug}/").content.decode()
        assert ask(client, event).headers["Location"] == f"/{event.slug}/"
        assert not OpeningSubscription.objects.exists()


class TestSwitch:
    def test_is_saved_with_its_audit_row(self, client):
        event = announced(announces_before_opening=False)
        client.force_login(make_member(event, Role.ORGANISER))

        client.post(url(event, "announcing"), {"announces_before_opening": "on", "version": event.version})

        event.refresh_from_db()
        assert (event.announces_before_opening, event.version) == (True, 2)
        entry = AuditEntry.objects.get(action="change_announcing")
        assert (entry.before, entry.after) == (
            {"announces_before_opening": False},
            {"announces_before_opening": True},
        )

    def test_needs_the_legal_texts(self, client):
        event = announced(announces_before_opening=False, privacy={"en": "Little"})
        client.force_login(make_member(event, Role.ORGANISER))

        answer = client.post(url(event, "announcing"), {"announces_before_opening": "on", "version": event.version})

        event.refresh_from_db()
        assert (answer.status_code, event.announces_before_opening) == (422, False)

    def test_an_old_version_is_a_conflict(self, client):
        event = announced(version=2)
        client.force_login(make_member(event, Role.ORGANISER))

        answer = client.post(url(event, "announcing"), {"version": 1})

        event.refresh_from_db()
        assert (answer.status_code, event.announces_before_opening) == (409, True)

    def test_the_page_counts_and_names_nobody(self, client):
        event = announced()
        wishes = [make_opening_subscription(event) for _ in range(3)]
        make_opening_subscription(event, confirmed_at=None)
        client.force_login(make_member(event, Role.ORGANISER))

        text = client.get(url(event, "announcing")).content.decode()

        assert "3 addresses are confirmed." in text
        assert "1 is not confirmed yet." in text
        assert not [wish for wish in wishes if wish.email in text]

    def test_the_morning_page_counts_them(self, client):
        event = announced()
        make_opening_subscription(event)
        client.force_login(make_member(event, Role.ORGANISER))

        assert url(event, "announcing") in client.get(f"/{event.slug}/team/").content.decode()


class TestAsking:
    def test_the_answer_is_the_same_whether_the_address_is_known_or_not(self, client):
        event = announced()
        make_opening_subscription(event, email="known@example.org")

        answers = [ask(client, event, email) for email in ("known@example.org", "new@example.org")]

        assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
            (302, url(event, "subscription_sent"))
        }
        assert sorted(Message.objects.values_list("template", "to")) == [
            ("setup/confirm_subscription", "known@example.org"),
            ("setup/confirm_subscription", "new@example.org"),
        ]

    def test_a_mailbox_is_on_the_list_once_however_it_is_written(self, client):
        event = announced()

        for email in ("anna.b@gmail.com", "Anna.B+news@googlemail.com"):
            ask(client, event, email)

        assert list(OpeningSubscription.objects.values_list("email", "confirmed_at")) == [("anna.b@gmail.com", None)]

    @pytest.mark.parametrize(
        "typed", [{"email": "no address", "language": "en"}, {"email": "a@example.org", "language": "fr"}, {}]
    )
    def test_bad_input_is_said_beside_the_field_and_nothing_is_written(self, client, typed):
        event = announced()

        answer = client.post(url(event, "subscribing"), {"email": "", "language": "en"} | typed)

        assert answer.status_code == 422
        assert not OpeningSubscription.objects.exists()
        assert not Message.objects.exists()

    def test_the_fourth_mail_to_an_address_within_an_hour_is_refused(self, client):
        event = announced()

        answers = [ask(client, event).status_code for _ in range(4)]

        assert answers == [302, 302, 302, 429]
        assert Message.objects.count() == 3


class TestConfirming:
    def test_looking_at_the_link_confirms_nothing_and_the_button_does(self, client):
        event = announced()
        ask(client, event, language="de")
        wish = OpeningSubscription.objects.get()
        page = url(event, "subscription", token_of(wish))
        assert page in compose(Message.objects.get()).body

        client.get(page)
        assert OpeningSubscription.objects.get().confirmed_at is None
        client.post(page)

        assert OpeningSubscription.objects.get().confirmed_at == NOON
        assert Message.objects.get().language == "de"

    def test_a_link_of_another_event_or_kind_is_not_there(self, client):
        event, other = announced(), announced()
        wish = make_opening_subscription(event, confirmed_at=None)

        assert client.post(url(other, "subscription", token_of(wish))).status_code == 410
        assert client.post(url(event, "subscription", link_token("application", wish.code))).status_code == 404
        wish.refresh_from_db()
        assert wish.confirmed_at is None

    def test_a_second_time_changes_nothing(self):
        wish = make_opening_subscription(announced(), confirmed_at=None)

        assert [confirm_subscription(wish, at=NOON), confirm_subscription(wish, at=NOON + timedelta(hours=1))] == [
            True,
            False,
        ]
        assert AuditEntry.objects.filter(action="confirm_subscription").count() == 1


class TestTelling:
    def opened(self, **fields) -> Event:
        return make_event(**{"applications_open_at": NOON} | fields)

    def test_each_confirmed_address_is_told_once(self):
        event = self.opened()
        wishes = [make_opening_subscription(event) for _ in range(3)]
        make_opening_subscription(event, confirmed_at=None)

        assert (tell_subscribers(at=NOON), tell_subscribers(at=NOON)) == (3, 0)

        assert sorted(Message.objects.values_list("to", flat=True)) == sorted(wish.email for wish in wishes)
        assert AuditEntry.objects.get(action="tell_subscribers").after == {"people": 3}

    @pytest.mark.parametrize(
        "fields",
        [
            {"opened_at": None, "announces_before_opening": True},
            {"applications_open_at": NOON + timedelta(minutes=1)},
            {"applications_open_at": NOON - timedelta(days=2), "applications_close_at": NOON},
            {"closed_at": NOON},
            {"is_rehearsal": True},
        ],
    )
    def test_nobody_is_told_before_both_are_open_nor_afterwards(self, fields):
        event = self.opened(**fields)
        make_opening_subscription(event)

        assert tell_subscribers(at=NOON) == 0
        assert not event.takes_applications(NOON) or event.is_rehearsal

    def test_a_kill_between_batches_tells_nobody_twice_and_forgets_nobody(self, monkeypatch):
        event = self.opened()
        wishes = [make_opening_subscription(event) for _ in range(5)]
        monkeypatch.setattr(actions, "TOLD_AT_ONCE", 2)
        really, written = actions.mail_applications_open, []

        def killed_at_the_fourth(wish, *, at):
            written.append(wish)
            if len(written) == 4:
                raise KeyboardInterrupt
            really(wish, at=at)

        monkeypatch.setattr(actions, "mail_applications_open", killed_at_the_fourth)
        with pytest.raises(KeyboardInterrupt):
            tell_subscribers(at=NOON)
        assert Message.objects.count() == OpeningSubscription.objects.exclude(told_at=None).count() == 2
        tell_subscribers(at=NOON)

        assert sorted(Message.objects.values_list("to", flat=True)) == sorted(wish.email for wish in wishes)

    def test_a_mail_that_was_written_already_is_not_written_again(self):
        wish = make_opening_subscription(self.opened())
        tell_subscribers(at=NOON)
        OpeningSubscription.objects.update(told_at=None)

        tell_subscribers(at=NOON)

        assert Message.objects.count() == 1
        assert Message.objects.get().to == wish.email


class TestLeaving:
    @pytest.mark.parametrize("language", ["en", "de"])
    def test_both_mails_have_the_link_and_the_header_for_one_click(self, language):
        event = make_event(applications_open_at=NOON)
        wish = ask_to_be_told(event, "anna@example.org", language=language, at=NOON)
        confirm_subscription(wish, at=NOON)
        tell_subscribers(at=NOON)

        page = url(event, "subscription_end", token_of(wish))
        for message in Message.objects.all():
            mail = compose(message)
            assert page in mail.body
            assert mail.extra_headers["List-Unsubscribe"].endswith(f"{page}>")
            assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert Message.objects.count() == 2

    def test_a_mail_program_leaves_with_one_click_and_without_a_form_token(self):
        from django.test import Client

        event = make_event(archived_at=NOON)
        wish = ask_to_be_told(event, "anna@example.org", language="en", at=NOON)
        page = url(event, "subscription_end", token_of(wish))
        client = Client(enforce_csrf_checks=True)

        client.get(page)
        assert OpeningSubscription.objects.exists()
        answer = client.post(page, {"List-Unsubscribe": "One-Click"})

        assert answer.status_code == 200
        assert not OpeningSubscription.objects.exists()
        assert not Message.objects.exclude(to="").exists()

    def test_a_mail_that_went_out_is_kept_without_the_address(self):
        event = make_event()
        wish = ask_to_be_told(event, "anna@example.org", language="en", at=NOON)
        Message.objects.update(sent_at=NOON)

        assert end_subscription(wish, at=NOON)

        assert list(Message.objects.values_list("to", "context")) == [("", {})]


class TestForgetting:
    def test_addresses_go_when_their_time_is_over_and_not_before(self):
        event = make_event(applications_open_at=NOON, applications_close_at=NOON + timedelta(days=15))
        told = make_opening_subscription(event, told_at=NOON - KEPT_AFTER_TELLING)
        told_lately = make_opening_subscription(event, told_at=NOON - KEPT_AFTER_TELLING + timedelta(seconds=1))
        make_opening_subscription(event, confirmed_at=None, asked_at=NOON - CONFIRM_WITHIN)
        waiting = make_opening_subscription(event)

        assert forget_subscribers(at=NOON) == 2

        assert set(OpeningSubscription.objects.all()) == {told_lately, waiting}
        assert told not in OpeningSubscription.objects.all()
        assert forget_subscribers(at=NOON + timedelta(days=400)) == 2

    def test_erasing_an_application_finds_them(self):
        event = make_event()
        application = make_application(event, email="anna@example.org", email_proved_at=NOON)
        make_opening_subscription(event, email="anna@example.org")
        other = make_opening_subscription(event)
        found = own_data.collect(application, at=NOON)
        assert found["wanted_to_be_told_when_applications_open"]["email"] == "anna@example.org"
        assert [line for line in own_data.consequences(application, at=NOON).ends if "list of those" in line]

        erase_application(application, at=NOON)

        assert list(OpeningSubscription.objects.all()) == [other]

    def test_an_address_that_was_not_proved_tells_nothing(self):
        event = make_event()
        application = make_application(event, email="anna@example.org", email_proved_at=None)
        make_opening_subscription(event, email="anna@example.org")

        assert "wanted_to_be_told_when_applications_open" not in own_data.collect(application, at=NOON)


def all_at_once(work, number: int) -> list[object]:
    barrier = Barrier(number)

    def run(_index: int) -> object:
        try:
            barrier.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_of_two_confirmations_at_once_one_counts(self):
        wish = make_opening_subscription(announced(), confirmed_at=None)

        assert sorted(all_at_once(lambda: confirm_subscription(wish, at=NOON), 4)) == [False, False, False, True]

        assert AuditEntry.objects.filter(action="confirm_subscription").count() == 1

    def test_who_asks_in_two_tabs_at_once_is_on_the_list_once(self):
        event = announced()

        all_at_once(lambda: ask_to_be_told(event, "anna@example.org", language="en", at=NOON), 4)

        assert OpeningSubscription.objects.count() == 1

    def test_two_workers_at_once_write_each_mail_once(self):
        event = make_event(applications_open_at=NOON)
        for _ in range(5):
            make_opening_subscription(event)

        assert sum(all_at_once(lambda: tell_subscribers(at=NOON), 3)) == 5

        assert Message.objects.count() == 5
