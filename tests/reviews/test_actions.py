from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from einlass.applications.models import Application
from einlass.events.models import AuditEntry
from einlass.reviews import actions
from einlass.reviews.actions import decide, send_undecided_to_draw, undo_decisions
from einlass.reviews.models import Decision, Verdict
from einlass.reviews.queries import decision_counts, undecided, with_verdict
from tests.builders import NOON, make_application, make_decision, make_event, make_member, make_team

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def everybody(event):
    return Application.objects.of(event)


def test_a_decision_says_who_decided_what_when_and_why():
    event = make_event()
    application = make_application(event)
    organiser = make_member(event)

    assert decide([application], Verdict.ADMIT, by=organiser, at=NOON, reason="Opens the day") == 1

    decision = Decision.objects.get()
    assert (decision.application, decision.verdict) == (application, "admit")
    assert (decision.decided_by, decision.decided_at, decision.reason) == (organiser, NOON, "Opens the day")
    entry = AuditEntry.objects.get()
    assert (entry.subject, entry.after) == (application.subject, {"verdict": "admit"})


def test_a_later_decision_supersedes_an_earlier_one():
    event = make_event()
    application = make_application(event)
    decide([application], Verdict.DRAW, by="worker", at=NOON)

    decide([application], Verdict.ADMIT, by="worker", at=LATER)

    assert list(Decision.objects.values_list("verdict", "superseded_at")) == [("draw", LATER), ("admit", None)]
    assert list(with_verdict(event, Verdict.ADMIT)) == [application]
    assert list(with_verdict(event, Verdict.DRAW)) == []


def test_the_same_decision_again_changes_nothing():
    application = make_application(make_event())
    decide([application], Verdict.DRAW, by="worker", at=NOON)

    assert decide([application], Verdict.DRAW, by="worker", at=LATER) == 0

    assert Decision.objects.count() == 1


def test_only_applications_that_count_are_decided():
    event = make_event()
    make_application(event, email_proved_at=None)
    make_application(event, withdrawn_at=NOON)

    assert decide(everybody(event), Verdict.ADMIT, by="worker", at=NOON) == 0

    assert not Decision.objects.exists()


def test_a_team_stands_or_falls_together():
    event = make_event()
    team = make_team(event)
    first, second = make_application(event, team=team), make_application(event, team=team)
    make_application(event, team=team, withdrawn_at=NOON)
    make_application(event)

    assert decide([first], Verdict.DECLINE, by="worker", at=NOON) == 2

    assert set(with_verdict(event, Verdict.DECLINE)) == {first, second}


def test_members_of_a_team_that_also_comes_alone_are_decided_one_by_one():
    event = make_event()
    team = make_team(event, also_alone=True)
    first, second = make_application(event, team=team), make_application(event, team=team)

    assert decide([first], Verdict.ADMIT, by="worker", at=NOON) == 1

    assert list(undecided(event)) == [second]


def test_the_rest_goes_to_the_draw_and_what_is_decided_stays():
    event = make_event()
    admitted, rest = make_application(event), [make_application(event) for _ in range(3)]
    make_decision(admitted, Verdict.ADMIT)
    make_application(make_event())

    assert send_undecided_to_draw(event, by="worker", at=LATER) == 3

    assert set(with_verdict(event, Verdict.DRAW)) == set(rest)
    assert decision_counts(event) == {"admit": 1, "decline": 0, "draw": 3, "undecided": 0}


def test_decisions_are_counted_for_those_who_count():
    event = make_event()
    make_decision(make_application(event), Verdict.ADMIT)
    make_decision(make_application(event, withdrawn_at=NOON), Verdict.ADMIT)
    make_decision(make_application(event), Verdict.DECLINE, superseded_at=NOON)
    make_application(event, email_proved_at=None)

    assert decision_counts(event) == {"admit": 1, "decline": 0, "draw": 0, "undecided": 1}


def test_taking_back_a_first_decision_leaves_the_application_undecided():
    event = make_event()
    application = make_application(event)
    decide([application], Verdict.ADMIT, by="worker", at=NOON)

    assert undo_decisions(Decision.objects.all(), by="worker", at=LATER) == 1

    assert list(undecided(event)) == [application]
    assert Decision.objects.get().superseded_at == LATER


def test_taking_back_a_later_decision_restores_the_one_before():
    event = make_event()
    application = make_application(event)
    decide([application], Verdict.DRAW, by="worker", at=NOON, reason="as most")
    decide([application], Verdict.ADMIT, by="worker", at=LATER)

    undo_decisions(Decision.objects.filter(verdict=Verdict.ADMIT), by="worker", at=LATER + timedelta(hours=1))

    current = Decision.objects.get(superseded_at=None)
    assert (current.verdict, current.reason) == ("draw", "as most")


def test_what_was_decided_anew_since_is_not_taken_back():
    event = make_event()
    application = make_application(event)
    decide([application], Verdict.ADMIT, by="worker", at=NOON)
    decide([application], Verdict.DECLINE, by="worker", at=LATER)

    assert undo_decisions(Decision.objects.filter(decided_at=NOON), by="worker", at=LATER) == 0

    assert list(with_verdict(event, Verdict.DECLINE)) == [application]


@pytest.mark.parametrize("number", [1, 3])
def test_deciding_takes_the_same_number_of_queries_for_one_and_for_many(number, django_assert_num_queries):
    event = make_event()
    for _ in range(number):
        make_application(event)

    with django_assert_num_queries(8):
        decide(everybody(event), Verdict.DRAW, by="worker", at=NOON)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_organisers_deciding_at_once_leave_one_current_decision():
    event = make_event()
    application = make_application(event)

    def decide_as(verdict):
        try:
            return decide([application], verdict, by="worker", at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decide_as, [Verdict.ADMIT, Verdict.DECLINE] * 4))

    assert Decision.objects.filter(superseded_at=None).count() == 1


def test_many_are_decided_and_taken_back_in_several_turns(monkeypatch):
    """The teammate comes last, and belongs to the chosen only for as long as the first one is undecided."""
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    event = make_event()
    team = make_team(event)
    people = [make_application(event, team=team), *(make_application(event) for _ in range(5))]
    mate = make_application(event, team=team)
    make_decision(mate, Verdict.ADMIT)

    assert send_undecided_to_draw(event, by="worker", at=LATER) == 7
    drawn = set(with_verdict(event, Verdict.DRAW))
    undone = undo_decisions(Decision.objects.filter(decided_at=LATER), by="worker", at=LATER + timedelta(hours=1))

    assert drawn == {*people, mate}
    assert undone == 7
    assert list(with_verdict(event, Verdict.ADMIT)) == [mate]
    assert set(undecided(event)) == set(people)
