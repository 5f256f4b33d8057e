"""The steps of a draw by their addresses, the stage, the announcement, and what a rehearsal never shows."""

import hashlib
import json
import re
from datetime import timedelta
from urllib.parse import quote, urljoin

import pytest
from django.urls import reverse

from einlass.admission.actions import give_value, solve_draw, start_rehearsal
from einlass.admission.models import Draw
from einlass.events.links import link_token
from fairdraw import drand
from tests.admission.by_form import announce
from tests.admission.test_drand import ROUND, ROUNDS
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import (
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_frozen_draw,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db
OUT_AT = drand.time_of(ROUND)


@pytest.fixture
def event(time_machine):
    time_machine.move_to(NOON, tick=False)
    event = make_event()
    make_contingent(event, size=1)
    make_entrant(event, name="Hildegard Quast")
    make_entrant(event)
    return event


@pytest.fixture
def organiser(client, event):
    organiser = make_member(event)
    client.force_login(organiser)
    return organiser


def address(name, draw, *more):
    return reverse(f"admission:{name}", args=[draw.event.slug, draw.code, *more])


def own_page(entry):
    application = entry.application
    token = link_token("application", application.code, application.link_version)
    return reverse("admission:applicant", args=[application.event.slug, token])


# --- the team's steps -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("make", "step"),
    [
        (make_frozen_draw, "solve"),
        (make_solved_draw, "review"),
        (make_solved_draw, "commitment"),
        (make_committed_draw, "value"),
    ],
)
def test_a_step_has_an_address_and_the_others_lead_to_it(client, event, organiser, make, step):
    draw = make(event, by=organiser)
    steps = {"solve", "review", "commitment", "value", "publication"} - {step}
    if make is make_solved_draw:
        steps -= {"review", "commitment"}

    assert client.get(address(step, draw)).status_code == 200
    for other in steps:
        assert client.get(address(other, draw)).headers["Location"] == address("draw_desk", draw)


def test_the_team_sees_the_chances_before_anybody_else_does(client, event, organiser):
    draw = make_solved_draw(event, by=organiser)

    review = client.get(address("review", draw)).text
    public = client.get(address("draw", draw)).text
    own = client.get(own_page(draw.entries.all()[0])).text

    assert "50.0" in review
    assert "50.0" not in public + own
    assert draw.commitment not in public
    assert draw.entries.all()[0].code not in own
    for name in ("lottery", "draw_announcement", "result"):
        assert client.get(address(name, draw)).status_code == 404


def test_the_form_announces_dice_with_their_source_in_words(client, event, organiser):
    draw = make_solved_draw(event, by=organiser)

    refused = announce(client, draw, value_source=" ")
    announce(client, draw, value_source="Eight dice  on stage")

    draw.refresh_from_db()
    assert refused.status_code == 422
    assert (draw.value_source, draw.drand_round, draw.committed_by) == ("Eight dice on stage", None, organiser)
    value = draw.announced_value
    assert (value["count"], value["low"], value["high"], value["order"]) == (8, 1, 6, "as thrown")
    # 15:00 in Berlin is 13:00 UTC.
    assert (value["at"], draw.value_due_at) == ("2026-09-01T13:00:00Z", NOON + timedelta(hours=1))
    assert draw.entrants_told_at == NOON


def test_the_form_commits_with_the_round_of_drand_at_a_moment(client, event, organiser):
    draw = make_solved_draw(event, by=organiser)

    without = announce(client, draw, source="drand", known_at="")
    past = announce(client, draw, source="drand", known_at="2026-08-01T20:00")
    announce(client, draw, source="drand", known_at="2026-09-02T20:00", value_source="not this")

    draw.refresh_from_db()
    assert (without.status_code, past.status_code) == (422, 422)
    # 20:00 in Berlin is 18:00 UTC.
    assert drand.time_of(draw.drand_round).isoformat() == "2026-09-02T18:00:00+00:00"
    assert draw.value_source == f"drand quicknet, round {draw.drand_round}"


def test_a_round_is_pasted_in_from_the_page_and_a_forged_one_is_refused(client, event, organiser, time_machine):
    draw = make_committed_draw(event, by=organiser, drand_round=ROUND, at=OUT_AT - timedelta(hours=1))
    time_machine.move_to(OUT_AT, tick=False)
    client.force_login(organiser)
    url = address("drand_round", draw)

    forged = client.post(url, {"signature": ROUNDS[1000]})
    client.post(url, {"signature": ROUNDS[ROUND]})

    draw.refresh_from_db()
    assert forged.status_code == 422
    assert "not the signature of the announced round" in forged.text
    assert draw.value == drand.randomness(ROUND, ROUNDS[ROUND])
    assert ROUNDS[ROUND] in client.get(address("draw", draw)).text


def test_fetching_says_what_kept_the_round_from_coming(client, event, organiser, time_machine, settings):
    settings.DRAND_RELAYS = ["http://127.0.0.1:1"]
    draw = make_committed_draw(event, by=organiser, drand_round=ROUND, at=OUT_AT - timedelta(hours=1))
    time_machine.move_to(OUT_AT, tick=False)
    client.force_login(organiser)

    page = client.post(address("drand_fetching", draw), follow=True).text

    assert "The round could not be fetched" in page
    assert "refused" in page
    assert Draw.objects.get().value_at is None


