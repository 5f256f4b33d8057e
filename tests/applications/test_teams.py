"""Teams: the link to join, who is seen, leaving, and what they are told before applications close."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.admission.actions import fill_in_order
from einlass.admission.queries import Place, most_together
from einlass.applications.actions import Details, edit_application, leave_team
from einlass.applications.errors import NotInATeam
from einlass.applications.models import Application, Team, TeamNotice
from einlass.applications.team_notices import warn_teams
from einlass.applications.teams import TeamChoice, TeamWish
from einlass.config.ticks import TICKS
from einlass.config.ticks import warn_teams as tick
from einlass.events.links import link_token
from einlass.mail.models import Message
from einlass.mail.rendering import render
from tests.builders import NOON, make_application, make_category, make_event, make_team
from tests.builders.admission import make_contingent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder", name={"en": "Founder"})
    return event


def apply_with(client, event, code):
    return client.get(reverse("applications:apply", args=[event.slug]) + f"?team={code}")


def own_page(application):
    return reverse("admission:applicant", args=[application.event.slug, link_token("application", application.code)])


def last_days(event):
    return event.applications_close_at - timedelta(days=2)


# --- joining --------------------------------------------------------------------------------------------
def test_the_link_of_a_team_opens_the_form_with_the_team_named_and_its_code_filled_in(client, event):
    team = make_team(event, name="Engines & Co")
    make_application(event, team=team)

    answer = apply_with(client, event, team.code.lower())

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "You are invited to the team “Engines &amp; Co”." in page
    assert answer.context["form"]["team"].value() == "join"
    assert answer.context["form"]["team_code"].value() == team.code


def test_the_link_of_a_full_team_says_so_and_the_form_still_opens(client, event):
    team = make_team(event, name="Engines")
    for _ in range(Team.LARGEST):
        make_application(event, team=team)

    page = apply_with(client, event, team.code).content.decode()

    assert "The team “Engines” is full" in page
    assert "You can apply alone" in page


@pytest.mark.parametrize("code", ["UNKNOWN1", "x" * 5000, "<script>", "‮", "🙂"])
def test_a_link_with_a_code_that_is_none_opens_the_form_all_the_same(client, event, code):
    answer = apply_with(client, event, code)

    assert answer.status_code == 200
    assert "There is no team with this code." in answer.content.decode()


def test_the_link_of_a_team_of_another_event_joins_nothing(client, event):
    other = make_event()
    team = make_team(other)
    make_application(other, team=team)

    assert "There is no team with this code." in apply_with(client, event, team.code).content.decode()


def test_a_member_is_given_the_link_to_hand_on(client, event):
    team = make_team(event)
    page = client.get(own_page(make_application(event, team=team))).content.decode()

    assert f"/apply/?team={team.code}" in page


# --- who is seen ----------------------------------------------------------------------------------------
def test_the_team_sees_names_except_of_those_who_do_not_show_them(client, event):
    team = make_team(event)
    ada = make_application(event, team=team, name="Ada")
    make_application(event, team=team, name="Grace")
    make_application(event, team=team, name="Hidden Person", hides_name=True)
    make_application(event, team=team, name="Unproved Person", email_proved_at=None)

    page = client.get(own_page(ada)).content.decode()

    assert "Grace" in page
    assert "Somebody who does not show the name" in page
    assert "1 more who has not confirmed the address yet" in page
    assert "Hidden Person" not in page
    assert "Unproved Person" not in page


def test_what_a_member_says_about_coming_alone_and_the_name_is_kept(event):
    team = make_team(event)
    make_application(event, team=team)
    ada = make_application(event)
    joining = TeamChoice(TeamWish.JOIN, code=team.code, alone_too=True, hides_name=True)

    edit_application(ada, Details(ada.name, ada.category, {}, joining), at=NOON)

    ada.refresh_from_db()
    assert (ada.team, ada.also_alone, ada.hides_name) == (team, True, True)


def test_the_page_says_when_too_many_have_joined(client, event):
    make_contingent(event, size=2)
    team = make_team(event)
    ada = make_application(event, team=team)
    for _ in range(2):
        make_application(event, team=team)

    page = client.get(own_page(ada)).content.decode()

    assert "3 people have joined, but at most 2 can come as one team." in page


# --- leaving --------------------------------------------------------------------------------------------
def test_somebody_leaves_and_the_others_stay_a_team(client, event):
    team = make_team(event)
    ada, grace = make_application(event, team=team), make_application(event, team=team)
    url = reverse("applications:departure", args=[event.slug, link_token("application", ada.code)])

    looked = client.get(url)
    left = client.post(url)

    assert (looked.status_code, left.status_code) == (405, 302)
    assert Application.objects.get(pk=ada.pk).team is None
    assert list(team.members.all()) == [grace]
    assert Application.objects.get(pk=ada.pk).earlier_versions.get().team_name == team.name


def test_the_last_to_leave_closes_the_team(event):
    ada = make_application(event, team=make_team(event))

    leave_team(ada, at=NOON)

    assert not Team.objects.exists()


def test_somebody_without_a_team_cannot_leave_one(event):
    with pytest.raises(NotInATeam):
        leave_team(make_application(event), at=NOON)


def test_nobody_leaves_after_applications_closed(client, event, time_machine):
    ada = make_application(event, team=make_team(event))
    time_machine.move_to(event.applications_close_at, tick=False)

    answer = client.post(reverse("applications:departure", args=[event.slug, link_token("application", ada.code)]))

    assert answer.status_code == 422
    assert Application.objects.get().team is not None


# --- standing or falling together -----------------------------------------------------------------------
def test_of_a_team_that_does_not_fit_only_those_come_who_said_so():
    waiting = [
        Place(1, unit=1),
        Place(2, unit=1, also_alone=True),
        Place(3, unit=1, also_alone=True),
        Place(4, unit=2),
    ]

    assert fill_in_order(waiting, 1) == ([2], [])
    assert fill_in_order(waiting, 2) == ([2, 3], [])
    assert fill_in_order(waiting, 3) == ([1, 2, 3], [])


def test_no_more_come_together_than_there_are_seats_to_draw(event):
    assert most_together(event) == Team.LARGEST
    make_contingent(event, size=3)
    assert most_together(event) == 3


# --- told before ----------------------------------------------------------------------------------------
def test_a_team_with_somebody_unproved_is_told_once_each_in_their_language(event):
    team = make_team(event, name="Engines")
    make_application(event, team=team, email="ada@example.org")
    make_application(event, team=team, email="grace@example.org", language="de")
    make_application(event, team=team, email="late@example.org", email_proved_at=None)

    told = [warn_teams(event, most=4, at=last_days(event)) for _ in range(2)]

    assert told == [1, 0]
    by_address = {one.to: one for one in Message.objects.all()}
    assert {to: one.template for to, one in by_address.items()} == {
        "ada@example.org": "applications/team_unproved",
        "grace@example.org": "applications/team_unproved",
        "late@example.org": "applications/prove_for_team",
    }
    assert Message.objects.count() == 3
    english, german = render(by_address["ada@example.org"]), render(by_address["grace@example.org"])
    assert english.subject.startswith("Somebody in your team “Engines” does not count yet")
    assert "1 person in your team “Engines” has not confirmed" in english.text
    assert german.subject.startswith("In Ihrem Team „Engines“ zählt jemand noch nicht")
    assert "/proof/" in render(by_address["late@example.org"]).text


def test_a_team_that_is_too_large_is_told(event):
    team = make_team(event)
    for _ in range(3):
        make_application(event, team=team)

    warn_teams(event, most=2, at=last_days(event))

    assert {one.template for one in Message.objects.all()} == {"applications/team_too_large"}
    assert "3 people have joined" in render(Message.objects.first()).text
    assert TeamNotice.objects.get().problem == "too_large"


def test_a_team_that_becomes_too_large_after_it_was_told_of_something_else_is_told_of_that_too(event):
    team = make_team(event)
    make_application(event, team=team)
    make_application(event, team=team, email_proved_at=None)
    warn_teams(event, most=2, at=last_days(event))
    make_application(event, team=team)

    warn_teams(event, most=2, at=last_days(event))

    assert {one.problem for one in TeamNotice.objects.all()} == {"too_large", "unproved"}


@pytest.mark.parametrize("early", [timedelta(days=4), timedelta(0)])
def test_nobody_is_told_early_or_after_the_end(event, early):
    team = make_team(event)
    make_application(event, team=team)
    make_application(event, team=team, email_proved_at=None)

    assert warn_teams(event, most=4, at=event.applications_close_at - early) == 0
    assert not Message.objects.exists()


def test_nobody_is_told_where_all_is_well_or_nobody_counts(event):
    well, empty = make_team(event), make_team(event)
    make_application(event, team=well)
    make_application(event, team=well, withdrawn_at=NOON, email_proved_at=None)
    make_application(event, team=empty, email_proved_at=None)

    assert warn_teams(event, most=4, at=last_days(event)) == 0


def test_the_worker_tells_teams_of_every_event_that_closes_soon(event):
    team = make_team(event)
    make_application(event, team=team)
    make_application(event, team=team, email_proved_at=None)

    tick(last_days(event))

    assert TeamNotice.objects.count() == 1
    assert tick in [one.run for one in TICKS]
