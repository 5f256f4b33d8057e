import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from einlass.events.models import AuditEntry, Role
from einlass.programme.models import Proposal, Release, Session, Slot, Speaker
from tests.builders import (
    NOON,
    make_event,
    make_member,
    make_placed_session,
    make_release,
    make_session,
    make_speaker,
    make_stage,
)

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 10, 31, 9, tzinfo=BERLIN)
MOST_QUERIES = 13


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOON, tick=False):
        yield


def conference(client, role=Role.PROGRAMME, **fields):
    event = make_event(starts_at=START, ends_at=START + timedelta(hours=9), **fields)
    main, second = make_stage(event, name="Main", key="main"), make_stage(event, name="Second", key="second")
    client.force_login(make_member(event, role))
    return event, main, second


def minutes(count):
    return START + timedelta(minutes=count)


def address(name, event, *args):
    return reverse(f"programme:{name}", args=[event.slug, *args])


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def session_input(**fields):
    defaults = {
        "title_en": "Tea",
        "title_de": "Tee",
        "abstract_en": "",
        "abstract_de": "Über Tee.",
        "kind": "talk",
        "language": "de",
        "minutes": "15",
        "set_up_minutes": "",
        "only_on": "",
        "theme": "",
        "people-TOTAL_FORMS": "3",
        "people-INITIAL_FORMS": "0",
        **{f"people-{row}-{name}": "" for row in range(3) for name in ("speaker", "part")},
    }
    return defaults | fields


def speaker_input(**fields):
    defaults = {
        "name": "Ada",
        "email": "",
        "organisation": "Works",
        "job_title": "",
        "biography_en": "",
        "biography_de": "",
        "spans-TOTAL_FORMS": "2",
        "spans-INITIAL_FORMS": "0",
        **{f"spans-{row}-{name}": "" for row in range(2) for name in ("day", "from_clock", "to_clock")},
    }
    return defaults | fields


GET_PAGES = ["desk", "preview", "releases", "new_session", "team_speakers", "new_speaker"]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.DOOR])
@pytest.mark.parametrize("name", [*GET_PAGES, "propose"])
def test_other_roles_find_nothing(client, role, name):
    event, _main, _second = conference(client, role)

    assert client.get(address(name, event)).status_code == 404
    assert client.post(address(name, event)).status_code == 404


@pytest.mark.parametrize("name", ["place", "unplace", "cancel", "reinstate", "delete", "edit_session"])
def test_other_roles_change_nothing(client, name):
    event, main, _second = conference(client, Role.DOOR)
    session = make_placed_session(event, main, minutes(0))

    assert client.post(address(name, event, session.code)).status_code == 404
    assert Slot.objects.get().session == session
    assert Session.objects.get().cancelled_at is None


def test_members_of_another_event_find_nothing(client):
    event, main, _second = conference(client)
    session = make_placed_session(event, main, minutes(0))
    client.force_login(make_member(make_event(), Role.PROGRAMME))

    assert client.get(address("desk", event)).status_code == 404
    assert client.get(address("edit_session", event, session.code)).status_code == 404


def test_sessions_of_another_event_cannot_be_reached_through_ones_own(client):
    event, _main, _second = conference(client)
    foreign = make_session(make_event())

    assert client.get(address("edit_session", event, foreign.code)).status_code == 404
    assert client.post(address("cancel", event, foreign.code)).status_code == 404


def test_strangers_are_asked_to_sign_in(client):
    event = make_event()

    answer = client.get(address("desk", event))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_the_desk_shows_the_draft_its_clashes_and_what_has_no_place(client):
    event, main, second = conference(client)
    ada = make_speaker(event, name="Ada")
    make_placed_session(event, main, minutes(0), ada, title={"en": "Tea"})
    make_placed_session(event, second, minutes(10), ada, title={"en": "Milk"})
    make_session(event, title={"en": "Sugar"})

    page = text(client.get(address("desk", event)))

    assert "2 sessions with a place" in page
    assert "1 clash in the draft" in page
    assert "Ada: on stage twice at 09:10, in “Tea” and in “Milk”." in page
    assert "Without a place Sugar" in page


