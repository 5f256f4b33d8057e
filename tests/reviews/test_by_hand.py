"""Entering an application for somebody, more time for one, opening again, counting without the mail."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from einlass.applications.actions import Details, edit_application, prove_address
from einlass.applications.models import Application, Source
from einlass.events.links import link_token
from einlass.events.models import AuditEntry, Role
from einlass.mail.models import Message
from einlass.web.deadlines import deadline_minute
from tests.builders import NOON, make_application, make_category, make_event, make_member, make_question, make_team
from tests.builders.duplicates import make_merge

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder")
    return event


@pytest.fixture
def organiser(client, event):
    user = make_member(event, Role.ORGANISER)
    client.force_login(user)
    return user


def url(event, name, *args):
    return reverse(f"applications:{name}", args=[event.slug, *args])


def entered(client, event, **fields):
    given = {
        "kind": "phone",
        "reason": "Called on Monday.",
        "name": "Ada",
        "email": "ada@example.org",
        "category": "founder",
        "team": "alone",
        "language": "en",
        "proof": "told",
        "is_agreed": "on",
    }
    return client.post(url(event, "entry"), given | fields)


@pytest.mark.parametrize(
    ("proof", "counts", "mails"),
    [
        ("told", True, ["applications/entered"]),
        ("quiet", True, []),
        ("asked", False, ["applications/entered_unproved"]),
    ],
)
def test_an_entered_application_counts_as_the_organiser_says(client, event, organiser, proof, counts, mails):
    entered(client, event, proof=proof)

    source = Source.objects.get()
    assert source.application.counts is counts
    assert (source.entered_by, source.kind, source.reason) == (organiser, "phone", "Called on Monday.")
    assert list(Message.objects.values_list("template", flat=True)) == mails
    assert AuditEntry.objects.get(action="application entered").after == {
        "category": "founder",
        "kind": "phone",
        "proof": proof,
    }


def test_one_may_be_entered_after_the_close_for_a_time_that_is_over_for_others(
    client, event, organiser, time_machine
):
    time_machine.move_to(event.applications_close_at + timedelta(days=1), tick=False)

    entered(client, event)

    assert Application.objects.counted().count() == 1


def test_what_the_form_demands_is_demanded_here_too(client, event, organiser):
    question = make_question(event, required=True)

    answer = entered(client, event, reason="", is_agreed="", email="no address")

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"reason", "is_agreed", "email", f"q_{question.key}"}
    assert not Application.objects.exists()


def test_somebody_whose_application_counts_is_not_entered_twice(client, event, organiser):
    there = make_application(event, email="a.da@gmail.com", email_normalised="ada@gmail.com")

    answer = entered(client, event, email="Ada+fest@googlemail.com")

    assert answer.status_code == 422
    assert answer.context["existing"] == there
    assert Application.objects.count() == 1


def until(event, days):
    """What an organiser types for everybody's deadline, some days later: its last minute."""
    named = deadline_minute(event.applications_close_at + timedelta(days=days))
    return timezone.localtime(named, event.tz).strftime("%Y-%m-%dT%H:%M")


def test_one_person_gets_more_time_and_the_link_works_until_then(client, event, organiser, time_machine):
    application = make_application(event)
    client.post(url(event, "extension", application.code), {"until": until(event, 3)})

    application.refresh_from_db()
    assert application.extended_until == event.applications_close_at + timedelta(days=3)
    assert [(one.template, one.to) for one in Message.objects.all()] == [("applications/extended", application.email)]
    edit = reverse("applications:edit", args=[event.slug, link_token("application", application.code, 1)])
    time_machine.move_to(event.applications_close_at + timedelta(days=2), tick=False)
    assert client.get(edit).templates[0].name == "applications/edit.html"
    assert not make_application(event).may_change(timezone.now())
    time_machine.move_to(event.applications_close_at + timedelta(days=4), tick=False)
    assert client.get(edit).templates[0].name == "applications/closed.html"


