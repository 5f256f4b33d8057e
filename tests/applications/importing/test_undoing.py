"""An import can be taken back, but for those with whom something was done since."""

from datetime import timedelta

import pytest

from einlass.applications.actions import withdraw_application
from einlass.applications.entering import Proof
from einlass.applications.importing.actions import run_import
from einlass.applications.importing.undoing import NotUndoable, UndoEffect, undo_effect, undo_import
from einlass.applications.models import Application, ImportRun, Team
from einlass.events.models import AuditEntry
from einlass.mail.models import Message
from tests.builders.applications import make_application
from tests.builders.events import NOON, make_category, make_event, make_member
from tests.builders.sheets import make_checked_import, start

pytestmark = pytest.mark.django_db
ROWS = [
    ["Name", "E-mail", "Category", "Team"],
    ["Ada L", "ada@x.de", "founder", "Engines"],
    ["Bob B", "bob@x.de", "founder", ""],
]
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def event():
    event = make_event(languages=["en"])
    make_category(event, key="founder")
    return event


@pytest.fixture
def organiser(event):
    return make_member(event)


def imported(event, by, rows=ROWS, **terms):
    return run_import(start(make_checked_import(event, rows, by), by, **terms), clock=lambda: NOON)


def test_everybody_who_came_with_the_list_goes_and_so_do_their_teams_and_unsent_mails(event, organiser):
    other = make_application(event)
    run = imported(event, organiser, proof=Proof.TOLD)

    effect = undo_import(ImportRun.objects.get(pk=run.pk), by=organiser, at=LATER)

    assert effect == UndoEffect(removed=2, restored=0, stay=0, unsent=2, told=0)
    assert list(Application.objects.all()) == [other]
    assert not Team.objects.exists()
    assert not Message.objects.exists()
    assert AuditEntry.objects.filter(action="import undone").count() == 1
    assert ImportRun.objects.get().stage == "undone"


def test_who_has_withdrawn_since_stays(event, organiser):
    run = imported(event, organiser)
    withdraw_application(Application.objects.get(email="ada@x.de"), at=LATER)

    effect = undo_import(run, by=organiser, at=LATER)

    assert (effect.removed, effect.stay) == (1, 1)
    assert [one.email for one in Application.objects.all()] == ["ada@x.de"]


def test_what_the_import_changed_is_as_before_unless_it_was_changed_again(event, organiser):
    imported(event, organiser)
    changed = [ROWS[0], ["Ada Lovelace", *ROWS[1][1:]], ["Bob Brown", *ROWS[2][1:]]]
    second = imported(event, organiser, changed, changes=True)
    Application.objects.filter(email="bob@x.de").update(edited_at=LATER, name="Robert Brown")

    effect = undo_import(second, by=organiser, at=LATER)

    assert (effect.removed, effect.restored) == (0, 1)
    assert sorted(Application.objects.values_list("name", flat=True)) == ["Ada L", "Robert Brown"]


def test_what_it_would_do_is_said_before(event, organiser):
    run = imported(event, organiser, proof=Proof.TOLD)
    Message.objects.filter(to="ada@x.de").update(sent_at=NOON)

    assert undo_effect(run) == UndoEffect(removed=2, restored=0, stay=0, unsent=1, told=1)
    assert Application.objects.count() == 2


@pytest.mark.parametrize("days", [30, 31])
def test_it_cannot_be_taken_back_after_a_month_or_twice(event, organiser, days):
    run = imported(event, organiser)

    with pytest.raises(NotUndoable):
        undo_import(run, by=organiser, at=NOON + timedelta(days=days))
    undo_import(run, by=organiser, at=LATER)
    with pytest.raises(NotUndoable):
        undo_import(run, by=organiser, at=LATER)
