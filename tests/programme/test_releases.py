from dataclasses import replace
from datetime import UTC, datetime, timedelta

from einlass.programme.differences import Moved, differences
from einlass.programme.releases import (
    Programme,
    ReleasedPart,
    ReleasedSession,
    ReleasedSpeaker,
    ReleasedStage,
    follow,
    read_programme,
)

NINE = datetime(2026, 10, 31, 9, tzinfo=UTC)
FIRST, SECOND, THIRD = (NINE - timedelta(days=days) for days in (3, 2, 1))
ADA = ReleasedSpeaker("ADA", "Dr. Ada von Berg", "Works", "Engineer", {"en": "Builds."})


def session(code, **fields):
    values = {
        "code": code,
        "kind": "talk",
        "title": {"en": f"Talk {code}"},
        "abstract": {},
        "language": "en",
        "stage": "main",
        "starts_at": NINE,
        "ends_at": NINE + timedelta(minutes=20),
        "people": (ReleasedPart("ADA", "speaker"),),
        "sequence": 0,
        "changed_at": FIRST,
        "cancelled_at": None,
    }
    return ReleasedSession(**(values | fields))


def programme(*sessions):
    return Programme((ReleasedStage("main", "Main"), ReleasedStage("second", "Second")), (ADA,), sessions)


def later(one):
    return replace(one, starts_at=one.starts_at + timedelta(hours=1), ends_at=one.ends_at + timedelta(hours=1))


def test_a_programme_survives_being_written_and_read():
    whole = programme(session("A"), session("B", stage=None, cancelled_at=SECOND, kind="break", people=()))

    assert read_programme(whole.as_json()) == whole


def test_a_session_that_moves_gets_a_higher_sequence_and_the_moment_of_the_release():
    before = programme(session("A", sequence=2))

    after = follow(programme(later(session("A"))), before, at=SECOND)

    assert (after.sessions[0].sequence, after.sessions[0].changed_at) == (3, SECOND)


def test_a_session_with_a_new_title_keeps_its_sequence_and_says_when_it_changed():
    before = programme(session("A", sequence=2))

    after = follow(programme(session("A", title={"en": "Better"})), before, at=SECOND)

    assert (after.sessions[0].sequence, after.sessions[0].changed_at) == (2, SECOND)


def test_a_session_that_stays_the_same_is_not_touched():
    before = programme(session("A", sequence=2, changed_at=FIRST))

    after = follow(programme(session("A", changed_at=SECOND)), before, at=SECOND)

    assert after == before


def test_a_session_that_vanishes_stays_as_cancelled_with_its_people():
    before = programme(session("A"), later(session("B")))
    draft = Programme(before.stages, (), (replace(session("A"), people=()),))

    after = follow(draft, before, at=SECOND)

    gone = after.session_by_code["B"]
    assert (gone.cancelled_at, gone.sequence, gone.changed_at) == (SECOND, 1, SECOND)
    assert after.people_of(gone) == [(ADA, "speaker")]


def test_a_cancellation_keeps_its_first_moment_and_counts_once():
    first = follow(programme(session("A", cancelled_at=FIRST)), programme(session("A")), at=SECOND)

    second = follow(programme(session("A", cancelled_at=THIRD)), first, at=THIRD)

    assert second == first
    assert (second.sessions[0].sequence, second.sessions[0].cancelled_at) == (1, FIRST)


def test_what_was_cancelled_before_anybody_saw_it_is_left_out():
    assert follow(programme(session("A", cancelled_at=FIRST)), None, at=SECOND).sessions == ()


def test_bringing_back_an_older_release_raises_the_sequence_further():
    first = programme(session("A"))
    second = follow(programme(later(session("A"))), first, at=SECOND)

    third = follow(first, second, at=THIRD)

    assert third.sessions[0].sequence == 2
    assert third.sessions[0].starts_at == NINE


def test_every_kind_of_change_is_told_once():
    moved, elsewhere, reworded, gone, back = (session(code) for code in "MERGB")
    before = programme(moved, elsewhere, reworded, gone, replace(back, cancelled_at=FIRST))
    now_elsewhere = later(replace(elsewhere, stage="second"))
    now_reworded = replace(reworded, abstract={"en": "More."})
    now_gone = replace(gone, cancelled_at=SECOND)
    new = session("N")

    found = differences(before, programme(later(moved), now_elsewhere, now_reworded, now_gone, back, new))

    assert found.other_time == (Moved(moved, later(moved)),)
    assert found.other_stage == (Moved(elsewhere, now_elsewhere),)
    assert found.other_text == (Moved(reworded, now_reworded),)
    assert found.cancelled == (now_gone,)
    assert found.back == (back,)
    assert found.new == (new,)
    assert found.count == 6


def test_before_the_first_release_everything_is_new():
    assert differences(None, programme(session("A"))).new == (session("A"),)


def test_a_session_missing_from_the_draft_counts_as_cancelled():
    assert differences(programme(session("A")), programme()).cancelled == (session("A"),)


def test_initials_leave_titles_and_particles_out():
    assert ADA.initials == "AB"
