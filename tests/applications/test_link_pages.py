"""What an applicant does by the signed link."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.applications import mails
from einlass.applications.models import Application
from einlass.events.links import link_token
from einlass.mail.models import Message
from einlass.mail.rendering import render
from einlass.web.templatetags.web import deadline
from tests.builders import NOON, make_application, make_category, make_event, make_question, make_team

pytestmark = pytest.mark.django_db

PAGES = ["applications:proof", "applications:edit", "applications:withdrawal"]


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def url(name, application, token=None):
    return reverse(name, args=[application.event.slug, token or token_of(application)])


def token_of(application, kind="application"):
    return link_token(kind, application.code, application.link_version)


def own_page(application):
    return url("admission:applicant", application)


def filled(application, **changes):
    return {"name": application.name, "category": application.category.key, "team": "alone"} | changes


def unproved(event=None, **fields):
    return make_application(event or make_event(), email_proved_at=None, **fields)


def test_opening_the_mailed_link_proves_nothing(client):
    application = unproved()

    answer = client.get(url("applications:proof", application))

    application.refresh_from_db()
    assert answer.status_code == 200
    assert application.email_proved_at is None


def test_the_button_proves_the_address_and_leads_to_the_own_page(client):
    application = unproved()

    answer = client.post(url("applications:proof", application))

    application.refresh_from_db()
    assert answer.url.startswith(f"/{application.event.slug}/applications/")
    assert application.email_proved_at == NOON


def test_pressing_the_button_twice_is_no_matter(client):
    application = unproved()
    client.post(url("applications:proof", application))

    answer = client.post(url("applications:proof", application))

    assert answer.status_code == 302
    assert Message.objects.count() == 1


def test_a_proved_application_goes_straight_to_its_page(client):
    assert client.get(url("applications:proof", make_application(make_event()))).status_code == 302


def test_a_second_application_of_the_address_leads_to_the_one_that_counts(client):
    event = make_event()
    existing = make_application(event, email="ada@example.org")
    second = unproved(event, email="ada@example.org")

    answer = client.post(url("applications:proof", second))

    assert answer.status_code == 422
    assert own_page(existing) in answer.content.decode()


def test_after_the_draw_the_page_says_that_it_is_too_late(client, time_machine):
    application = unproved()
    time_machine.move_to(application.event.draw_at, tick=False)

    answer = client.post(url("applications:proof", application))

    assert answer.status_code == 422
    assert "too late" in answer.content.decode()


def test_who_proves_after_the_team_filled_up_is_told(client):
    event = make_event()
    team = make_team(event, name="Engines")
    late = unproved(event, team=team)
    for _ in range(4):
        make_application(event, team=team)

    answer = client.post(url("applications:proof", late), follow=True)

    assert "The team “Engines” has filled up" in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_guessed_old_and_foreign_links_are_not_found(client, name):
    application, elsewhere = make_application(make_event()), make_application(make_event())

    tokens = [
        application.code,
        token_of(application)[:-1] + ("A" if token_of(application)[-1] != "A" else "B"),
        token_of(application, kind="ticket"),
        link_token("application", application.code, 2),
        token_of(elsewhere),
    ]

    assert [client.get(url(name, application, token)).status_code for token in tokens] == [404] * 5
    assert [client.post(url(name, application, token)).status_code for token in tokens] == [404] * 5


def test_the_own_page_shows_what_was_sent_and_how_to_change_it(client):
    event = make_event()
    make_question(event, key="company", label={"en": "Company"})
    application = make_application(event, name="Ada", answers={"company": "Blech & Söhne"})

    page = client.get(own_page(application)).content.decode()

    for shown in ["Ada", "Company", "Blech &amp; Söhne", application.code, url("applications:edit", application)]:
        assert shown in page


def test_the_own_page_names_only_proved_members_of_the_team(client):
    event = make_event()
    team = make_team(event, name="Engines")
    application = make_application(event, team=team, name="Ada")
    make_application(event, team=team, name="Bob")
    unproved(event, team=team, name="Carol")
    make_application(event, team=team, name="Dave", withdrawn_at=NOON)

    page = client.get(own_page(application)).content.decode()

    assert team.code in page
    assert "Bob" in page
    assert "Carol" not in page
    assert "Dave" not in page


def test_editing_shows_what_was_sent_and_saves_what_was_changed(client):
    event = make_event()
    make_question(event, key="company")
    application = make_application(event, name="Ada", answers={"company": "Old"})

    shown = client.get(url("applications:edit", application)).content.decode()
    answer = client.post(url("applications:edit", application), filled(application, name="Åsa", q_company="New"))

    application.refresh_from_db()
    assert 'value="Old"' in shown
    assert answer.status_code == 302
    assert (application.name, application.answers) == ("Åsa", {"company": "New"})


def test_an_edit_that_is_not_right_keeps_what_was_typed_and_saves_nothing(client):
    event = make_event()
    make_question(event, key="company", required=True)
    application = make_application(event, name="Ada", answers={"company": "Old"})

    answer = client.post(url("applications:edit", application), filled(application, name="New name", q_company=" "))

    application.refresh_from_db()
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"q_company"}
    assert "New name" in answer.content.decode()
    assert (application.name, application.edited_at) == ("Ada", None)


def test_the_address_cannot_be_changed_by_editing(client):
    application = make_application(make_event(), email="ada@example.org")

    client.post(url("applications:edit", application), filled(application, email="eve@example.org"))

    application.refresh_from_db()
    assert application.email == "ada@example.org"


def test_a_member_stays_in_the_team_or_leaves_it(client):
    event = make_event()
    team = make_team(event)
    stays, leaves = make_application(event, team=team), make_application(event, team=team)

    client.post(url("applications:edit", stays), filled(stays, team="stay"))
    client.post(url("applications:edit", leaves), filled(leaves, team="alone"))

    assert list(team.members.all()) == [stays]


def test_joining_a_full_team_by_editing_is_refused(client):
    event = make_event()
    team = make_team(event)
    for _ in range(4):
        make_application(event, team=team)
    application = make_application(event)

    answer = client.post(url("applications:edit", application), filled(application, team="join", team_code=team.code))

    application.refresh_from_db()
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"team_code"}
    assert application.team is None


def test_withdrawing_asks_first_and_then_does_it(client):
    application = make_application(make_event())

    asked = client.get(url("applications:withdrawal", application))
    application.refresh_from_db()
    before = application.withdrawn_at
    client.post(url("applications:withdrawal", application))

    application.refresh_from_db()
    assert (asked.status_code, before) == (200, None)
    assert application.withdrawn_at == NOON


def test_a_replayed_withdrawal_leads_back_to_the_page(client):
    application = make_application(make_event())
    client.post(url("applications:withdrawal", application))

    assert client.post(url("applications:withdrawal", application)).status_code == 302
    assert Message.objects.count() == 1


@pytest.mark.parametrize("name", ["applications:edit", "applications:withdrawal"])
def test_after_the_close_nothing_can_be_changed_and_the_page_says_so(client, time_machine, name):
    application = make_application(make_event(), name="Ada")
    time_machine.move_to(application.event.applications_close_at, tick=False)

    shown = client.get(url(name, application))
    sent = client.post(url(name, application), filled(application, name="Eve"))

    application.refresh_from_db()
    assert "can no longer be changed" in shown.content.decode()
    assert sent.status_code == 422
    assert (application.name, application.withdrawn_at) == ("Ada", None)


def with_more_time(event, **fields):
    return make_application(event, extended_until=event.applications_close_at + timedelta(days=2), **fields)


def test_who_had_more_time_is_told_their_own_deadline(client, time_machine):
    application = with_more_time(make_event(zone="UTC"))
    time_machine.move_to(application.extended_until, tick=False)

    text = client.get(url("applications:edit", application)).content.decode()

    assert f"You could change and withdraw it until {deadline(application.extended_until)}" in text


def test_who_withdraws_after_everybody_elses_deadline_is_not_told_to_apply_again(client, time_machine):
    application = with_more_time(make_event())
    time_machine.move_to(application.event.applications_close_at, tick=False)

    text = client.get(url("applications:withdrawal", application)).content.decode()
    client.post(url("applications:withdrawal", application))
    mail = render(Message.objects.get()).text

    assert "you could not apply again" in text
    assert "apply again" not in mail
    assert "Applications are closed" in mail


@pytest.mark.parametrize("name", ["counts", "entered", "existing"])
def test_mails_name_the_persons_own_deadline(name):
    application = with_more_time(make_event(zone="UTC"))
    send = {
        "counts": lambda: mails.mail_counts(application, at=NOON),
        "entered": lambda: mails.mail_entered(application, is_asked=False, at=NOON),
        "existing": lambda: mails.mail_existing(application, key="k", at=NOON),
    }

    send[name]()

    text = render(Message.objects.get()).text
    assert "13 September 2026" in text
    assert "11 September 2026" not in text


def test_an_edit_shows_a_category_that_takes_no_more_applications_as_not_chosen(client):
    event = make_event()
    make_category(event, key="founder")
    closed = make_category(event, key="crew", takes_applications=False)
    application = make_application(event, category=closed)

    answer = client.post(url("applications:edit", application), filled(application))

    assert set(answer.context["form"].errors) == {"category"}
    assert Application.objects.get(pk=application.pk).category == closed