@pytest.mark.parametrize("name", ["desk", "preview", "releases", "team_speakers"])
def test_many_sessions_need_no_more_queries_than_one(client, name, django_assert_max_num_queries):
    event, main, second = conference(client)

    def count():
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            assert client.get(address(name, event)).status_code == 200
        return len(queries)

    make_placed_session(event, main, minutes(0), make_speaker(event))
    make_release(event)
    one = count()
    for number in range(1, 6):
        make_placed_session(event, main, minutes(30 * number), make_speaker(event), make_speaker(event))
        make_placed_session(event, second, minutes(30 * number), make_speaker(event))
    make_release(event)

    assert count() == one


def test_editing_a_session_with_many_people_stays_within_the_queries(client, django_assert_max_num_queries):
    event, main, _second = conference(client)
    session = make_placed_session(event, main, minutes(0), *(make_speaker(event) for _ in range(6)))

    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(address("edit_session", event, session.code)).status_code == 200


def test_a_session_is_added_with_its_people(client):
    event, main, _second = conference(client)
    host, guest = make_speaker(event), make_speaker(event)

    answer = client.post(
        address("new_session", event),
        session_input(
            kind="fireside",
            only_on=main.pk,
            set_up_minutes="10",
            **{
                "people-0-speaker": host.pk,
                "people-0-part": "host",
                "people-1-speaker": guest.pk,
                "people-1-part": "guest",
            },
        ),
    )

    session = Session.objects.get()
    assert answer["Location"] == address("edit_session", event, session.code)
    assert session.title == {"en": "Tea", "de": "Tee"}
    assert session.abstract == {"de": "Über Tee."}
    assert (session.minutes, session.set_up, session.only_on) == (15, timedelta(minutes=10), main)
    assert [(one.speaker, one.part) for one in session.appearances.all()] == [(host, "host"), (guest, "guest")]


def test_a_session_that_is_not_right_is_shown_again_with_what_was_typed(client):
    event, _main, _second = conference(client)
    ada = make_speaker(event)

    answer = client.post(
        address("new_session", event),
        session_input(minutes="0", title_en="Kept", **{"people-0-speaker": ada.pk, "people-1-speaker": ada.pk}),
    )

    assert answer.status_code == 422
    assert 'value="Kept"' in answer.content.decode()
    assert "greater than or equal to 1" in text(answer)
    assert not Session.objects.exists()


def test_nobody_has_two_parts_in_a_session(client):
    event, _main, _second = conference(client)
    ada = make_speaker(event)

    answer = client.post(
        address("new_session", event), session_input(**{"people-0-speaker": ada.pk, "people-1-speaker": ada.pk})
    )

    assert answer.status_code == 422
    assert "Somebody stands in the list twice." in text(answer)
    assert not Session.objects.exists()


def test_people_of_another_event_are_no_choice(client):
    event, _main, _second = conference(client)
    stranger = make_speaker(make_event(), name="Stranger")

    answer = client.post(address("new_session", event), session_input(**{"people-0-speaker": stranger.pk}))

    assert answer.status_code == 422
    assert "Stranger" not in text(answer)
    assert not Session.objects.exists()


def test_placing_a_session_tells_of_a_clash_at_once(client):
    event, main, _second = conference(client)
    make_placed_session(event, main, minutes(0), title={"en": "Tea"})
    session = make_session(event, title={"en": "Milk"})

    answer = client.post(
        address("place", event, session.code), {"place-stage": main.pk, "place-clock": "09:10"}, follow=True
    )

    assert Slot.objects.get(session=session).starts_at == minutes(10)
    assert "Placed, but it clashes: “Tea” and “Milk” are both on Main at 09:10." in text(answer)


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"place-clock": "09:10"}, "This field is required."),
        ({"place-stage": "main", "place-clock": "25:10"}, "Enter a valid time."),
        ({"place-stage": "main", "place-clock": "09:10:30"}, "Enter a valid time."),
        ({"place-stage": "main"}, "This field is required."),
    ],
)
def test_a_place_that_is_not_right_is_refused_beside_the_field(client, typed, complaint):
    event, main, _second = conference(client)
    session = make_session(event)
    if "place-stage" in typed:
        typed = {**typed, "place-stage": main.pk}

    answer = client.post(address("place", event, session.code), typed)

    assert answer.status_code == 422
    assert complaint in text(answer)
    assert not Slot.objects.exists()


