"""What is promised in public, when it is drawn, when the outcome shows; and what a rehearsal never does."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from einlass.admission.actions import (
    annul_draw,
    commitments,
    continue_draws,
    discard_rehearsal,
    draw_outcome,
    drawing,
    give_value,
    make_offers,
    publish_draw,
    publish_held_draws,
    solve_draw,
    start_rehearsal,
)
from einlass.admission.actions.commitments import tell_entrants
from einlass.admission.errors import (
    AlreadyCommitted,
    AlreadyDrawn,
    AlreadyPublished,
    DrawAnnulled,
    HeldIntoThePast,
    HeldUntil,
    IsRehearsal,
    NotPublished,
    NotRehearsal,
    NotSolved,
    RehearsalExists,
)
from einlass.admission.models import Draw, DrawEntry
from einlass.admission.queries import draws_holding_seats, last_draw
from einlass.admission.standing import standing_of
from einlass.applications.models import Application
from einlass.events.models import AuditEntry
from einlass.mail.models import Message
from einlass.mail.rendering import render
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import (
    BEFORE_NOON,
    announce,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_frozen_draw,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db
EVENING = NOON + timedelta(hours=8)


@pytest.fixture
def event():
    event = make_event()
    make_contingent(event, size=1)
    make_entrant(event)
    make_entrant(event)
    return event


@pytest.fixture
def organiser(event):
    return make_member(event)


def make_rehearsal(event, by, *, value: str | None = "6 6 6") -> Draw:
    draw = start_rehearsal(event, by=by, at=NOON)
    solve_draw(draw, at=NOON)
    return give_value(draw, value, by=by, at=NOON) if value else draw


# --- committing -----------------------------------------------------------------------------------------
def test_committing_binds_fingerprint_and_source_in_one_announced_text(event):
    draw = make_committed_draw(event)

    announced = json.loads(draw.announcement)
    assert announced == {
        "format": "fairdraw announcement 2",
        "commitment": draw.commitment,
        "draw": draw.code,
        "event": event.slug,
        "number": 1,
        "outcome_at": None,
        "replaces": None,
        "trail": None,
        "value": {
            "at": "2026-09-01T12:00:00Z",
            "chain": None,
            "count": 3,
            "example": "999 499 0",
            "form": "numbers",
            "high": 999,
            "low": 0,
            "order": "as thrown",
            "pattern": "(0|[1-9][0-9]*)( (0|[1-9][0-9]*)){2}",
            "round": None,
            "source": "Numbers drawn on stage",
        },
    }
    digest = hashlib.sha256(draw.announcement.encode()).hexdigest()
    assert AuditEntry.objects.get(action="commit_draw").after["announcement"] == digest


def test_only_a_solved_draw_that_stands_is_committed_and_only_once(event, organiser):
    draw = make_frozen_draw(event, by=organiser)

    def commit():
        announce(draw, by=organiser)

    with pytest.raises(NotSolved):
        commit()
    solve_draw(draw, at=NOON)
    commit()
    with pytest.raises(AlreadyCommitted):
        commit()
    annul_draw(draw, "A mistake.", by=organiser, at=NOON)
    with pytest.raises(DrawAnnulled):
        commit()


def test_the_announcement_is_mailed_to_everybody_in_the_draw_each_with_their_own_entry(event):
    draw = make_committed_draw(event)

    letters = Message.objects.filter(template="admission/committed").order_by("pk")
    entries = draw.entries.order_by("pk")
    assert [letter.to for letter in letters] == [entry.application.email for entry in entries]
    for letter, entry in zip(letters, entries, strict=True):
        text = render(letter).text
        assert entry.code in text
        assert draw.commitment in text
        assert hashlib.sha256(draw.announcement.encode()).hexdigest() in text
        assert "3 whole numbers from 0 to 999" in text
        assert "999 499 0" in text
        assert "Tue 1 September 2026, 14:00" in text
        assert reverse("admission:check", args=[event.slug, draw.code]) + f"#{entry.check_fragment}" in text
    assert draw.entrants_told_at == BEFORE_NOON


def test_with_very_many_entries_the_worker_mails_the_announcement_once(
    event, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(commitments, "MOST_AT_ONCE", 2)

    draw = make_committed_draw(event)
    at_once = Message.objects.filter(template="admission/committed").count()
    with django_capture_on_commit_callbacks(execute=True):
        taken_up = continue_draws(at=NOON + timedelta(minutes=5))
    again = continue_draws(at=NOON + timedelta(minutes=10))

    draw.refresh_from_db()
    assert (at_once, taken_up, again) == (0, 1, 0)
    assert draw.entrants_told_at is not None
    assert Message.objects.filter(template="admission/committed").count() == 2


def test_a_worker_that_died_while_it_mailed_goes_on_without_telling_anybody_twice(event):
    draw = make_committed_draw(event)
    first, second = Message.objects.filter(template="admission/committed").order_by("pk")
    second.delete()
    Draw.objects.update(entrants_told_at=None)

    tell_entrants(draw, at=NOON)
    tell_entrants(draw, at=EVENING)

    again = Message.objects.filter(template="admission/committed").order_by("pk")
    assert [letter.to for letter in again] == [first.to, second.to]
    assert (again[0].pk, Draw.objects.get().entrants_told_at) == (first.pk, NOON)


def test_who_withdrew_or_deleted_everything_is_not_written_to(event):
    draw = make_solved_draw(event)
    withdrawn = draw.entries.order_by("pk")[0].application
    Application.objects.filter(pk=withdrawn.pk).update(withdrawn_at=NOON)

    announce(draw)

    told = Message.objects.filter(template="admission/committed").values_list("to", flat=True)
    assert list(told) == [draw.entries.order_by("pk")[1].application.email]


# --- the outcome, at once or held -----------------------------------------------------------------------
def test_the_outcome_is_public_in_the_moment_of_the_draw(event):
    draw = make_drawn_draw(event)

    assert (draw.value_at, draw.drawn_at, draw.published_at) == (NOON, NOON, NOON)


def test_a_held_outcome_shows_to_nobody_and_leads_to_no_offers_before_its_moment(event, organiser):
    draw = make_committed_draw(event, by=organiser, publish_at=EVENING)
    give_value(draw, "4 1 6", by=organiser, at=NOON)

    draw.refresh_from_db()
    states = {standing_of(entry.application, NOON).state for entry in draw.entries.all()}
    assert (draw.drawn_at, draw.published_at, states, last_draw(event)) == (NOON, None, {"entered"}, None)
    with pytest.raises(HeldUntil):
        publish_draw(draw, by=organiser, at=NOON)
    with pytest.raises(NotPublished):
        make_offers(draw, expires_at=EVENING, by=organiser, at=NOON)


def test_the_worker_publishes_a_held_outcome_when_its_moment_comes(event, organiser):
    draw = make_committed_draw(event, by=organiser, publish_at=EVENING)
    give_value(draw, "4 1 6", by=organiser, at=NOON)

    early = publish_held_draws(at=EVENING - timedelta(seconds=1))
    due = publish_held_draws(at=EVENING)

    draw.refresh_from_db()
    assert (early, due, draw.published_at) == (0, 1, EVENING)
    with pytest.raises(AlreadyPublished):
        publish_draw(draw, by=organiser, at=EVENING)


def test_an_outcome_is_held_beyond_the_moment_at_which_the_value_is_known(event, organiser):
    with pytest.raises(HeldIntoThePast):
        make_committed_draw(event, publish_at=NOON)


# --- many entries ---------------------------------------------------------------------------------------
def test_with_very_many_entries_the_value_stands_and_the_worker_works_the_outcome_out(event, organiser, monkeypatch):
    monkeypatch.setattr(drawing, "MOST_AT_ONCE", 2)
    draw = make_committed_draw(event, by=organiser)

    given = give_value(draw, "4 1 6", by=organiser, at=NOON)
    assert (given.value, given.step) == ("4 1 6", "drawing")
    with pytest.raises(AlreadyDrawn):
        give_value(draw, "5 5 5", by=organiser, at=NOON)
    drawn = draw_outcome(draw, at=EVENING)
    again = draw_outcome(draw, at=EVENING + timedelta(hours=1))

    assert (drawn.value, drawn.value_at, drawn.drawn_at, drawn.published_at) == ("4 1 6", NOON, EVENING, EVENING)
    assert again.drawn_at == EVENING
    assert sorted(draw.entries.values_list("admitted", "place")) == [(False, 1), (True, 1)]


def test_a_draw_whose_worker_died_is_taken_up_again_once(event, organiser, django_capture_on_commit_callbacks):
    draw = make_frozen_draw(event, by=organiser)
    Draw.objects.filter(pk=draw.pk).update(solving_at=NOON)

    early = continue_draws(at=NOON + timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        late = continue_draws(at=NOON + timedelta(minutes=3))

    draw.refresh_from_db()
    assert (early, late, draw.step) == (0, 1, "commit")


# --- rehearsals -----------------------------------------------------------------------------------------
def test_a_rehearsal_goes_through_the_draw_and_is_marked_in_every_code_and_in_its_value(event, organiser):
    draw = make_rehearsal(event, organiser)

    assert (draw.step, draw.value, draw.published_at) == ("rehearsed", "Rehearsal: 6 6 6", None)
    assert all(code.startswith("REHEARSAL-") for code in draw.entries.values_list("code", flat=True))
    assert draw.entries.filter(admitted=True).count() == 1


def test_a_rehearsal_is_never_committed_published_annulled_or_offered(event, organiser):
    draw = make_rehearsal(event, organiser)

    for deed in (
        lambda: announce(draw, by=organiser),
        lambda: publish_draw(draw, by=organiser, at=NOON),
        lambda: annul_draw(draw, "Why.", by=organiser, at=NOON),
    ):
        with pytest.raises(IsRehearsal):
            deed()
    with pytest.raises(NotPublished):
        make_offers(draw, expires_at=EVENING, by=organiser, at=NOON)


@pytest.mark.parametrize("facts", [{"committed_at": NOON}, {"published_at": NOON}, {"offered_at": NOON}])
def test_the_database_itself_keeps_a_rehearsal_a_rehearsal(event, organiser, facts):
    draw = make_rehearsal(event, organiser)

    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(value_source="Dice", **facts)


def test_a_rehearsal_is_in_nobodys_way_and_shares_no_code_with_the_draw(event, organiser):
    rehearsal = make_rehearsal(event, organiser)
    draw = make_drawn_draw(event, by=organiser)

    salts = [set(one.entries.values_list("salt", flat=True)) for one in (rehearsal, draw)]
    application = draw.entries.get(admitted=True).application
    assert not salts[0] & salts[1]
    assert rehearsal.commitment != draw.commitment
    assert standing_of(application, NOON).entry.draw == draw
    assert (last_draw(event), list(draws_holding_seats(draw.contingent))) == (draw, [draw])


def test_an_applicant_never_stands_in_the_draw_because_of_a_rehearsal(event, organiser):
    rehearsal = make_rehearsal(event, organiser)

    standing = standing_of(rehearsal.entries.all()[0].application, NOON)

    assert (standing.state, standing.entry) == ("reading", None)


def test_there_is_one_rehearsal_at_a_time_until_it_is_thrown_away(event, organiser):
    rehearsal = make_rehearsal(event, organiser)

    with pytest.raises(RehearsalExists):
        start_rehearsal(event, by=organiser, at=NOON)
    discard_rehearsal(rehearsal, by=organiser, at=NOON)
    make_rehearsal(event, organiser)

    assert (Draw.objects.count(), DrawEntry.objects.count()) == (1, 2)


def test_a_draw_is_never_thrown_away(event, organiser):
    draw = make_solved_draw(event, by=organiser)

    with pytest.raises(NotRehearsal):
        discard_rehearsal(draw, by=organiser, at=NOON)

    assert Draw.objects.get() == draw


def test_a_rehearsal_thrown_away_while_it_is_solved_leaves_nothing_behind(event, organiser, monkeypatch):
    from einlass.admission.actions import draws

    rehearsal = start_rehearsal(event, by=organiser, at=NOON)
    make_lottery = draws.make_lottery

    def discard_meanwhile(*args, **kwargs):
        discard_rehearsal(rehearsal, by=organiser, at=NOON)
        return make_lottery(rehearsal, **kwargs)

    monkeypatch.setattr(draws, "make_lottery", discard_meanwhile)
    solve_draw(rehearsal, at=NOON)

    assert not Draw.objects.exists()


# --- how entries fared ----------------------------------------------------------------------------------
def test_every_entry_knows_how_many_are_alike_how_many_of_them_are_drawn_and_its_rank(event):
    make_entrant_team(event, 2)
    draw = make_drawn_draw(event)

    entries = list(draw.entries.order_by("pk"))
    alone, team = entries[:2], entries[2:]
    assert {one.alike for one in alone} == {2}
    assert sorted(one.rank for one in alone) == [1, 2]
    assert {(one.alike, one.rank) for one in team} == {(1, 1)}
    for one in entries:
        assert one.admitted == (one.rank <= one.alike_drawn)
    assert draw.summary["outcome"]["admitted"] == sum(one.admitted for one in entries) == 1