@pytest.mark.parametrize("days", [-30, -1, 0, 11])
def test_a_deadline_that_helps_nobody_or_comes_after_the_draw_is_refused(client, event, organiser, days):
    application = make_application(event)

    answer = client.post(url(event, "extension", application.code), {"until": until(event, days)})

    assert answer.status_code == 422
    application.refresh_from_db()
    assert application.extended_until is None


def test_more_time_shows_on_the_persons_own_page(client, event, organiser):
    application = make_application(event, extended_until=event.applications_close_at + timedelta(days=3))

    page = client.get(
        reverse("admission:applicant", args=[event.slug, link_token("application", application.code, 1)])
    )

    assert "Mon 14 September 2026" in page.content.decode()


def test_a_withdrawn_application_stands_again_as_before(client, event, organiser):
    application = make_application(event, withdrawn_at=NOON)

    client.post(url(event, "reopening", application.code))

    application.refresh_from_db()
    assert application.counts
    assert Message.objects.get().template == "applications/reopened"
    assert AuditEntry.objects.get().action == "application reopened"


def test_one_that_was_never_proved_is_asked_to_be(client, event, organiser):
    application = make_application(event, withdrawn_at=NOON, email_proved_at=None)

    client.post(url(event, "reopening", application.code))

    assert Message.objects.get().template == "applications/prove_address"


def test_nobody_gets_two_chances_by_opening_again(client, event, organiser):
    application = make_application(event, email="ada@example.org", withdrawn_at=NOON)
    make_application(event, email="ada@example.org")

    client.post(url(event, "reopening", application.code))

    application.refresh_from_db()
    assert application.withdrawn_at == NOON


def test_one_that_was_put_together_with_another_is_taken_apart_instead(client, event, organiser):
    merge = make_merge(event, by=organiser)

    answer = client.post(url(event, "reopening", merge.merged.code))

    assert answer.url == url(event, "merge", merge.pk)
    assert Application.objects.get(pk=merge.merged_id).withdrawn_at == NOON


def test_a_full_team_does_not_take_back_who_had_left(client, event, organiser):
    team = make_team(event)
    application = make_application(event, team=team, withdrawn_at=NOON)
    for _ in range(4):
        make_application(event, team=team)

    client.post(url(event, "reopening", application.code))

    application.refresh_from_db()
    assert (application.counts, application.team) == (True, None)


def test_an_address_that_nobody_confirmed_counts_if_the_team_says_so(client, event, organiser):
    application = make_application(event, email_proved_at=None)

    client.post(url(event, "confirmation", application.code))
    client.post(url(event, "confirmation", application.code))

    application.refresh_from_db()
    assert application.email_proved_at == NOON
    assert [one.action for one in AuditEntry.objects.all()] == ["address proved by the team"]


def test_the_pages_say_who_entered_it_and_what_may_be_done(client, event, organiser, django_assert_max_num_queries):
    entered(client, event, proof="asked")
    code = Application.objects.get().code

    page = client.get(url(event, "application", code)).content.decode()
    assert "By telephone" in page
    assert url(event, "by_hand", code) in page
    with django_assert_max_num_queries(13):
        assert client.get(url(event, "by_hand", code)).status_code == 200
    with django_assert_max_num_queries(13):
        client.get(url(event, "entry"))


def test_reviewers_see_where_it_comes_from_and_no_button(client, event):
    client.force_login(make_member(event, Role.REVIEWER))
    application = make_application(event)

    assert (
        url(event, "by_hand", application.code)
        not in client.get(url(event, "application", application.code)).content.decode()
    )
    assert client.get(url(event, "by_hand", application.code)).status_code == 404


def test_an_entered_application_can_be_confirmed_and_changed_like_any_other(client, event, organiser):
    entered(client, event, proof="asked")

    proved = prove_address(Application.objects.get(), at=NOON)
    edit_application(proved, Details(name="Ada L.", category=proved.category), at=NOON)

    assert Application.objects.counted().get().name == "Ada L."