def test_a_time_that_the_clock_skips_is_refused(client):
    # On 28 March 2027 the clock in Berlin goes from two straight to three.
    start = datetime(2027, 3, 28, 1, tzinfo=BERLIN)
    event, main, _second = conference(client)
    type(event).objects.filter(pk=event.pk).update(starts_at=start, ends_at=start + timedelta(hours=9))
    session = make_session(event)

    answer = client.post(address("place", event, session.code), {"place-stage": main.pk, "place-clock": "02:30"})

    assert answer.status_code == 422
    assert "couldn’t be interpreted in time zone Europe/Berlin" in text(answer)
    assert not Slot.objects.exists()


def test_sessions_are_taken_off_cancelled_and_brought_back(client):
    event, main, _second = conference(client)
    session = make_placed_session(event, main, minutes(0))

    client.post(address("unplace", event, session.code))
    assert not Slot.objects.exists()
    client.post(address("cancel", event, session.code))
    assert Session.objects.get().cancelled_at == NOON
    client.post(address("reinstate", event, session.code))
    assert Session.objects.get().cancelled_at is None


def test_a_released_session_is_not_deleted_and_the_team_is_told_why(client):
    event, main, _second = conference(client)
    session = make_placed_session(event, main, minutes(0), title={"en": "Tea"})
    make_release(event)

    answer = client.post(address("delete", event, session.code), follow=True)

    assert "“Tea” was released before, so it can only be cancelled." in text(answer)
    assert Session.objects.exists()


def test_a_speaker_is_added_with_the_times_in_the_zone_of_the_event(client):
    event, _main, _second = conference(client)

    client.post(
        address("new_speaker", event), speaker_input(**{"spans-0-from_clock": "10:00", "spans-0-to_clock": "12:30"})
    )

    speaker = Speaker.objects.get()
    assert [(span.starts_at, span.ends_at) for span in speaker.availabilities.all()] == [(minutes(60), minutes(210))]


@pytest.mark.parametrize(
    ("from_clock", "to_clock", "complaint"),
    [("12:00", "10:00", "This must be later than"), ("12:00", "", "Please give both times, or neither.")],
)
def test_times_that_are_not_right_are_refused_beside_the_field(client, from_clock, to_clock, complaint):
    event, _main, _second = conference(client)

    answer = client.post(
        address("new_speaker", event),
        speaker_input(**{"spans-0-from_clock": from_clock, "spans-0-to_clock": to_clock}),
    )

    assert answer.status_code == 422
    assert complaint in text(answer)
    assert not Speaker.objects.exists()


def test_a_speakers_page_shows_the_times_and_keeps_them_when_saved_unchanged(client):
    event, _main, _second = conference(client)
    client.post(
        address("new_speaker", event), speaker_input(**{"spans-0-from_clock": "10:00", "spans-0-to_clock": "12:30"})
    )
    speaker = Speaker.objects.get()

    page = client.get(address("edit_speaker", event, speaker.code)).content.decode()

    assert 'value="10:00"' in page
    assert 'value="12:30"' in page


def test_a_day_is_proposed_looked_at_and_accepted(client):
    event, _main, _second = conference(client)
    for title in ("Tea", "Milk"):
        make_session(event, title={"en": title})

    answer = client.post(address("propose", event), follow=True)
    proposal = Proposal.objects.get()
    before = Slot.objects.count()
    accepted = client.post(address("accept", event, proposal.code), follow=True)

    assert "2 sessions placed or moved" in text(answer)
    assert "without a place" in text(answer)
    assert before == 0
    assert Slot.objects.count() == 2
    assert "The draft now follows the proposal." in text(accepted)


