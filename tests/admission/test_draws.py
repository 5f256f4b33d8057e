from collections import Counter

import pytest
from django.db import IntegrityError, transaction

import fairdraw
from einlass.admission.actions import annul_draw, freeze_draw, give_value, make_offers, solve_draw, start_solve_again
from einlass.admission.errors import (
    AlreadyDrawn,
    BadValue,
    ContingentMissing,
    DrawAnnulled,
    DrawInProgress,
    NoSeatLeft,
    NotCommitted,
    NothingToDraw,
    OffersAreOut,
    ReasonMissing,
    SolveRunning,
)
from einlass.admission.models import Draw
from einlass.events.models import AuditEntry
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.admission import (
    make_admitted,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_frozen_draw,
    make_open_offer,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db
LATER = NOON.replace(day=20)


def test_in_the_draw_is_who_counts_was_sent_to_it_and_had_no_offer():
    event = make_event()
    contingent = make_contingent(event)
    entrant = make_entrant(event)
    make_entrant(event, email_proved_at=None)
    make_entrant(event, withdrawn_at=NOON)
    make_admitted(event)
    make_application(event)
    make_open_offer(make_entrant(event), contingent)

    draw = make_frozen_draw(event)

    assert [entry.application for entry in draw.entries.all()] == [entrant]
    assert (draw.entry_count, draw.seats) == (1, 9)


def test_a_team_is_one_unit_of_those_who_are_in():
    event = make_event()
    make_contingent(event)
    team = make_entrant_team(event, 3)
    make_entrant(event, team=team, withdrawn_at=NOON)
    make_entrant(event)

    draw = make_frozen_draw(event)

    units = Counter(draw.entries.values_list("unit", flat=True))
    assert sorted(units.values()) == [1, 3]


def test_a_draw_needs_a_contingent_seats_and_entries():
    event = make_event()
    organiser = make_member(event)

    def freeze() -> Draw:
        return freeze_draw(event, by=organiser, at=NOON)

    with pytest.raises(ContingentMissing):
        freeze()
    make_contingent(event, size=0)
    with pytest.raises(NothingToDraw):
        freeze()
    make_entrant(event)
    with pytest.raises(NoSeatLeft):
        freeze()
    assert not Draw.objects.exists()


def test_a_second_draw_waits_until_the_first_is_offered_or_annulled():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    draw = make_drawn_draw(event, by=organiser)

    with pytest.raises(DrawInProgress) as refusal:
        make_frozen_draw(event, by=organiser)
    annul_draw(draw, "The wrong round.", by=organiser, at=NOON)
    make_frozen_draw(event, by=organiser)

    assert refusal.value.draw == draw
    assert Draw.objects.count() == 2


def test_solving_keeps_the_fingerprint_of_a_lottery_that_gives_everybody_alone_the_same_chance():
    event = make_event()
    make_contingent(event, size=3)
    for _ in range(12):
        make_entrant(event)

    draw = make_solved_draw(event)

    lottery = fairdraw.Lottery.from_json(draw.bundle)
    assert draw.commitment == fairdraw.commit(lottery)
    assert (draw.solved_at, draw.progress) == (NOON, 100)
    assert set(draw.entries.values_list("chance", flat=True)) == {0.25}
    assert draw.summary["kinds"] == [
        {"size": 1, "units": 12, "entries": 12, "chance": 0.25, "least": 0.25, "most": 0.25}
    ]


def test_solving_twice_changes_nothing():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    draw = make_solved_draw(event)

    again = solve_draw(draw, at=LATER)

    assert (again.commitment, again.solved_at) == (draw.commitment, NOON)


def test_the_bundle_holds_no_personal_data():
    event = make_event()
    make_contingent(event)
    application = make_entrant(event, name="Hildegard Quast", email="quast@example.org")
    draw = make_drawn_draw(event)

    published = (draw.bundle + draw.result).lower()

    for private in ("quast", application.code.lower()):
        assert private not in published


def test_a_failed_solve_says_why_and_can_be_started_again(monkeypatch):
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    draw = make_frozen_draw(event, by=organiser)

    def fail(*_args, **_kwargs):
        raise fairdraw.Cancelled("The chances cannot be rounded.")

    with monkeypatch.context() as patched:
        patched.setattr(fairdraw, "solve", fail)
        failed = solve_draw(draw, at=NOON)
    restarted = start_solve_again(failed, by=organiser, at=NOON)
    solved = solve_draw(restarted, at=NOON)

    assert failed.failure == "The chances cannot be rounded."
    assert (restarted.failure, solved.solved_at) == ("", NOON)


def test_a_running_solve_is_not_started_again_unless_its_worker_fell_silent():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    draw = make_frozen_draw(event, by=organiser)
    Draw.objects.filter(pk=draw.pk).update(solving_at=NOON)

    with pytest.raises(SolveRunning):
        start_solve_again(draw, by=organiser, at=NOON.replace(minute=1))
    restarted = start_solve_again(draw, by=organiser, at=NOON.replace(minute=3))

    assert restarted.solving_at == NOON.replace(minute=3)


@pytest.mark.parametrize("make", [make_frozen_draw, make_solved_draw])
def test_no_value_before_the_fingerprint_is_published(make):
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    draw = make(event)

    with pytest.raises(NotCommitted):
        give_value(draw, "1 2 3", by=make_member(event), at=NOON)

    draw.refresh_from_db()
    assert (draw.value, draw.drawn_at) == ("", None)


def test_the_value_gives_the_result_that_the_verifier_confirms():
    event = make_event()
    make_contingent(event, size=3)
    for _ in range(4):
        make_entrant(event)
    make_entrant_team(event, 2)
    make_entrant_team(event, 3)

    draw = make_drawn_draw(event, value="  4, 08\n15 ")

    lottery = fairdraw.Lottery.from_json(draw.bundle)
    result = fairdraw.Result.from_json(draw.result)
    assert fairdraw.verify(lottery, result) == fairdraw.Report(())
    assert (draw.value, result.commitment) == ("4 8 15", draw.commitment)
    admitted = draw.entries.filter(admitted=True).order_by("place")
    assert tuple(admitted.values_list("code", flat=True)) == result.admitted
    assert list(admitted.values_list("place", flat=True)) == [1, 2, 3]
    waiting = draw.entries.filter(admitted=False).order_by("place")
    assert tuple(waiting.values_list("code", flat=True)) == result.waiting


def test_a_team_is_admitted_whole_or_not_at_all():
    event = make_event()
    make_contingent(event, size=5)
    for size in (1, 2, 2, 3, 4, 1, 2):
        make_entrant_team(event, size)

    draw = make_drawn_draw(event)

    outcomes = {
        unit: set(draw.entries.filter(unit=unit).values_list("admitted", flat=True))
        for unit in draw.entries.values_list("unit", flat=True).distinct()
    }
    assert all(len(outcome) == 1 for outcome in outcomes.values())
    assert draw.entries.filter(admitted=True).count() == 5


def test_a_draw_takes_place_once():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    draw = make_drawn_draw(event, value="1 1 1", by=organiser)

    with pytest.raises(AlreadyDrawn):
        give_value(draw, "2 2 2", by=organiser, at=NOON)

    draw.refresh_from_db()
    assert draw.value == "1 1 1"


@pytest.mark.parametrize("value", ["", "  ", "\n\t"])
def test_an_empty_value_draws_nothing(value):
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    draw = make_committed_draw(event)

    with pytest.raises(BadValue):
        give_value(draw, value, by=make_member(event), at=NOON)

    assert not AuditEntry.objects.filter(action="give_value").exists()


def test_a_draw_is_annulled_with_a_reason_and_only_before_its_offers():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    draw = make_drawn_draw(event, by=organiser)

    with pytest.raises(ReasonMissing):
        annul_draw(draw, " ", by=organiser, at=NOON)
    make_offers(draw, expires_at=LATER, by=organiser, at=NOON)
    with pytest.raises(OffersAreOut):
        annul_draw(draw, "Too late.", by=organiser, at=NOON)

    draw.refresh_from_db()
    assert draw.annulled_at is None


def test_an_annulled_draw_takes_no_value_and_keeps_what_was_published():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    draw = make_solved_draw(event, by=organiser)

    annul_draw(draw, "A category was missing.", by=organiser, at=NOON)
    with pytest.raises(DrawAnnulled):
        give_value(draw, "1", by=organiser, at=NOON)

    draw.refresh_from_db()
    assert (draw.annulled_reason, bool(draw.commitment)) == ("A category was missing.", True)


def test_the_database_itself_refuses_a_result_without_a_fingerprint():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    draw = make_frozen_draw(event)

    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(value_at=NOON, drawn_at=NOON, value="1", result="{}")


def test_freezing_starts_the_solve_once_it_is_committed(django_capture_on_commit_callbacks):
    event = make_event()
    make_contingent(event)
    make_entrant(event)

    with django_capture_on_commit_callbacks(execute=True):
        draw = make_frozen_draw(event)

    draw.refresh_from_db()
    assert draw.solved_at is not None
