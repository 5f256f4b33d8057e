"""Owners invite; a role opens pages until it ends; an event is never without an owner."""

import threading
from datetime import date, timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.urls import reverse

from einlass.events.links import link_token
from einlass.events.models import AuditEntry, Membership, Role, User
from einlass.events.staff import add_member
from einlass.mail.models import Message
from einlass.mail.rendering import render
from einlass.setup.models import TeamInvitation
from einlass.setup.people.errors import (
    AlreadyInvited,
    AlreadyMember,
    ForSomebodyElse,
    InvitationIsOver,
    InvitationIsRevoked,
    InvitationIsUsed,
    LastOwner,
    LinkIsReplaced,
    NotInTeam,
    TeamRefusal,
)
from einlass.setup.people.invitations import (
    LINK,
    invite_again,
    invite_member,
    join,
    join_with_new_account,
    revoke_invitation,
)
from einlass.setup.people.members import change_role, leave_team, remove_member
from einlass.setup.settings.actions import save_stages
from einlass.setup.settings.errors import InUse
from tests.builders import NOON, make_creator, make_event, make_member, make_stage
from tests.builders.setup import make_team_invitation

PERSON = {"name": "Ada Bergmann", "password": "a long sentence to remember"}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def url_of(invitation: TeamInvitation) -> str:
    token = link_token(LINK, invitation.code, invitation.link_version)
    return reverse("setup:joining", args=[invitation.event.slug, token])


def role_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


@pytest.mark.django_db
class TestInviting:
    def test_a_mail_with_a_link_goes_to_the_address(self, client):
        event = make_event()
        owner = make_member(event, Role.OWNER, name="Olga")

        invitation = invite_member(event, "Ada@Example.org", Role.REVIEWER, language="en", at=NOON, by=owner)

        message = Message.objects.get()
        mail = render(message)
        assert (message.to, invitation.email) == ("ada@example.org", "ada@example.org")
        assert url_of(invitation) in mail.text
        assert "Olga" in mail.text

    def test_the_audit_trail_keeps_no_address(self):
        event = make_event()

        invite_member(event, "ada@example.org", Role.DOOR, language="en", at=NOON, by=make_member(event, Role.OWNER))

        entry = AuditEntry.objects.get(action="invite_member")
        assert entry.after == {"role": "door"}
        assert "ada" not in entry.subject

    def test_an_address_is_invited_once(self):
        event = make_event()
        owner = make_member(event, Role.OWNER)
        invite_member(event, "ada@example.org", Role.DOOR, language="en", at=NOON, by=owner)

        with pytest.raises(AlreadyInvited):
            invite_member(event, "ADA@example.org", Role.OWNER, language="en", at=NOON, by=owner)
        assert Message.objects.count() == 1

    def test_who_has_the_role_is_not_invited_to_it(self):
        event = make_event()
        owner = make_member(event, Role.OWNER)

        with pytest.raises(AlreadyMember):
            invite_member(event, owner.email, Role.OWNER, language="en", at=NOON, by=owner)

    def test_the_page_invites_with_a_last_day(self, client):
        event = make_event(zone="Asia/Kathmandu")
        client.force_login(make_member(event, Role.OWNER))

        client.post(
            reverse("setup:new_team_invitation", args=[event.slug]),
            {"email": "ada@example.org", "role": "door", "last_day": "2027-01-31", "language": "en"},
        )

        ends_at = TeamInvitation.objects.get().role_ends_at
        assert ends_at.astimezone(event.tz).isoformat() == "2027-02-01T00:00:00+05:45"

    def test_an_editor_of_one_stage_is_invited_and_joins_for_that_stage(self, client):
        event = make_event()
        stage = make_stage(event)
        client.force_login(make_member(event, Role.OWNER))
        typed = {"email": "ada@example.org", "role": f"stage:{stage.key}", "last_day": "", "language": "en"}

        client.post(reverse("setup:new_team_invitation", args=[event.slug]), typed)
        invitation = TeamInvitation.objects.get()
        assert stage.name in render(Message.objects.get()).text
        client.logout()
        client.post(url_of(invitation), PERSON)

        membership = Membership.objects.get(user__email="ada@example.org")
        assert (membership.role, membership.stage) == (Role.STAGE, stage)

    def test_an_invitation_to_a_stage_that_is_gone_lets_nobody_in(self, client):
        event = make_event()
        stage = make_stage(event)
        invitation = make_team_invitation(event, role=Role.STAGE, stage=stage)
        stage.delete()

        answer = client.post(url_of(invitation), PERSON)

        assert answer.status_code == 410
        assert not User.objects.exists()

    def test_a_stage_that_somebody_has_the_role_of_is_not_deleted(self):
        event = make_event()
        stage = make_stage(event)
        editor = make_member(event, Role.STAGE, stage=stage)

        with pytest.raises(InUse):
            save_stages(event, [], version=event.version, at=NOON, by=editor)

    def test_a_last_day_that_is_past_is_said_beside_the_field(self, client):
        event = make_event()
        client.force_login(make_member(event, Role.OWNER))
        yesterday = (NOON - timedelta(days=1)).date()

        answer = client.post(
            reverse("setup:new_team_invitation", args=[event.slug]),
            {"email": "ada@example.org", "role": "door", "last_day": yesterday, "language": "en"},
        )

        assert answer.context["form"].errors == {"last_day": ["This day is past."]}