def test_a_proposal_that_is_out_of_date_is_not_accepted(client):
    event, _main, _second = conference(client)
    make_session(event)
    client.post(address("propose", event))
    make_session(event)

    answer = client.post(address("accept", event, Proposal.objects.get().code))

    assert answer.status_code == 422
    assert "The draft has changed since." in text(answer)
    assert not Slot.objects.exists()


def test_a_day_that_cannot_be_proposed_says_why(client):
    event, _main, _second = conference(client)
    for title in ("One", "Two", "Three"):
        make_session(event, length=timedelta(hours=8), title={"en": title})

    answer = client.post(address("propose", event))

    assert answer.status_code == 422
    assert "There is no day in which all sessions keep the rules; together they take 1440 minutes." in text(answer)


def test_a_release_tells_before_what_it_changes_and_keeps_the_note(client):
    event, main, second = conference(client)
    session = make_placed_session(event, main, minutes(0), title={"en": "Tea"})
    make_release(event)
    Slot.objects.filter(session=session).update(stage=second, starts_at=minutes(30))

    before = text(client.get(address("releases", event)))
    client.post(address("releases", event), {"note_en": "Moved.", "note_de": "Verlegt."})

    assert "Other stage 1 “Tea”: 09:00, Main → 09:30, Second" in before
    newest = Release.objects.first()
    assert (newest.number, newest.note) == (2, {"en": "Moved.", "de": "Verlegt."})
    assert AuditEntry.objects.filter(action="release_schedule").latest("pk").actor.startswith("programme-")


def test_a_release_with_clashes_is_refused_with_the_list(client):
    event, main, _second = conference(client)
    for title in ("Tea", "Milk"):
        make_placed_session(event, main, minutes(0), title={"en": title})

    answer = client.post(address("releases", event), {"note_en": "", "note_de": ""})

    assert answer.status_code == 422
    assert "are both on Main at 09:00." in text(answer)
    assert not Release.objects.exists()


def test_an_older_release_is_brought_back_as_a_new_one(client):
    event, main, second = conference(client)
    session = make_placed_session(event, main, minutes(0))
    make_release(event)
    Slot.objects.filter(session=session).update(stage=second)
    make_release(event)

    client.post(address("restore", event, 1))

    newest = Release.objects.first()
    assert (newest.number, newest.restores) == (3, 1)
    assert newest.note == {
        "en": "Back to the schedule of release 1.",
        "de": "Zurück zum Zeitplan von Fassung 1.",
    }
    assert Slot.objects.get().stage == main


def test_bringing_back_what_never_was_is_not_found(client):
    event, _main, _second = conference(client)

    assert client.post(address("restore", event, 7)).status_code == 404


@pytest.mark.parametrize("name", ["desk", "preview", "releases", "new_session", "team_speakers", "new_speaker"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_opens_in_both_languages_also_without_anything_in_it(client, name, language):
    event, _main, _second = conference(client)

    answer = client.get(address(name, event), headers={"accept-language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()


def test_a_sessions_page_shows_its_people_with_their_parts(client):
    event, main, _second = conference(client)
    ada, bob = make_speaker(event, name="Ada <b>"), make_speaker(event, name="Bob")
    session = make_placed_session(event, main, minutes(0), parts={bob: "host"})

    page = client.get(address("edit_session", event, session.code)).content.decode()

    assert page.count(f'<option value="{bob.pk}" selected>Bob</option>') == 1
    assert f'<option value="{ada.pk}">Ada &lt;b&gt;</option>' in page
    assert '<option value="host" selected>Host</option>' in page


def test_saving_a_session_without_people_rows_filled_takes_everybody_out(client):
    event, main, _second = conference(client)
    session = make_placed_session(event, main, minutes(0), make_speaker(event))

    client.post(address("edit_session", event, session.code), session_input(**{"people-INITIAL_FORMS": "1"}))

    assert not Session.objects.get().appearances.exists()
    assert Slot.objects.get().starts_at == minutes(0)
