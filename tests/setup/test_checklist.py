"""What the list before an event opens tries out for itself."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from einlass.admission.attributes import attributes_for_quotas
from einlass.admission.models import Quota
from einlass.events.models import AuditEntry, Event, Membership, Role
from einlass.mail.models import Message
from einlass.mail.rendering import render
from einlass.setup import backup_record
from einlass.setup.opening.checks import Check, checks_of
from einlass.setup.opening.plausible_pool import plausible_pool
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import make_contingent, make_quota
from tests.builders.applications import make_choice, make_question

pytestmark = pytest.mark.django_db
QUOTAS = "The quotas can be met by a plausible pool"
ARRIVED = "A test mail arrived"
BACKUP = "A backup was made, and restored once"


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path):
    settings.DATA = tmp_path


def found(event: Event, title: str) -> Check | None:
    return next((check for check in checks_of(event, at=NOON) if check.title == title), None)


def test_the_invented_people_are_two_for_each_seat_and_spread_evenly():
    event = make_event()
    make_choice(event, "gender", "f", "m")
    make_choice(event, "field", "bio", "it", "art", "law")
    attributes = attributes_for_quotas(event)[1:]

    pool = plausible_pool(attributes, 20, set())

    assert pool.people == 40
    assert pool.numbers(0) == Counter(f=20, m=20)
    assert pool.numbers(1) == Counter(bio=10, it=10, art=10, law=10)
    assert len(pool.answered) == 8
    assert plausible_pool(attributes, 20, set()) == pool


def test_countries_without_a_quota_count_as_one():
    event = make_event()
    make_question(event, key="home", kind="country", is_attribute=True)

    pool = plausible_pool(attributes_for_quotas(event)[1:], 30, {("home", "DE"), ("home", "FR")})

    assert pool.numbers(0) == Counter(DE=20, FR=20)
    assert pool.people == 60


class TestQuotas:
    def test_without_quotas_nothing_is_said(self):
        assert found(make_event(), QUOTAS) is None

    def test_those_that_can_be_met_are_right(self):
        event = make_event()
        make_contingent(event, size=10)
        make_choice(event, "gender", "f", "m")
        make_quota(event, "gender", "f", least=5)
        make_quota(event, "gender", "m", most=5)

        assert found(event, QUOTAS).is_good

    def test_those_that_clash_with_each_other_are_named_with_what_helps(self):
        # At least 6 and at least 5 of 10 seats: one seat too many.
        event = make_event()
        make_contingent(event, size=10)
        make_choice(event, "gender", "f", "m")
        make_quota(event, "gender", "f", least=6)
        make_quota(event, "gender", "m", least=5)

        check = found(event, QUOTAS)

        assert not check.is_good
        assert not check.is_needed
        assert "10 seats and 20 invented applicants" in check.detail
        assert (
            "Gender: F: at least 5 instead of 6" in check.detail
            or "Gender: M: at least 4 instead of 5" in check.detail
        )

    def test_more_than_the_pool_holds_is_named(self):
        # Of 20 people spread over four answers, five are from law.
        event = make_event()
        make_contingent(event, size=10)
        make_choice(event, "field", "bio", "it", "art", "law")
        make_quota(event, "field", "law", least=8)

        assert "Field: LAW: at least 5 instead of 8" in found(event, QUOTAS).detail

    def test_those_over_everybody_are_tried_on_all_seats(self):
        event = make_event(capacity=100)
        make_contingent(event, size=10)
        make_choice(event, "gender", "f", "m")
        quota = make_quota(event, "gender", "f", least=40, scope=Quota.Scope.EVERYBODY)

        assert found(event, QUOTAS).is_good

        Quota.objects.filter(pk=quota.pk).update(scope=Quota.Scope.DRAW)
        assert not found(event, QUOTAS).is_good

    def test_quotas_of_a_draw_without_seats_are_named(self):
        event = make_event()
        make_choice(event, "gender", "f", "m")
        make_quota(event, "gender", "f", least=1)

        assert found(event, QUOTAS).detail == "There are quotas for the draw, and no seat is drawn."


class TestBackup:
    def test_none_is_said_and_stops_nothing(self):
        check = found(make_event(), BACKUP)

        assert (check.is_good, check.is_needed) == (False, False)
        assert "No backup was made yet" in check.detail

    def test_one_that_was_never_restored_is_not_enough(self, tmp_path):
        backup_record.record_backup(tmp_path / "one.backup", at=NOON)

        check = found(make_event(), BACKUP)

        assert not check.is_good
        assert "None was restored yet" in check.detail

    def test_a_restore_here_is_right_and_shown_with_its_day(self, client, tmp_path):
        backup_record.record_backup(tmp_path / "one.backup", at=NOON)
        backup_record.record_restore(tmp_path / "one.backup", at=NOON + timedelta(days=1))
        event = make_event()
        client.force_login(make_member(event))

        assert found(event, BACKUP).is_good
        page = client.get(reverse("setup:opening", args=[event.slug])).content.decode()
        assert BACKUP in page

    def test_a_restore_on_trial_into_another_folder_is_found_beside_the_backup(self, settings, tmp_path):
        folder, trial = tmp_path / "backups", tmp_path / "trial"
        folder.mkdir()
        trial.mkdir()
        backup_record.record_backup(folder / "one.backup", at=NOON)
        settings.DATA = trial
        backup_record.record_restore(folder / "one.backup", at=NOON + timedelta(hours=1))
        settings.DATA = tmp_path
        backup_record.record_backup(folder / "two.backup", at=NOON + timedelta(days=1))

        record = backup_record.backup_record()

        assert record == backup_record.BackupRecord(NOON + timedelta(days=1), NOON + timedelta(hours=1))

    @pytest.mark.parametrize("text", ["", "[]", "{", json.dumps({"made_at": 7, "restored_at": "soon", "file": 3})])
    def test_a_damaged_record_is_none(self, tmp_path, text):
        (tmp_path / backup_record.NAME).write_text(text)

        assert backup_record.backup_record() == backup_record.BackupRecord(None, None)

    def test_a_record_that_cannot_be_written_stops_no_backup(self, settings):
        settings.DATA = Path("/proc/nowhere")

        backup_record.record_backup(Path("/proc/one.backup"), at=NOON)
        backup_record.record_restore(Path("/proc/one.backup"), at=NOON)

        assert backup_record.backup_record() == backup_record.BackupRecord(None, None)


class TestMail:
    @pytest.fixture(autouse=True)
    def _member(self, client, time_machine):
        time_machine.move_to(NOON, tick=False)
        self.event = make_event()
        self.user = make_member(self.event)
        client.force_login(self.user)

    def address(self, name: str) -> str:
        return reverse(f"setup:{name}", args=[self.event.slug])

    def send(self, client) -> str:
        """The code that was mailed."""
        client.post(self.address("mail_test"))
        message = Message.objects.order_by("-pk")[0]
        assert (message.template, message.to) == ("setup/mail_test", self.user.email)
        return message.context["code"]

    def type_in(self, client, code: str):
        return client.post(self.address("mail_test_arrival"), {"code": code})

    def test_the_code_that_was_mailed_shows_that_mail_arrives(self, client):
        assert not found(self.event, ARRIVED).is_good

        code = self.send(client)
        assert not found(self.event, ARRIVED).is_good
        answer = self.type_in(client, f" {code[:3]} {code[3:]}\n")

        assert answer.status_code == 302
        assert found(self.event, ARRIVED).is_good
        assert f"{NOON:%Y}" in found(self.event, ARRIVED).detail
        assert list(AuditEntry.objects.filter(action__contains="mail_test").values_list("action", flat=True)) == [
            "send_mail_test",
            "confirm_mail_test",
        ]

    def test_the_mail_says_the_code(self, client):
        code = self.send(client)

        mail = render(Message.objects.get())

        assert code in mail.text
        assert code in mail.subject

    @pytest.mark.parametrize(
        "change", ["wrong", "none", "letters", "too old", "of another event", "of another person"]
    )
    def test_another_code_shows_nothing(self, client, time_machine, change):
        code = self.send(client)
        match change:
            case "wrong":
                code = f"{(int(code) + 1) % 10**6:06}"
            case "none":
                code = ""
            case "letters":
                code = "abcdef"
            case "too old":
                time_machine.move_to(NOON + timedelta(hours=1, seconds=1), tick=False)
            case "of another event":
                self.event = make_event()
                Membership.objects.create(user=self.user, event=self.event, role=Role.ORGANISER)
            case "of another person":
                client.force_login(make_member(self.event))

        answer = self.type_in(client, code)

        assert answer.status_code == 422
        assert answer.context["mail_test_form"].errors["code"]
        assert not found(self.event, ARRIVED).is_good

    def test_codes_cannot_be_guessed_at_will(self, client):
        code = self.send(client)
        wrong = f"{(int(code) + 1) % 10**6:06}"
        for _try in range(10):
            assert self.type_in(client, wrong).status_code == 422

        assert self.type_in(client, code).status_code == 429
        assert not found(self.event, ARRIVED).is_good

    def test_five_mails_an_hour_are_enough(self, client, time_machine):
        for second in range(7):
            time_machine.move_to(NOON + timedelta(seconds=second), tick=False)
            client.post(self.address("mail_test"))

        assert Message.objects.count() == 5

    def test_the_code_of_an_earlier_mail_still_counts(self, client, time_machine):
        earlier = self.send(client)
        time_machine.move_to(NOON + timedelta(minutes=1), tick=False)
        self.send(client)

        assert self.type_in(client, earlier).status_code == 302
