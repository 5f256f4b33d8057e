"""Who has the programme of one stage changes what is there, and looks at the rest."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.events.models import Role
from einlass.programme.actions import Part, cancel_session, place_session, save_session, save_speaker, unplace_session
from einlass.programme.errors import OnAnotherStage
from einlass.programme.models import Session, Slot
from tests.builders import NOON, make_event, make_member, make_stage
from tests.builders.programme import make_placed_session, make_session, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """An event with two stages, a session on each, and an editor of the first."""
    event = make_event()
    own, other = make_stage(event), make_stage(event)
    return {
        "event": event,
        "own": own,
        "other": other,
        "here": make_placed_session(event, own, event.starts_at),
        "there": make_placed_session(event, other, event.starts_at),
        "editor": make_member(event, Role.STAGE, stage=own),
    }


def url(name: str, session: Session) -> str:
    return reverse(f"programme:{name}", args=[session.event.slug, session.code])


def test_a_session_on_the_own_stage_is_moved(client, house):
    client.force_login(house["editor"])
    starts_at = house["event"].starts_at + timedelta(hours=1)

    place_session(
        house["here"], house["own"], starts_at, within=frozenset({house["own"].pk}), by=house["editor"], at=NOON
    )

    assert Slot.objects.get(session=house["here"]).starts_at == starts_at


def test_a_session_on_the_other_stage_is_not_touched(house):
    within = frozenset({house["own"].pk})
    there, editor = house["there"], house["editor"]

    for attempt in (
        lambda: place_session(there, house["own"], house["event"].starts_at, within=within, by=editor, at=NOON),
        lambda: unplace_session(there, within=within, by=editor, at=NOON),
        lambda: cancel_session(there, within=within, by=editor, at=NOON),
        lambda: save_session(there, [], within=within, by=editor, at=NOON),
    ):
        with pytest.raises(OnAnotherStage):
            attempt()

    assert Slot.objects.get(session=there).stage == house["other"]


def test_an_own_session_does_not_go_to_the_other_stage(house):
    with pytest.raises(OnAnotherStage):
        place_session(
            house["here"],
            house["other"],
            house["event"].starts_at,
            within=frozenset({house["own"].pk}),
            by=house["editor"],
            at=NOON,
        )


def test_a_break_stops_both_stages_and_is_not_made(house):
    session = make_session(house["event"])
    session.kind = Session.Kind.BREAK

    with pytest.raises(OnAnotherStage):
        save_session(session, [], within=frozenset({house["own"].pk}), by=house["editor"], at=NOON)


def test_pages_answer_with_words_and_change_nothing(client, house):
    client.force_login(house["editor"])

    for name in ("unplace", "cancel", "delete"):
        answer = client.post(url(name, house["there"]))
        assert (answer.status_code, "may look here" in answer.content.decode()) == (403, True)

    assert Session.objects.get(pk=house["there"].pk).cancelled_at is None
    assert client.post(url("cancel", house["here"])).status_code == 302


def test_the_page_of_a_session_elsewhere_is_there_to_look_at(client, house):
    client.force_login(house["editor"])

    assert "You look on here" in client.get(url("edit_session", house["there"])).content.decode()
    assert "You look on here" not in client.get(url("edit_session", house["here"])).content.decode()


def test_a_person_who_speaks_elsewhere_too_is_not_changed(house):
    within = frozenset({house["own"].pk})
    speaker = make_speaker(house["event"])
    save_session(house["here"], [Part(speaker)], by="worker", at=NOON)
    save_speaker(speaker, [], within=within, by=house["editor"], at=NOON)
    save_session(house["there"], [Part(speaker)], by="worker", at=NOON)

    with pytest.raises(OnAnotherStage):
        save_speaker(speaker, [], within=within, by=house["editor"], at=NOON)


def test_who_has_the_whole_programme_as_well_is_not_held_to_a_stage(client, house):
    editor = house["editor"]
    editor.memberships.create(event=house["event"], role=Role.PROGRAMME)
    client.force_login(editor)

    assert client.post(url("unplace", house["there"])).status_code == 302


def test_the_schedule_is_not_released_by_the_editor_of_one_stage(client, house):
    client.force_login(house["editor"])

    answer = client.post(reverse("programme:releases", args=[house["event"].slug]))

    assert answer.status_code == 403
    assert not house["event"].releases.exists()
