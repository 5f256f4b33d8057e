from collections import Counter
from datetime import timedelta

import pytest

from einlass.applications.conditions import asked
from einlass.applications.models import Application, ConsentGiven, Team
from einlass.demo.applications import guest_names, make_applications, make_form
from tests.builders import NOON, make_event

pytestmark = pytest.mark.django_db


def made(count, seed=1859):
    event = make_event()
    make_form(event)
    make_applications(event, count, seed=seed, at=NOON)
    return event


def facts(event):
    return list(
        Application.objects.of(event)
        .order_by("code")
        .values_list("code", "name", "email", "answers", "submitted_at", "email_proved_at", "team__code")
    )


def test_the_same_seed_makes_the_same_people():
    first = facts(made(60))
    Application.objects.all().delete()
    Team.objects.all().delete()

    assert facts(made(60)) == first


def test_another_seed_makes_other_people():
    first = {name for _, name, *_ in facts(made(60))}
    Application.objects.all().delete()
    Team.objects.all().delete()

    assert {name for _, name, *_ in facts(made(60, seed=7))} != first


def test_shares_are_as_announced():
    event = made(3400)

    everybody = Application.objects.of(event)
    shares = {key: number / 34 for key, number in Counter(everybody.values_list("category__key", flat=True)).items()}
    teams = Counter(everybody.exclude(team=None).values_list("team", flat=True))
    assert everybody.count() == 3400
    assert shares["founder"] == pytest.approx(38, abs=3)
    assert shares["student"] == pytest.approx(18, abs=3)
    assert shares["politics"] + shares["press"] == pytest.approx(7, abs=2)
    assert sum(teams.values()) == pytest.approx(612, abs=4)
    assert set(teams.values()) <= {2, 3, 4}
    assert everybody.filter(email_proved_at=None).count() == pytest.approx(102, abs=40)
    assert everybody.exclude(withdrawn_at=None).count() == pytest.approx(66, abs=35)


def test_everybody_applied_between_the_opening_and_now_and_most_in_the_last_days():
    event = made(1000)

    sent = sorted(Application.objects.of(event).values_list("submitted_at", flat=True))
    assert event.applications_open_at <= sent[0]
    assert sent[-1] < NOON
    assert sum(moment > NOON - timedelta(days=3) for moment in sent) > 400


def test_everybody_answered_what_they_were_asked_and_nothing_else():
    event = made(300)
    questions = list(event.questions.all())

    for application in Application.objects.of(event).select_related("category"):
        keys = asked(
            [(one.key, one.condition) for one in questions],
            application.answers | {"category": application.category.key},
        )
        required = {one.key for one in questions if one.required}
        assert application.answers.keys() <= keys
        assert required & keys <= application.answers.keys()


def test_all_addresses_are_reserved_ones():
    event = made(1000)

    domains = {email.partition("@")[2] for email in Application.objects.of(event).values_list("email", flat=True)}

    assert all(
        domain in {"example.org", "example.com", "example.net"} or domain.endswith(".example") for domain in domains
    )


def test_guests_have_names_of_their_own():
    assert guest_names(50, seed=3) == guest_names(50, seed=3)
    assert len(set(guest_names(400, seed=3))) > 350


def test_everybody_agreed_to_what_the_form_must_ask_and_to_photos_as_they_answered():
    event = made(60)

    agreed = Counter(ConsentGiven.objects.values_list("text__key", flat=True))

    photos = sum(bool(one.answers.get("photos")) for one in event.applications.all())
    assert agreed == {"": 60, "photos": photos}