@pytest.mark.django_db
class TestJoining:
    def test_with_a_new_account_and_on_to_the_second_factor(self, client):
        invitation = make_team_invitation(make_event(), role_ends_at=NOON + timedelta(days=30))

        answer = client.post(url_of(invitation), PERSON)

        user = User.objects.get(email=invitation.email)
        assert answer.headers["Location"] == reverse("setup:second_factor")
        assert (user.name, user.may_create_events) == ("Ada Bergmann", False)
        assert (role_of(user).role, role_of(user).ends_at) == ("organiser", NOON + timedelta(days=30))
        assert client.get(reverse("events:team", args=[invitation.event.slug])).status_code == 200

    def test_after_the_second_factor_the_way_leads_to_the_event(self, client):
        invitation = make_team_invitation(make_event())
        client.post(url_of(invitation), PERSON)
        TOTP.activate(User.objects.get(), "ABCDEFGH")
        RecoveryCodes.activate(User.objects.get())

        page = client.get(reverse("setup:recovery_codes"))

        assert page.context["onward"] == reverse("events:team", args=[invitation.event.slug])

    def test_with_the_account_there_is(self, client):
        user = make_creator()
        invitation = make_team_invitation(make_event(), email=user.email)
        signed_out = client.get(url_of(invitation)).content.decode()
        client.force_login(user)

        client.post(url_of(invitation))

        assert f"/accounts/login/?next={url_of(invitation)}" in signed_out
        assert role_of(user).event == invitation.event

    def test_nobody_joins_for_an_account_without_signing_in(self, client):
        user = make_creator()
        invitation = make_team_invitation(make_event(), email=user.email)

        client.post(url_of(invitation), PERSON)

        assert not Membership.objects.exists()
        assert User.objects.count() == 1

    def test_somebody_else_reads_that_it_is_not_for_them(self, client):
        invitation = make_team_invitation(make_event())
        client.force_login(make_creator())

        for answer in (client.get(url_of(invitation)), client.post(url_of(invitation), PERSON)):
            assert answer.status_code == 403
            assert "for another address" in answer.content.decode()
        with pytest.raises(ForSomebodyElse):
            join(invitation, 1, make_creator(), at=NOON)
        assert not Membership.objects.exists()

    def test_a_second_time_says_that_it_is_used(self, client):
        invitation = make_team_invitation(make_event())
        client.post(url_of(invitation), PERSON)
        own = client.get(url_of(invitation))
        client.logout()

        other = client.post(url_of(invitation), PERSON)

        assert "You are in the team." in own.content.decode()
        assert (other.status_code, "works once" in other.content.decode()) == (410, True)
        assert Membership.objects.count() == 1

    def test_it_ends_after_its_time(self):
        invitation = make_team_invitation(make_event())

        with pytest.raises(InvitationIsOver):
            join_with_new_account(invitation, 1, **PERSON, at=invitation.ends_at)
        join_with_new_account(invitation, 1, **PERSON, at=invitation.ends_at - timedelta(seconds=1))

    def test_a_mail_sent_again_ends_the_link_of_the_first_and_lasts_longer(self):
        event = make_event()
        owner = make_member(event, Role.OWNER)
        invitation = make_team_invitation(event)
        later = invitation.ends_at + timedelta(days=1)

        invite_again(invitation, at=later, by=owner)

        with pytest.raises(LinkIsReplaced):
            join_with_new_account(invitation, 1, **PERSON, at=later)
        join_with_new_account(invitation, 2, **PERSON, at=later)

    def test_one_taken_back_opens_nothing_and_forgets_the_address(self):
        event = make_event()
        invitation = make_team_invitation(event)

        revoke_invitation(invitation, at=NOON, by=make_member(event, Role.OWNER))

        with pytest.raises(InvitationIsRevoked):
            join_with_new_account(invitation, 1, **PERSON, at=NOON)
        invitation.refresh_from_db()
        assert invitation.email == ""

    def test_one_that_is_accepted_cannot_be_taken_back(self):
        event = make_event()
        invitation = make_team_invitation(event)
        join_with_new_account(invitation, 1, **PERSON, at=NOON)

        with pytest.raises(InvitationIsUsed):
            revoke_invitation(invitation, at=NOON, by=make_member(event, Role.OWNER))

    def test_it_never_cuts_a_role_short(self):
        event = make_event()
        owner = make_member(event, Role.OWNER)
        invitation = make_team_invitation(
            event, email=owner.email, role=Role.OWNER, role_ends_at=NOON + timedelta(days=1)
        )

        join(invitation, 1, owner, at=NOON)

        assert role_of(owner).ends_at is None

    def test_the_link_of_another_event_opens_nothing(self, client):
        token = link_token(LINK, make_team_invitation(make_event()).code)

        assert client.get(reverse("setup:joining", args=[make_event().slug, token])).status_code == 404