# --- in public ------------------------------------------------------------------------------------------
def test_the_announcement_is_public_with_its_own_digest(client, event):
    draw = make_committed_draw(event)

    text = client.get(address("draw_announcement", draw)).content

    assert json.loads(text)["commitment"] == draw.commitment
    assert hashlib.sha256(text).hexdigest() in client.get(address("draw", draw)).text


def test_a_held_outcome_shows_nowhere(client, event, organiser):
    draw = make_committed_draw(event, by=organiser, publish_at=NOON + timedelta(hours=2))
    give_value(draw, "4 1 6", by=organiser, at=NOON)
    draw.refresh_from_db()
    admitted = draw.entries.get(admitted=True)

    pages = [client.get(address(name, draw)).text for name in ("draw", "stage", "check")]
    own = client.get(own_page(admitted)).text

    assert "4 1 6" in pages[0]
    for page in pages:
        assert "outcomes__lit" not in page
    assert "You were drawn" not in own
    assert client.get(address("result", draw)).status_code == 404


def test_the_drawn_outcome_is_lit_and_named(client, event):
    draw = make_drawn_draw(event)

    page = client.get(address("draw", draw)).text

    number = draw.summary["outcome"]["number"]
    assert f"Outcome {number} of {draw.summary['panels']} was drawn" in page
    assert page.count("outcomes__lit") == 1


def test_the_stage_answers_only_when_there_is_something_new(client, event, organiser):
    draw = make_committed_draw(event, by=organiser)
    url = address("stage", draw)
    state = client.get(url).context["state"]

    same = client.get(url, {"state": state}, headers={"HX-Request": "true"})
    give_value(draw, "4 1 6", by=organiser, at=NOON)
    new = client.get(url, {"state": state}, headers={"HX-Request": "true"})

    assert (same.status_code, new.status_code) == (204, 200)
    assert "outcomes__lit" in new.text
    assert "hx-get" not in new.text
    assert "<html" not in new.text


def test_applicants_are_told_why(client, event):
    draw = make_drawn_draw(event)
    admitted, waiting = draw.entries.get(admitted=True), draw.entries.get(admitted=False)

    for entry, words in ((admitted, "So you were drawn."), (waiting, "wait at place 1.")):
        page = client.get(own_page(entry)).text
        assert f"The public value picked outcome {draw.summary['outcome']['number']:,} of 1,000" in page
        assert "2 entries are alike, yours among them" in page
        assert f"yours came to place {entry.rank}." in page
        assert words in page
        assert f"#salt={entry.salt}&amp;email={quote(entry.application.email)}" in page


# --- rehearsals -----------------------------------------------------------------------------------------
def test_a_rehearsal_is_marked_for_the_team_and_is_not_there_for_anybody_else(client, event, organiser):
    client.post(reverse("admission:rehearsal", args=[event.slug]))
    draw = Draw.objects.get(is_rehearsal=True)
    solve_draw(draw, at=NOON)
    client.post(address("value", draw), {"value": "1 2 3", "again": "1 2 3"})

    desk = client.get(address("draw_desk", draw)).text
    files = [client.get(address("rehearsed_file", draw, name)) for name in ("lottery.json", "result.json")]

    assert "Dry run." in desk
    assert "Make the offers" not in desk
    for file, name in zip(files, ("lottery", "result"), strict=True):
        assert f'filename="rehearsal-{name}.json"' in file.headers["Content-Disposition"]
        assert "REHEARSAL-" in file.text
    client.logout()
    for name in (
        "draw",
        "stage",
        "check",
        "lottery",
        "result",
        "draw_announcement",
        "verifier",
        "draw_module",
        "verify_module",
    ):
        assert client.get(address(name, draw)).status_code == 404
    assert client.get(address("verify_part", draw, "levels")).status_code == 404


def test_every_module_that_the_verifier_imports_is_served_where_it_looks_for_it(client, event, organiser):
    draw = make_solved_draw(event, by=organiser)
    left, served = [address("verify_module", draw)], set()

    while left:
        served.add(url := left.pop())
        answer = client.get(url)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8"), url
        imported = {urljoin(url, path) for path in re.findall(r'from "([^"]+)"', answer.text)}
        left += sorted(imported - served - {*left})

    assert len(served) > 15
    assert client.get(address("verify_part", draw, "nothing")).status_code == 404


def test_files_of_a_draw_are_not_to_be_had_as_rehearsed_ones(client, event, organiser):
    draw = make_solved_draw(event, by=organiser)

    assert client.get(address("rehearsed_file", draw, "lottery.json")).status_code == 404


def test_a_rehearsal_is_thrown_away_from_its_page_and_a_draw_is_not(client, event, organiser):
    rehearsal = start_rehearsal(event, by=organiser, at=NOON)
    draw = make_solved_draw(event, by=organiser)

    client.post(address("disposal", rehearsal))
    refused = client.post(address("disposal", draw), follow=True).text

    assert list(Draw.objects.all()) == [draw]
    assert "A draw is never deleted" in refused


@pytest.mark.parametrize("name", ["draw", "stage", "check", "draw_desk"])
def test_the_pages_of_a_draw_take_few_queries(client, event, organiser, name, django_assert_max_num_queries):
    draw = make_drawn_draw(event, by=organiser)

    with django_assert_max_num_queries(13):
        client.get(address(name, draw))
