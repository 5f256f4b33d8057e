"""Second factors and sessions: asked for with a reason, reset by an owner, listed and ended."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from einlass.checkin.actions.gates import end_devices_of_ended_roles, open_pairing
from einlass.checkin.models import Device
from einlass.events.models import AuditEntry, Membership, Role, User
from einlass.mail.models import Message
from einlass.mail.rendering import render
from einlass.setup.people.accounts import may_decide_about, reset_second_factor, sign_out_everywhere
from einlass.setup.people.errors import BelongsElsewhereToo, OwnAccount
from einlass.setup.people.invitations import invite_member, revoke_invitation
from einlass.setup.people.members import change_role, remove_member
from einlass.setup.sessions.browsers import browser_in_words
from einlass.setup.sessions.queries import open_sessions
from tests.builders import NOON, make_creator, make_event, make_member
from tests.builders.checkin import make_gate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def membership_of(user: User) -> Membership:
    return Membership.objects.select_related("user", "event").get(user=user)


def signed_in(user: User, agent: str = "") -> Client:
    """A browser of its own, which has opened a page."""
    client = Client(headers={"User-Agent": agent})
    client.force_login(user)
    client.get(reverse("setup:events"))
    return client


class TestAskingForTheSecondFactor:
    def test_the_page_says_why_and_leads_on_to_where_one_wanted(self, client, settings):
        event = make_event()
        client.post(
            reverse("account_login"),
            {"login": make_member(event, Role.ORGANISER).email, "password": "correct horse battery"},
        )
        settings.DEVELOPMENT = False
        wanted = reverse("setup:audit_trail", args=[event.slug]) + "?kind=draw"

        asked = client.get(wanted, follow=True)
        page = client.post(asked.redirect_chain[-1][0], {"password": "correct horse battery"}, follow=True)
        assert "then you go on to it" in page.content.decode()
        secret = page.context["form"].secret
        code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
        codes = client.post(
            page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], {"code": code}, follow=True
        )

        assert codes.context["onward"] == wanted
        assert client.get(wanted).status_code == 200

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
    def test_it_leads_to_no_other_host(self, client, elsewhere):
        client.force_login(make_member(make_event()))

        asked = client.get(reverse("setup:second_factor"), {"next": elsewhere}, follow=True)
        page = client.post(asked.redirect_chain[-1][0], {"password": "correct horse battery"}, follow=True)

        assert page.context["wanted"] == page.context["query"] == ""


class TestResettingIt:
    def test_an_owner_resets_it_and_the_person_is_told_and_signed_out(self):
        event = make_event()
        owner, door = make_member(event, Role.OWNER), make_member(event, Role.DOOR)
        TOTP.activate(door, "ABCDEFGH")
        signed_in(door)

        reset_second_factor(membership_of(door), "called back on the phone", at=NOON, by=owner)

        assert not Authenticator.objects.exists()
        assert open_sessions(door, at=NOON) == []
        assert AuditEntry.objects.get(action="reset_second_factor").after == {"reason": "called back on the phone"}
        message = Message.objects.get()
        assert message.to == door.email
        assert owner.email in render(message).text

    def test_a_reason_is_asked_for(self, client):
        event = make_event()
        door = make_member(event, Role.DOOR)
        TOTP.activate(door, "ABCDEFGH")
        client.force_login(make_member(event, Role.OWNER))

        answer = client.post(reverse("setup:second_factor_reset", args=[event.slug, membership_of(door).pk]))

        assert answer.status_code == 422
        assert Authenticator.objects.count() == 1

    def test_an_account_that_opens_an_event_of_others_is_not_the_owners(self, client):
        event = make_event()
        owner, door = make_member(event, Role.OWNER), make_member(event, Role.DOOR)
        Membership.objects.create(user=door, event=make_event(), role=Role.DOOR)
        membership = Membership.objects.get(user=door, event=event)

        for attempt in (
            lambda: reset_second_factor(membership, "lost", at=NOON, by=owner),
            lambda: sign_out_everywhere(membership, at=NOON, by=owner),
        ):
            with pytest.raises(BelongsElsewhereToo):
                attempt()

    def test_a_role_elsewhere_that_has_ended_does_not_count(self):
        event = make_event()
        owner, door = make_member(event, Role.OWNER), make_member(event, Role.DOOR)
        Membership.objects.create(user=door, event=make_event(), role=Role.DOOR, ends_at=NOON)

        assert may_decide_about(door, owner, at=NOON)

    def test_who_makes_events_belongs_to_the_installation(self):
        event = make_event()
        owner, creator = make_member(event, Role.OWNER), make_creator()
        Membership.objects.create(user=creator, event=event, role=Role.DOOR)

        assert not may_decide_about(creator, owner, at=NOON)

    def test_of_oneself_one_takes_care_on_the_pages_of_the_account(self):
        owner = make_member(make_event(), Role.OWNER)

        with pytest.raises(OwnAccount):
            reset_second_factor(membership_of(owner), "lost", at=NOON, by=owner)


class TestSessions:
    def test_they_are_listed_with_the_own_one_first(self):
        user = make_member(make_event())
        signed_in(user, "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
        here = signed_in(user, "Mozilla/5.0 (iPhone) Safari/600")

        found = here.get(reverse("setup:sessions")).context["sessions"]

        assert [(one.browser, one.is_own) for one in found] == [("Safari, iPhone", True), ("Firefox, Windows", False)]

    def test_one_that_is_ended_is_signed_out_at_its_next_request(self):
        user = make_member(make_event())
        other, here = signed_in(user), signed_in(user)
        code = here.get(reverse("setup:sessions")).context["sessions"][1].code

        here.post(reverse("setup:session_removal", args=[code]))

        assert other.get(reverse("setup:events")).status_code == 302
        assert here.get(reverse("setup:events")).status_code == 200

    def test_all_others_are_ended_at_once(self):
        user = make_member(make_event())
        others, here = [signed_in(user), signed_in(user)], signed_in(user)

        here.post(reverse("setup:other_sessions_removal"))

        assert [one.get(reverse("setup:events")).status_code for one in others] == [302, 302]
        assert here.get(reverse("setup:events")).status_code == 200

    def test_the_code_of_somebody_elses_session_ends_nothing(self):
        victim = make_member(make_event())
        theirs, mine = signed_in(victim), signed_in(make_member(make_event()))
        code = theirs.get(reverse("setup:sessions")).context["sessions"][0].code

        mine.post(reverse("setup:session_removal", args=[code]))

        assert theirs.get(reverse("setup:events")).status_code == 200

    def test_an_owner_ends_those_of_a_member(self):
        event = make_event()
        owner, door = make_member(event, Role.OWNER), make_member(event, Role.DOOR)
        theirs = signed_in(door)

        signed_in(owner).post(reverse("setup:member_sessions_removal", args=[event.slug, membership_of(door).pk]))

        assert theirs.get(reverse("setup:events")).status_code == 302
        assert AuditEntry.objects.get(action="end_sessions").after == {"number": 1}

    def test_a_visitor_without_an_account_gets_no_session_by_looking(self, client):
        client.get(reverse("events:event", args=[make_event().slug]))

        assert "sessionid" not in client.cookies

    def test_a_browser_is_named_as_far_as_it_is_known(self):
        assert browser_in_words("Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537 Edg/140") == "Edge, Linux"
        assert browser_in_words("curl/8") == ""


class TestWhatARoleOpened:
    def test_the_next_request_of_an_open_session_sees_nothing_more(self):
        event = make_event()
        owner, reviewer = make_member(event, Role.OWNER), make_member(event, Role.REVIEWER)
        theirs = signed_in(reviewer)
        url = reverse("applications:inbox", args=[event.slug])
        assert theirs.get(url).status_code == 200

        remove_member(membership_of(reviewer), at=NOON, by=owner)

        assert theirs.get(url).status_code == 404

    @pytest.mark.parametrize("ending", ["removed", "changed", "over"])
    def test_phones_that_the_person_paired_end(self, ending):
        event = make_event()
        owner, door = make_member(event, Role.OWNER), make_member(event, Role.DOOR)
        device, _code = open_pairing(make_gate(event), at=NOON, by=door)
        others, _code = open_pairing(make_gate(event), at=NOON, by=owner)

        if ending == "removed":
            remove_member(membership_of(door), at=NOON, by=owner)
        elif ending == "changed":
            change_role(membership_of(door), Role.REVIEWER, ends_at=None, at=NOON, by=owner)
        else:
            Membership.objects.filter(user=door).update(ends_at=NOON)
            end_devices_of_ended_roles(at=NOON)

        assert Device.objects.get(pk=device.pk).revoked_at == NOON
        assert Device.objects.get(pk=others.pk).revoked_at is None

    def test_phones_stay_while_another_role_lets_the_person_pair_them(self):
        event = make_event()
        owner, door = make_member(event, Role.OWNER), make_member(event, Role.DOOR)
        device, _code = open_pairing(make_gate(event), at=NOON, by=door)
        membership = membership_of(door)
        Membership.objects.create(user=door, event=event, role=Role.ORGANISER)

        remove_member(membership, at=NOON, by=owner)

        assert Device.objects.get(pk=device.pk).revoked_at is None

    def test_mail_of_an_invitation_that_is_taken_back_does_not_go_out(self):
        event = make_event()
        owner = make_member(event, Role.OWNER)
        kept = invite_member(event, "bea@example.org", Role.DOOR, language="en", at=NOON, by=owner)
        invitation = invite_member(event, "ada@example.org", Role.DOOR, language="en", at=NOON, by=owner)

        revoke_invitation(invitation, at=NOON + timedelta(seconds=1), by=owner)

        assert [message.to for message in Message.objects.all()] == [kept.email]