@pytest.mark.django_db
class TestRoles:
    def test_a_role_taken_away_ends_at_once_for_who_is_signed_in(self, client):
        event = make_event()
        owner, reviewer = make_member(event, Role.OWNER), make_member(event, Role.REVIEWER)
        client.force_login(reviewer)
        inbox = reverse("applications:inbox", args=[event.slug])
        assert client.get(inbox).status_code == 200

        remove_member(role_of(reviewer), at=NOON, by=owner)

        assert client.get(inbox).status_code == 404

    def test_a_role_ends_with_its_last_day(self, client, time_machine):
        event = make_event()
        door = make_member(event, Role.DOOR)
        Membership.objects.update(ends_at=NOON + timedelta(hours=1))
        client.force_login(door)
        board = reverse("checkin:board", args=[event.slug])
        assert client.get(board).status_code == 200

        time_machine.move_to(NOON + timedelta(hours=1), tick=False)

        assert client.get(board).status_code == 404
        assert client.get("/events/").context["mine"] == []

    def test_another_role_and_an_end(self, client):
        event = make_event()
        client.force_login(make_member(event, Role.OWNER))
        membership = role_of(make_member(event, Role.DOOR))
        last_day = date(2027, 1, 31)

        client.post(
            reverse("setup:member", args=[event.slug, membership.pk]), {"role": "reviewer", "last_day": last_day}
        )

        membership.refresh_from_db()
        assert membership.role == "reviewer"
        entry = AuditEntry.objects.get(action="change_role")
        assert (entry.before, entry.after["role"]) == ({"role": "door"}, "reviewer")

    def test_nobody_has_a_role_twice(self):
        event = make_event()
        owner = make_member(event, Role.OWNER)
        add_member(event, owner.email, Role.DOOR, at=NOON, by=owner)

        with pytest.raises(AlreadyMember):
            change_role(Membership.objects.get(role="door"), Role.OWNER, ends_at=None, at=NOON, by=owner)

    def test_the_last_owner_cannot_go_in_any_way(self):
        event = make_event()
        owner = make_member(event, Role.OWNER)
        ending = make_member(event, Role.OWNER)
        Membership.objects.filter(user=ending).update(ends_at=NOON + timedelta(days=1))
        make_member(event, Role.OWNER, is_active=False)
        last = role_of(owner)

        ways = [
            lambda: remove_member(last, at=NOON, by=owner),
            lambda: leave_team(event, owner, at=NOON),
            lambda: change_role(last, Role.ORGANISER, ends_at=None, at=NOON, by=owner),
            lambda: change_role(last, Role.OWNER, ends_at=NOON + timedelta(days=9), at=NOON, by=owner),
        ]
        for way in ways:
            with pytest.raises(LastOwner):
                way()
        assert (role_of(owner).role, role_of(owner).ends_at) == ("owner", None)

    def test_the_page_says_why_the_last_owner_stays(self, client):
        event = make_event()
        owner = make_member(event, Role.OWNER)
        client.force_login(owner)

        answer = client.post(reverse("setup:leaving", args=[event.slug]), follow=True)

        assert "This is the last owner" in answer.content.decode()

    def test_who_leaves_gives_up_every_role_there(self, client):
        event = make_event()
        reviewer = make_member(event, Role.REVIEWER)
        add_member(event, reviewer.email, Role.DOOR, at=NOON, by="command line")
        client.force_login(reviewer)

        answer = client.post(reverse("setup:leaving", args=[event.slug]))

        assert answer.headers["Location"] == "/events/"
        assert not Membership.objects.exists()
        assert AuditEntry.objects.filter(action="leave_team").count() == 2

    def test_a_role_is_taken_away_once(self):
        event = make_event()
        owner, door = make_member(event, Role.OWNER), make_member(event, Role.DOOR)
        membership = role_of(door)
        remove_member(membership, at=NOON, by=owner)

        with pytest.raises(NotInTeam):
            remove_member(membership, at=NOON, by=owner)

    def test_a_member_of_another_event_is_not_found(self, client):
        event = make_event()
        client.force_login(make_member(event, Role.OWNER))
        strange = role_of(make_member(make_event()))

        assert client.post(reverse("setup:member_removal", args=[event.slug, strange.pk])).status_code == 404


