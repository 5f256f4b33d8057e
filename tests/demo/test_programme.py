from collections import Counter

import pytest

from einlass.demo.programme import make_programme
from einlass.demo.programme_people import PEOPLE
from einlass.programme.differences import differences
from einlass.programme.models import Appearance, Release, Session, Speaker
from einlass.programme.planning import clashes_of, draft_of
from einlass.programme.queries import sessions_of
from einlass.programme.releases import read_programme
from tests.builders import NOON, make_event

pytestmark = pytest.mark.django_db


def test_the_demo_day_is_of_real_size_and_breaks_no_rule():
    event = make_event(slug="demo")

    make_programme(event, by="worker", at=NOON)

    assert clashes_of(draft_of(event, sessions_of(event))) == []
    assert Session.objects.count() == 40
    assert Speaker.objects.count() == len(PEOPLE) == 60
    assert not Speaker.objects.filter(appearances=None).exists()
    assert not Session.objects.filter(slot=None).exists()
    parts = [
        Counter(session.appearances.values_list("part", flat=True))
        for session in Session.objects.filter(kind="fireside")
    ]
    assert parts == [{Appearance.Part.HOST: 1, Appearance.Part.GUEST: 1}] * 4


def test_the_second_release_shows_every_kind_of_small_change():
    event = make_event(slug="demo")

    make_programme(event, by="worker", at=NOON)

    first, second = (read_programme(Release.objects.get(number=number).content) for number in (1, 2))
    found = differences(first, second)
    assert (len(found.other_stage), len(found.cancelled), len(found.other_text), found.count) == (2, 1, 1, 4)
    assert Counter(session.sequence for session in second.sessions) == {0: 37, 1: 3}


def test_the_demo_day_is_the_same_every_time():
    event = make_event(slug="demo")
    make_programme(event, by="worker", at=NOON)
    first = Release.objects.get(number=2).content
    Session.objects.all().delete()
    event.delete()
    again = make_event(slug="demo", starts_at=event.starts_at, ends_at=event.ends_at)

    make_programme(again, by="worker", at=NOON)

    assert [_place(session) for session in Release.objects.get(number=2).content["sessions"]] == [
        _place(session) for session in first["sessions"]
    ]


def test_everything_is_said_in_both_languages():
    event = make_event(slug="demo")

    make_programme(event, by="worker", at=NOON)

    for session in Session.objects.exclude(kind="break"):
        assert set(session.title) == set(session.abstract) == {"en", "de"}
    assert all(set(speaker.biography) == {"en", "de"} for speaker in Speaker.objects.all())


def _place(session):
    return session["code"], session["stage"], session["starts_at"]
