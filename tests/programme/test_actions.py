import json
from datetime import timedelta

import pytest

from einlass.events.models import AuditEntry
from einlass.programme import errors
from einlass.programme.actions import (
    Part,
    accept_proposal,
    cancel_session,
    delete_session,
    place_session,
    propose_day,
    reinstate_session,
    release_schedule,
    roll_back,
    save_session,
    save_speaker,
    unplace_session,
)
from einlass.programme.models import Release, Session, Slot, Speaker
from einlass.programme.planning import clashes_of, draft_of
from einlass.programme.queries import sessions_of
from einlass.programme.releases import read_programme
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
MINUTE = timedelta(minutes=1)


def released(release):
    return read_programme(release.content)


def test_placing_a_session_twice_moves_it_and_leaves_a_trail():
    event = make_event()
    main, second, member = make_stage(event), make_stage(event), make_member(event)
    session = make_session(event)
    place_session(session, main, event.starts_at, by=member, at=NOON)

    place_session(session, second, event.starts_at + 5 * MINUTE, is_pinned=True, by=member, at=NOON)

    slot = Slot.objects.get(session=session)
    assert (slot.stage, slot.starts_at, slot.is_pinned) == (second, event.starts_at + 5 * MINUTE, True)
    entry = AuditEntry.objects.filter(action="place_session").latest("pk")
    assert (entry.actor, entry.subject) == (member.email, f"session {session.code}")
    assert (entry.before["stage"], entry.after["stage"]) == (main.key, second.key)


@pytest.mark.parametrize("wrong", ["cancelled", "no stage", "foreign stage", "seconds"])
def test_a_place_that_makes_no_sense_is_refused_by_name(wrong):
    event = make_event()
    session, main = make_session(event), make_stage(event)
    if wrong == "cancelled":
        cancel_session(session, by="worker", at=NOON)
    stage, starts_at, error = {
        "cancelled": (main, event.starts_at, errors.SessionIsCancelled),
        "no stage": (None, event.starts_at, errors.NoStageGiven),
        "foreign stage": (make_stage(make_event()), event.starts_at, errors.OfAnotherEvent),
        "seconds": (main, event.starts_at + timedelta(seconds=1), errors.NotOnAWholeMinute),
    }[wrong]

    with pytest.raises(error):
        place_session(session, stage, starts_at, by="worker", at=NOON)

    assert not Slot.objects.exists()


def test_a_break_may_be_on_all_stages():
    event = make_event()

    place_session(make_session(event, kind=Session.Kind.BREAK), None, event.starts_at, by="worker", at=NOON)

    assert Slot.objects.get().stage is None


def test_taking_a_session_off_keeps_the_session():
    event = make_event()
    session = make_placed_session(event, make_stage(event), event.starts_at)

    unplace_session(session, by="worker", at=NOON)

    assert Session.objects.get().place is None


def test_people_of_another_event_are_refused_and_nothing_is_saved():
    event, stranger = make_event(), make_speaker(make_event())
    session = Session(event=event, kind="talk", title={"en": "Tea"}, length=20 * MINUTE)

    with pytest.raises(errors.OfAnotherEvent):
        save_session(session, [Part(stranger)], by="worker", at=NOON)

    assert not Session.objects.exists()


@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=90), -MINUTE])
def test_a_session_lasts_whole_minutes(length):
    session = Session(event=make_event(), kind="talk", title={"en": "Tea"}, length=length)

    with pytest.raises(errors.NotOnAWholeMinute):
        save_session(session, [], by="worker", at=NOON)


def test_changing_texts_does_not_undo_a_cancellation_made_meanwhile():
    session = make_session(make_event())
    cancel_session(session, by="worker", at=NOON)

    save_session(session, [], by="worker", at=NOON)

    assert Session.objects.get().cancelled_at == NOON


def test_a_session_is_cancelled_once_and_can_come_back():
    session = make_session(make_event())
    cancel_session(session, by="worker", at=NOON)

    with pytest.raises(errors.SessionIsCancelled):
        cancel_session(session, by="worker", at=NOON)

    reinstate_session(session, by="worker", at=NOON)
    with pytest.raises(errors.SessionIsNotCancelled):
        reinstate_session(session, by="worker", at=NOON)


def test_saving_a_speaker_replaces_the_times():
    event = make_event()
    speaker = Speaker(event=event, name="Ada")
    save_speaker(speaker, [(event.starts_at, event.starts_at + 60 * MINUTE)], by="worker", at=NOON)

    save_speaker(speaker, [(event.starts_at, event.starts_at + 30 * MINUTE)], by="worker", at=NOON)

    assert [span.ends_at for span in speaker.availabilities.all()] == [event.starts_at + 30 * MINUTE]
    assert AuditEntry.objects.filter(subject=speaker.subject).values_list("action", flat=True).order_by("pk")[1] == (
        "change_speaker"
    )


def test_releases_are_numbered_and_keep_what_was():
    event = make_event()
    main = make_stage(event)
    session = make_placed_session(event, main, event.starts_at)
    first = make_release(event, en="First")
    place_session(session, main, event.starts_at + 30 * MINUTE, by="worker", at=NOON)

    second = make_release(event)

    assert [first.number, second.number] == [1, 2]
    assert released(Release.objects.get(number=1)).sessions[0].starts_at == event.starts_at
    assert released(second).sessions[0].starts_at == event.starts_at + 30 * MINUTE
    assert released(second).sessions[0].sequence == 1