@pytest.mark.django_db
class TestThePage:
    def test_it_shows_the_second_factor_and_the_end(self, client):
        event = make_event()
        owner = make_member(event, Role.OWNER, name="Olga")
        TOTP.activate(owner, "ABCDEFGH")
        make_member(event, Role.DOOR)
        client.force_login(owner)

        members = client.get(reverse("setup:people", args=[event.slug])).context["members"]

        assert [(one.membership.role, one.has_second_factor) for one in members] == [("owner", True), ("door", False)]

    def test_organisers_see_it_and_change_nothing(self, client):
        event = make_event()
        client.force_login(make_member(event, Role.ORGANISER))

        text = client.get(reverse("setup:people", args=[event.slug])).content.decode()

        assert "Invite somebody" not in text
        assert reverse("setup:new_team_invitation", args=[event.slug]) not in text

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_takes_the_same_number_of_queries(self, client, number, django_assert_num_queries):
        event = make_event()
        for _ in range(number):
            make_member(event, Role.DOOR)
            make_team_invitation(event)
        client.force_login(make_member(event, Role.OWNER))

        # The first page notes with which browser somebody is signed in.
        client.get(reverse("setup:events"))

        with django_assert_num_queries(8):
            client.get(reverse("setup:people", args=[event.slug]))


def at_once(*works):
    """Run in as many threads; returns what each raised, None where it went through."""
    barrier, refused = threading.Barrier(len(works)), []

    def run(work):
        barrier.wait()
        try:
            work()
            refused.append(None)
        except TeamRefusal as refusal:
            refused.append(type(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_owners_who_remove_each_other(self):
        event = make_event()
        first, second = make_member(event, Role.OWNER), make_member(event, Role.OWNER)
        roles = role_of(first), role_of(second)

        refused = at_once(
            lambda: remove_member(roles[1], at=NOON, by=first), lambda: remove_member(roles[0], at=NOON, by=second)
        )

        assert set(refused) == {None, LastOwner}
        assert Membership.objects.count() == 1

    def test_one_invitation_accepted_in_two_browsers(self):
        invitation = make_team_invitation(make_event())

        refused = at_once(*[lambda: join_with_new_account(invitation, 1, **PERSON, at=NOON)] * 2)

        assert set(refused) == {None, InvitationIsUsed}
        assert (User.objects.count(), Membership.objects.count()) == (1, 1)

    def test_one_address_invited_by_two_owners(self):
        event = make_event()
        owner = make_member(event, Role.OWNER)

        refused = at_once(
            *[lambda: invite_member(event, "ada@example.org", Role.DOOR, language="en", at=NOON, by=owner)] * 2
        )

        assert set(refused) == {None, AlreadyInvited}
        assert Message.objects.count() == 1
