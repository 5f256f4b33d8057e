"""Annulling is no second try: what was announced is drawn and public all the same, and is named by what replaces it."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from einlass.admission.actions import (
    annul_draw,
    continue_draws,
    draw_outcome,
    drawing,
    fetch_due_rounds,
    give_value,
    make_offers,
    publish_held_draws,
)
from einlass.admission.errors import DrawAnnulled, NotPublished
from einlass.admission.models import Draw, Offer
from einlass.admission.queries import announcements_of, last_draw
from einlass.admission.standing import standing_of
from einlass.mail.models import Message
from fairdraw.verify import check
from tests.admission.test_drand import OUT_AT, ROUND, ROUNDS, answer, relay
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import (
    BEFORE_NOON,
    announce,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_frozen_draw,
    make_solved_draw,
    make_value_form,
)

pytestmark = pytest.mark.django_db
EVENING = NOON + timedelta(hours=8)


@pytest.fixture
def event(time_machine):
    time_machine.move_to(NOON, tick=False)
    event = make_event()
    make_contingent(event, size=1)
    make_entrant(event)
    make_entrant(event)
    return event


@pytest.fixture
def organiser(client, event):
    organiser = make_member(event)
    client.force_login(organiser)
    return organiser


def page(client, draw, name: str = "draw") -> str:
    return client.get(reverse(f"admission:{name}", args=[draw.event.slug, draw.code])).text


# --- the outcome ----------------------------------------------------------------------------------------
def test_the_worker_draws_and_publishes_a_round_of_drand_although_the_draw_was_annulled_before(event, organiser):
    draw = make_committed_draw(event, drand_round=ROUND, at=OUT_AT - timedelta(hours=1))
    annul_draw(draw, "It does not suit us.", by=organiser, at=OUT_AT - timedelta(minutes=1))

    with relay({ROUND: answer(ROUND, ROUNDS[ROUND])}) as (address, _):
        drawn = fetch_due_rounds(relays=[address], at=OUT_AT + timedelta(seconds=2))

    draw.refresh_from_db()
    assert drawn == 1
    assert (draw.annulled_reason, draw.published_at) == ("It does not suit us.", OUT_AT + timedelta(seconds=2))
    assert check(draw.bundle, draw.result, draw.announcement).holds


def test_a_held_outcome_of_an_annulled_draw_is_published_at_the_announced_moment(event, organiser):
    draw = make_committed_draw(event, publish_at=EVENING)
    give_value(draw, "4 1 6", by=organiser, at=NOON)
    annul_draw(draw, "It does not suit us.", by=organiser, at=NOON)

    early = publish_held_draws(at=EVENING - timedelta(seconds=1))
    due = publish_held_draws(at=EVENING)

    draw.refresh_from_db()
    assert (early, due, draw.published_at) == (0, 1, EVENING)


def test_the_worker_works_out_the_outcome_of_a_large_draw_that_was_annulled_meanwhile(
    event, organiser, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(drawing, "MOST_AT_ONCE", 0)
    draw = make_committed_draw(event)
    give_value(draw, "4 1 6", by=organiser, at=NOON)
    annul_draw(draw, "It does not suit us.", by=organiser, at=NOON)

    with django_capture_on_commit_callbacks(execute=True):
        taken_up = continue_draws(at=NOON + timedelta(minutes=5))
    again = draw_outcome(draw, at=EVENING)

    assert taken_up == 1
    assert (again.step, again.published_at is not None) == ("annulled", True)


def test_the_value_of_an_annulled_draw_can_still_be_given_from_its_page_and_shows_its_outcome(
    client, event, organiser
):
    draw = make_committed_draw(event)
    annul_draw(draw, "It does not suit us.", by=organiser, at=NOON)
    url = reverse("admission:value", args=[event.slug, draw.code])

    asked = client.get(url).text
    client.post(url, {"value": "4 1 6", "again": "4 1 6", "seen": "4 1 6"})

    draw.refresh_from_db()
    assert "Its outcome becomes public all the same" in asked
    assert (draw.value, draw.published_at) == ("4 1 6", NOON)
    public = page(client, draw)
    assert "It does not suit us." in public
    assert f"Outcome {draw.summary['outcome']['number']} of {draw.summary['panels']} was drawn" in public
    assert client.get(reverse("admission:result", args=[event.slug, draw.code])).text == draw.result


def test_an_annulled_draw_gives_nobody_a_seat_whatever_its_outcome_says(event, organiser):
    draw = make_committed_draw(event)
    annul_draw(draw, "It does not suit us.", by=organiser, at=NOON)
    give_value(draw, "4 1 6", by=organiser, at=NOON)

    with pytest.raises((DrawAnnulled, NotPublished)):
        make_offers(draw, expires_at=EVENING, by=organiser, at=NOON)
    assert last_draw(event) is None
    assert not Offer.objects.exists()
    assert {standing_of(entry.application, NOON).state for entry in draw.entries.all()} == {"reading"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.update(offered_at=NOON)


@pytest.mark.parametrize("make", [make_frozen_draw, make_solved_draw])
def test_what_was_never_announced_takes_no_value_once_it_is_annulled(event, organiser, make):
    draw = make(event)
    annul_draw(draw, "A category was missing.", by=organiser, at=NOON)

    with pytest.raises(DrawAnnulled):
        give_value(draw, "4 1 6", by=organiser, at=NOON)

    draw.refresh_from_db()
    assert (draw.step, draw.number) == ("annulled", None)


def test_the_database_itself_wants_a_reason(event):
    make_committed_draw(event)

    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.update(annulled_at=NOON)


# --- a value that does not come -------------------------------------------------------------------------
@pytest.mark.parametrize("is_annulled", [False, True])
def test_the_public_page_says_that_the_announced_moment_has_passed_until_the_value_is_there(
    client, event, organiser, time_machine, is_annulled
):
    draw = make_committed_draw(event)
    if is_annulled:
        annul_draw(draw, "It does not suit us.", by=organiser, at=BEFORE_NOON)
    missing = "It was announced for Tue 1 September 2026, 14:00."

    time_machine.move_to(NOON - timedelta(seconds=1), tick=False)
    before = page(client, draw)
    time_machine.move_to(EVENING, tick=False)
    after = page(client, draw)
    give_value(draw, "4 1 6", by=organiser, at=EVENING)
    given = page(client, draw)

    assert missing not in before
    assert missing in after
    assert missing not in given


# --- what takes its place -------------------------------------------------------------------------------
def test_the_next_announcement_names_the_annulled_draw_and_both_pages_lead_to_each_other(client, event, organiser):
    first = make_committed_draw(event)
    annul_draw(first, "The wrong hall.", by=organiser, at=NOON)
    second = make_committed_draw(event)

    announced = json.loads(second.announcement)
    assert (announced["number"], announced["replaces"]) == (2, first.commitment)
    assert second.replaces == first
    assert reverse("admission:draw", args=[event.slug, first.code]) in page(client, second)
    assert reverse("admission:draw", args=[event.slug, second.code]) in page(client, first)
    mail = Message.objects.filter(template="admission/committed").latest("pk")
    assert (mail.context["number"], mail.context["replaces"]) == (2, 1)


def test_each_annulled_draw_is_replaced_by_the_next_and_none_twice(event, organiser):
    draws = []
    for _ in range(3):
        draws.append(make_committed_draw(event))
        annul_draw(draws[-1], "Not good.", by=organiser, at=NOON)

    assert [draw.replaces for draw in draws] == [None, draws[0], draws[1]]
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.filter(pk=draws[2].pk).update(replaces=draws[0])


def test_what_was_never_announced_and_what_was_carried_out_is_not_replaced(event, organiser):
    annul_draw(make_solved_draw(event), "A slip.", by=organiser, at=NOON)
    draw = make_drawn_draw(event)
    make_offers(draw, expires_at=EVENING, by=organiser, at=NOON)
    event.contingents.update(size=3)
    make_entrant(event)

    second = make_committed_draw(event)

    assert (draw.number, draw.replaces, second.number, second.replaces) == (1, None, 2, None)


# --- numbers and lists ----------------------------------------------------------------------------------
def test_announcements_are_counted_per_event(event, organiser):
    other = make_event()
    make_contingent(other)
    make_entrant(other)

    first = make_committed_draw(event)
    annul_draw(first, "Not good.", by=organiser, at=NOON)
    numbers = [first.number, make_committed_draw(event).number, make_committed_draw(other).number]

    assert numbers == [1, 2, 1]
    assert [draw.number for draw in announcements_of(event)] == [1, 2]


@pytest.mark.parametrize("facts", [{"number": 1}, {"number": 0}, {"number": None}, {"value_due_at": None}])
def test_the_database_itself_counts_each_announcement_once(event, organiser, facts):
    annul_draw(make_committed_draw(event), "Not good.", by=organiser, at=NOON)
    draw = make_committed_draw(event)

    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(**facts)


def test_every_announcement_is_listed_with_what_became_of_it(event, organiser, rf):
    from django.template.loader import render_to_string

    annulled = make_committed_draw(event)
    annul_draw(annulled, "The wrong hall.", by=organiser, at=NOON)
    standing = make_solved_draw(event)
    announce(standing, form=make_value_form(at=EVENING))
    make_solved_draw(make_event_with_draw())

    text = " ".join(
        render_to_string(
            "admission/_announcements.html", {"announcements": announcements_of(event), "event": event}
        ).split()
    )

    assert "Announcement 1: draw " + annulled.code in text
    assert "The wrong hall. Announcement 2 took its place." in text
    assert "value is missing" in text
    assert "Announcement 2: draw " + standing.code in text
    assert "It replaces announcement 1, which was annulled." in text
    for draw in (annulled, Draw.objects.get(pk=standing.pk)):
        assert draw.commitment in text
        assert draw.announcement_digest in text


def make_event_with_draw():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    return event


def test_the_list_of_announcements_takes_one_query(event, organiser, django_assert_num_queries):
    for _ in range(3):
        annul_draw(make_committed_draw(event), "Not good.", by=organiser, at=NOON)

    with django_assert_num_queries(1):
        for draw in announcements_of(event):
            assert draw.announcement_digest
            assert getattr(draw, "replacement", None) is None or draw.replacement.number > draw.number