def test_a_release_with_a_clash_is_refused_with_the_list():
    event = make_event(zone="UTC")
    main = make_stage(event, name="Main")
    make_placed_session(event, main, event.starts_at, title={"en": "Tea"})
    make_placed_session(event, main, event.starts_at, title={"en": "Milk"})

    with pytest.raises(errors.ScheduleBreaksRules) as refused:
        release_schedule(event, {}, by="worker", at=NOON)

    assert len(refused.value.clashes) == 1
    assert "are both on Main at 09:00" in refused.value.clashes[0]
    assert not Release.objects.exists()


def test_an_empty_draft_is_no_first_release():
    with pytest.raises(errors.NothingToRelease):
        release_schedule(make_event(), {}, by="worker", at=NOON)


def test_a_release_holds_no_addresses_of_speakers():
    event = make_event()
    make_placed_session(event, make_stage(event), event.starts_at, make_speaker(event, email="secret@example.org"))

    release = make_release(event)

    assert "secret@example.org" not in json.dumps(release.content)
    assert "secret@example.org" not in json.dumps(list(AuditEntry.objects.values_list("before", "after")))


def test_rolling_back_makes_a_new_release_and_puts_the_draft_back():
    event = make_event()
    main, second = make_stage(event), make_stage(event)
    session = make_placed_session(event, main, event.starts_at, title={"en": "Tea"})
    make_release(event)
    place_session(session, second, event.starts_at + 30 * MINUTE, by="worker", at=NOON)
    added = make_placed_session(event, main, event.starts_at + 60 * MINUTE)
    make_release(event)

    third = roll_back(event, 1, {"en": "Back"}, by="worker", at=NOON)

    assert (third.number, third.restores) == (3, 1)
    back = released(third).session_by_code
    assert (back[session.code].stage, back[session.code].sequence) == (main.key, 2)
    assert back[added.code].is_cancelled
    assert Slot.objects.get().stage == main
    assert Slot.objects.get().starts_at == event.starts_at


def test_rolling_back_to_a_release_that_never_was_is_refused():
    with pytest.raises(errors.NoSuchRelease):
        roll_back(make_event(), 1, {}, by="worker", at=NOON)


def test_rolling_back_to_what_breaks_rules_by_now_is_refused_and_changes_nothing():
    event = make_event()
    main, ada = make_stage(event), make_speaker(event)
    session = make_placed_session(event, main, event.starts_at, ada)
    make_release(event)
    later = event.starts_at + 120 * MINUTE
    place_session(session, main, later, by="worker", at=NOON)
    make_release(event)
    save_speaker(ada, [(later, later + 60 * MINUTE)], by="worker", at=NOON)

    with pytest.raises(errors.ScheduleBreaksRules):
        roll_back(event, 1, {}, by="worker", at=NOON)

    assert Slot.objects.get().starts_at == later
    assert Release.objects.count() == 2


def test_a_session_nobody_saw_can_be_deleted_and_a_released_one_cannot():
    event = make_event()
    seen = make_placed_session(event, make_stage(event), event.starts_at)
    make_release(event)
    unseen = make_session(event)

    delete_session(unseen, by="worker", at=NOON)
    with pytest.raises(errors.SessionWasReleased):
        delete_session(seen, by="worker", at=NOON)

    assert Session.objects.get() == seen


def test_a_proposal_leaves_the_draft_alone_until_it_is_accepted():
    event = make_event()
    main, ada = make_stage(event), make_speaker(event)
    pinned = make_session(event, ada)
    place_session(pinned, main, event.starts_at + 60 * MINUTE, is_pinned=True, by="worker", at=NOON)
    others = [make_session(event, ada) for _ in range(3)]

    proposal = propose_day(event, seed=1, steps=500, by="worker", at=NOON)
    before = Slot.objects.count()
    accept_proposal(proposal, by="worker", at=NOON)

    assert before == 1
    assert {slot.session for slot in Slot.objects.all()} == {pinned, *others}
    assert Slot.objects.get(session=pinned).starts_at == event.starts_at + 60 * MINUTE
    assert clashes_of(draft_of(event, sessions_of(event))) == []


def test_a_proposal_for_a_draft_that_changed_since_is_refused():
    event = make_event()
    make_stage(event)
    session = make_session(event)
    proposal = propose_day(event, seed=1, steps=100, by="worker", at=NOON)
    make_session(event)

    with pytest.raises(errors.ProposalIsOutOfDate):
        accept_proposal(proposal, by="worker", at=NOON)

    assert session.place is None


def test_a_proposal_is_accepted_once():
    event = make_event()
    make_stage(event)
    make_session(event)
    proposal = propose_day(event, seed=1, steps=100, by="worker", at=NOON)
    accept_proposal(proposal, by="worker", at=NOON)

    with pytest.raises(errors.ProposalIsOutOfDate):
        accept_proposal(proposal, by="worker", at=NOON)


def test_a_day_that_cannot_be_says_which_sessions_find_no_place():
    event = make_event()
    make_stage(event)
    for title in ("Long", "Longer"):
        make_session(event, length=timedelta(hours=8), title={"en": title})

    with pytest.raises(errors.NoDayPossible) as refused:
        propose_day(event, seed=1, steps=100, by="worker", at=NOON)

    assert "together they take 960 minutes" in refused.value.reason
    assert set(refused.value.sessions) <= {"Long", "Longer"}
    assert refused.value.sessions


def test_without_a_stage_no_day_can_be_proposed():
    with pytest.raises(errors.NoDayPossible):
        propose_day(make_event(), seed=1, steps=100, by="worker", at=NOON)
