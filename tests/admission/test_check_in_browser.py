"""The page that checks a draw, in a real browser: what it finds, what it shows, and what it keeps to itself."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

import fairdraw
from einlass.admission.actions import give_drand_round, make_offers, start_wave
from einlass.events.links import link_token
from fairdraw import Lottery
from tests.admission.test_drand import OUT_AT, ROUND, ROUNDS
from tests.admission.test_waves import decline, run
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_quota,
    make_solved_draw,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STEPS = 12


@pytest.fixture
def event():
    """Five seats for four founders, six students and a team of three students; two seats at least for founders."""
    event = make_event()
    founder, student = make_category(event, key="founder"), make_category(event, key="student")
    make_contingent(event, size=5)
    for _ in range(4):
        make_entrant(event, category=founder)
    for _ in range(6):
        make_entrant(event, category=student)
    make_entrant_team(event, 3)
    make_quota(event, "category", "founder", least=2)
    return event


@pytest.fixture
def open_check(live_server, open_page):
    def open_check(draw, fragment="", **options):
        address = reverse("admission:check", args=[draw.event.slug, draw.code])
        return open_page(f"{live_server.url}{address}#{fragment}", **options)

    return open_check


def check_now(page):
    page.get_by_role("button", name="Check now").click()


def pick(page, tmp_path, *texts):
    """Files under names that say nothing."""
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"saved-{number}.json")
        paths[-1].write_text(text, encoding="utf-8")
    page.get_by_text("or files that I saved earlier").click()
    page.get_by_label("Files", exact=True).set_input_files(paths)


def verdict(page):
    return page.locator("[data-verdict]")


def expect_words(place, words):
    """Seen, not only there: the page has the words for every case, and shows those that fit."""
    expect(place).to_contain_text(words, use_inner_text=True)


def state(page, step):
    return page.locator(f"[data-step={step}]").get_attribute("data-state")


def states(page):
    return page.locator("[data-step]").evaluate_all("steps => steps.map(step => step.dataset.state)")


def make_drand_draw(event):
    draw = make_committed_draw(event, drand_round=ROUND, at=OUT_AT - timedelta(hours=1))
    return give_drand_round(draw, ROUNDS[ROUND], by=make_member(event), at=OUT_AT)


# --- the verdict ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("width", [390, 1280])
def test_an_honest_draw_holds_and_the_page_says_what_that_means_in_numbers(event, open_check, barriers, width):
    page = open_check(make_drawn_draw(event), width=width)

    check_now(page)

    expect(verdict(page)).to_have_attribute("data-verdict", "holds")
    expect_words(verdict(page), "It holds: 5 of 5 seats, 13 entries, 1 quota, no weights.")
    expect_words(verdict(page), "No lottery under these quotas could give anyone more")
    assert states(page) == ["holds"] * (STEPS - 1) + ["absent"]
    expect(page.locator("[data-rules] tr")).to_have_count(1)
    expect_words(page.locator("[data-rules] tr"), "at least 2")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_before_the_draw_what_is_announced_holds_so_far(event, open_check):
    page = open_check(make_committed_draw(event))

    check_now(page)

    expect_words(verdict(page), "So far it holds:")
    expect_words(verdict(page), "The draw itself has not been held yet.")
    assert [state(page, step) for step in ("commitment", "value", "draw")] == ["holds", "holds", "absent"]


def test_a_draw_that_is_not_announced_has_nothing_to_check(event, open_check):
    page = open_check(make_solved_draw(event))

    expect(page.get_by_text("There is nothing to check yet")).to_be_visible()
    expect(page.get_by_role("button", name="Check now")).to_have_count(0)


def test_the_verdict_is_german_for_germans(event, open_check):
    page = open_check(make_drawn_draw(event))
    page.get_by_role("button", name="Deutsch").click()

    page.get_by_role("button", name="Jetzt prüfen").click()

    expect_words(verdict(page), "Es stimmt: 5 von 5 Plätzen, 13 Lose, 1 Quote, keine Gewichte.")


def test_a_wave_is_checked_with_the_files_of_the_draws_before_it(event, open_check):
    organiser = make_member(event)
    make_offers(make_drawn_draw(event, by=organiser), expires_at=NOON + timedelta(days=7), by=organiser, at=NOON)
    decline(event, "founder")
    page = open_check(run(start_wave(event, by=organiser, at=NOON), organiser))

    check_now(page)

    expect_words(verdict(page), "It holds: 1 of 1 seats")
    assert states(page) == ["holds"] * STEPS
    expect_words(page.locator("[data-step=previous]"), "already in 4")


def test_without_script_the_page_says_so_and_shows_the_commands(event, client):
    draw = make_drawn_draw(event)

    page = client.get(reverse("admission:check", args=[event.slug, draw.code])).text

    assert "Checking in the browser needs JavaScript. The commands below check the same." in page
    assert "python3 verify.py lottery.json result.json announcement.json" in page
    # The form is of no use then.
    assert '<form class="form card check__form" hidden' in page


def test_a_browser_without_workers_checks_in_the_page(event, open_check):
    page = open_check(make_drawn_draw(event))
    page.evaluate("delete window.Worker")

    check_now(page)

    expect_words(verdict(page), "It holds:")


# --- what does not hold ---------------------------------------------------------------------------------
def test_a_file_that_was_changed_does_not_hold(event, open_check, tmp_path):
    draw = make_drawn_draw(event)
    result = json.loads(draw.result)
    result["admitted"][0], result["waiting"][0] = result["waiting"][0], result["admitted"][0]
    page = open_check(draw)

    pick(page, tmp_path, json.dumps(result, sort_keys=True, separators=(",", ":")) + "\n")
    check_now(page)

    expect_words(verdict(page), "It does not hold.")
    assert [state(page, step) for step in ("value", "draw", "previous")] == ["holds", "fails", "skipped"]
    expect_words(page.locator("[data-step=draw]"), "“admitted” of the result does not follow")


def test_another_fingerprint_than_that_of_the_own_mail_does_not_hold(event, open_check):
    draw = make_drawn_draw(event)
    page = open_check(draw)
    page.get_by_text("The fingerprint in my mail").click()

    page.get_by_label("Fingerprint").fill(draw.commitment[::-1])
    check_now(page)
    expect_words(verdict(page), "It does not hold.")
    expect(page.get_by_text("The fingerprint that you typed is another one.")).to_be_visible()

    page.get_by_label("Fingerprint").fill(draw.commitment.upper())
    check_now(page)
    expect_words(verdict(page), "It holds:")
    expect(page.get_by_text("It is the one that you typed.")).to_be_visible()


def test_files_that_do_not_come_are_no_verdict(event, open_check):
    page = open_check(make_drawn_draw(event))
    page.route("**/lottery.json", lambda route: route.fulfill(status=503, body=""))

    check_now(page)

    expect(verdict(page)).to_have_attribute("data-verdict", "broken")


# --- drand ----------------------------------------------------------------------------------------------
def test_the_signature_of_the_announced_round_is_checked_in_the_browser(event, open_check):
    page = open_check(make_drand_draw(event))

    check_now(page)

    expect_words(verdict(page), "It holds:")
    expect(page.get_by_text("The signature of the announced round was checked")).to_be_visible()
    expect(page.locator("[data-unchecked-as=signature]")).to_be_hidden()


def test_made_up_bytes_are_no_signature(event, open_check, tmp_path):
    draw = make_drand_draw(event)
    made_up = "ab" * 48
    value = hashlib.sha256(bytes.fromhex(made_up)).hexdigest()
    page = open_check(draw)

    pick(page, tmp_path, fairdraw.draw(Lottery.from_json(draw.bundle), value, made_up).to_json())
    check_now(page)

    expect_words(verdict(page), "It does not hold.")
    assert state(page, "value") == "fails"


def test_where_the_signature_cannot_be_checked_the_verdict_says_so(event, open_check):
    page = open_check(make_drand_draw(event))
    page.context.route("**/noble-curves/**", lambda route: route.fulfill(status=404, body=""))

    check_now(page)

    expect_words(verdict(page), "It holds:")
    expect_words(verdict(page), "Not checked: the signature of the drand round.")
    expect(page.get_by_text("The signature of the announced round was checked")).to_be_hidden()


# --- the own entry --------------------------------------------------------------------------------------
def test_an_applicant_comes_from_the_own_page_and_nothing_private_leaves_the_browser(
    event, live_server, open_page, barriers
):
    draw = make_drawn_draw(event)
    entry = draw.entries.filter(admitted=False, application__category__key="student").order_by("place")[0]
    application = entry.application
    token = link_token("application", application.code, application.link_version)
    page = open_page(live_server.url + reverse("admission:applicant", args=[event.slug, token]))
    asked = []
    page.on("request", lambda request: asked.append((request.url, request.post_data)))

    page.get_by_role("link", name="Check it yourself").click()

    own = page.get_by_role("region", name="Your entry")
    expect_words(own, entry.short_code)
    expect_words(own, "You were not drawn.")
    expect_words(own.locator("[data-chips=others]"), "at least 2")
    expect(own.locator("[data-chips=towards] li")).to_have_count(0)
    expect_words(verdict(page), "Your own entry is in it")
    said = json.dumps(asked)
    assert not [word for word in (entry.salt, entry.code, entry.email) if word in said]
    assert all(url.startswith(live_server.url) for url, _ in asked)
    assert barriers(page) == []


def test_who_counts_towards_a_rule_sees_it_with_its_bound(event, open_check):
    draw = make_drawn_draw(event)
    entry = draw.entries.filter(admitted=True, application__category__key="founder").first()

    page = open_check(draw, entry.check_fragment)

    own = page.get_by_role("region", name="Your entry")
    expect_words(own, "You were drawn.")
    expect(own.locator("[data-chips=towards] li")).to_have_count(1)
    expect_words(own.locator("[data-chips=towards]"), "at least 2")


def test_an_address_that_does_not_belong_to_the_salt_is_told_in_words(event, open_check):
    draw = make_drawn_draw(event)
    page = open_check(draw)

    page.get_by_label("Your e-mail address").fill("somebody@else.example")
    page.get_by_label("Your salt").fill(draw.entries.first().salt)
    check_now(page)

    own = page.get_by_role("region", name="Your entry")
    expect_words(own, "No entry belongs to this address and salt.")
    expect_words(verdict(page), "Your own entry was not found")

    page.get_by_label("Your salt").fill("my salt")
    check_now(page)

    expect_words(own, "This is not a salt.")
