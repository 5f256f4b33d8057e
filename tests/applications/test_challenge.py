"""The proof of work before applying, the trap for programs, and throw-away addresses."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import altcha
import pytest
from django.urls import reverse

from einlass.applications import challenge, limits
from einlass.applications.actions import Details, submit_application
from einlass.applications.challenge import Solved, clear_challenges, new_challenge
from einlass.applications.disposable import is_disposable
from einlass.applications.errors import ChallengeUsed
from einlass.applications.models import Application, SolvedChallenge
from einlass.events.models import AuditEntry, Event, Role
from tests.applications.test_browser import at, make_open_event
from tests.builders import NOON, make_application, make_category, make_event, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(challenge, "COST", 10)
    monkeypatch.setattr(challenge, "TRIES", (3, 6))


@pytest.fixture
def event(time_machine):
    time_machine.move_to(NOON, tick=False)
    event = make_event(asks_proof_of_work=True)
    make_category(event, key="founder")
    return event


def solve(given):
    found = altcha.Challenge.from_dict(given)
    return altcha.Payload(found, altcha.solve_challenge(found)).to_base64()


def filled(**changes):
    return {
        "name": "Ada Lovelace",
        "email": f"{uuid4().hex[:8]}@example.org",
        "category": "founder",
        "team": "alone",
        "consent": "on",
        "submission_key": str(uuid4()),
    } | changes


def apply(client, event, **changes):
    return client.post(reverse("applications:apply", args=[event.slug]), filled(**changes))


def a_challenge(client, event):
    return client.get(reverse("applications:challenge", args=[event.slug]))


# --- solving --------------------------------------------------------------------------------------------
def test_a_solved_challenge_lets_one_apply(client, event):
    answer = a_challenge(client, event)

    applied = apply(client, event, altcha=solve(answer.json()))

    assert "no-store" in answer["Cache-Control"]
    assert applied.status_code == 302
    assert Application.objects.count() == SolvedChallenge.objects.count() == 1


def test_a_solved_challenge_is_good_for_one_form_only(client, event):
    payload = solve(a_challenge(client, event).json())
    apply(client, event, altcha=payload)

    second = apply(client, event, altcha=payload)

    assert second.status_code == 422
    assert "The check of your browser" in second.content.decode()
    assert Application.objects.count() == 1


def test_a_double_tap_with_the_same_challenge_gives_one_application_and_the_same_answer(client, event):
    payload, key = solve(a_challenge(client, event).json()), str(uuid4())

    answers = [apply(client, event, altcha=payload, submission_key=key, email="ada@example.org") for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert Application.objects.count() == 1


def test_a_form_with_an_error_does_not_use_the_challenge_up(client, event):
    payload = solve(a_challenge(client, event).json())
    apply(client, event, altcha=payload, name="")

    assert apply(client, event, altcha=payload).status_code == 302


def test_a_challenge_ends(client, event, time_machine):
    payload = solve(a_challenge(client, event).json())
    time_machine.move_to(NOON + challenge.VALID_FOR, tick=False)

    assert apply(client, event, altcha=payload).status_code == 422


@pytest.mark.parametrize("asks", [True, False])
def test_whoever_fails_again_and_again_must_wait(client, event, monkeypatch, asks):
    Event.objects.update(asks_proof_of_work=asks)
    monkeypatch.setattr(limits, "SUBMIT_FROM_NETWORK", replace(limits.SUBMIT_FROM_NETWORK, most=3))

    answers = [apply(client, event, altcha="nonsense").status_code for _ in range(5)]

    assert answers == [422 if asks else 302] * 3 + [429] * 2


def test_a_challenge_of_another_event_does_not_count(client, event):
    other = make_event(asks_proof_of_work=True)

    assert apply(client, event, altcha=solve(a_challenge(client, other).json())).status_code == 422


def changed(client, event, change):
    found = json.loads(base64.b64decode(solve(a_challenge(client, event).json())))
    change(found)
    return base64.b64encode(json.dumps(found).encode()).decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found["challenge"]["parameters"].update(cost=1),
        lambda found: found["challenge"]["parameters"].update(expiresAt=99999999999),
        lambda found: found["challenge"]["parameters"].update(expiresAt=None),
        lambda found: found["challenge"]["parameters"].update(expiresAt=True),
        lambda found: found["challenge"]["parameters"].update(expiresAt=1e308),
        lambda found: found["challenge"]["parameters"].update(keySignature=None),
        lambda found: found["challenge"].update(signature=""),
        lambda found: found["challenge"].update(signature=["x"]),
        lambda found: found["challenge"].update(parameters=[]),
        lambda found: found["solution"].update(derivedKey="00"),
        lambda found: found["solution"].update(derivedKey=None),
        lambda found: found.pop("solution"),
    ],
)
def test_a_changed_challenge_or_solution_does_not_count(client, event, change):
    answer = apply(client, event, altcha=changed(client, event, change))

    assert answer.status_code == 422
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "payload", ["x", "🙂", "W10=", "bnVsbA==", "e30=", "MQ==", "x" * 5000, base64.b64encode(b"[" * 2000).decode()]
)
def test_what_is_no_solution_at_all_is_refused_with_a_page(client, event, payload):
    assert apply(client, event, altcha=payload).status_code == 422


def test_a_challenge_that_is_used_twice_at_the_same_time_counts_once(event):
    solved, category = Solved("d" * 64, NOON + timedelta(minutes=5)), event.categories.get()

    def submit(email):
        details = Details("Ada", category)
        options = {"language": "en", "submission_key": uuid4(), "at": NOON, "solved": solved}
        return submit_application(event, details, email=email, **options)

    submit("ada@example.org")
    with pytest.raises(ChallengeUsed):
        submit("grace@example.org")


def test_used_challenges_go_when_their_time_is_over(client, event):
    apply(client, event, altcha=solve(a_challenge(client, event).json()))

    clear_challenges(NOON + challenge.VALID_FOR - timedelta(seconds=1))
    before = SolvedChallenge.objects.count()
    clear_challenges(NOON + challenge.VALID_FOR)

    assert (before, SolvedChallenge.objects.count()) == (1, 0)


def test_a_challenge_says_nothing_of_the_time_it_takes_to_know_the_answer(event):
    first, second = (new_challenge(event, at=datetime(2026, 9, 1, tzinfo=UTC)) for _ in range(2))

    assert first["parameters"]["nonce"] != second["parameters"]["nonce"]


# --- without script -------------------------------------------------------------------------------------
def test_without_script_a_few_of_one_network_may_apply_and_then_wait(client, event):
    answers = [apply(client, event) for _ in range(limits.UNSOLVED_FROM_NETWORK.most + 1)]

    assert [one.status_code for one in answers] == [302] * limits.UNSOLVED_FROM_NETWORK.most + [429]
    assert "Ada Lovelace" in answers[-1].content.decode()


def test_the_page_says_what_happens_without_script(client, event):
    page = client.get(reverse("applications:apply", args=[event.slug])).content.decode()

    assert "data-without-script>" in page
    assert "You can apply all the same" in page


def test_where_no_challenge_is_asked_for_none_is_shown_given_or_wanted(client, event):
    Event.objects.update(asks_proof_of_work=False)

    page = client.get(reverse("applications:apply", args=[event.slug])).content.decode()

    assert "altcha-widget" not in page
    assert a_challenge(client, event).status_code == 404
    assert apply(client, event, altcha="nonsense").status_code == 302


# --- switching it on ------------------------------------------------------------------------------------
def test_an_organiser_switches_it_on_and_that_is_audited(client, event):
    Event.objects.update(asks_proof_of_work=False)
    client.force_login(make_member(event, Role.ORGANISER))
    url = reverse("applications:intake_settings", args=[event.slug])

    answer = client.post(url, {"asks_proof_of_work": "on"})
    client.post(url, {"asks_proof_of_work": "on"})

    assert answer.status_code == 302
    assert Event.objects.get().asks_proof_of_work
    entry = AuditEntry.objects.get(action="intake changed")
    assert (entry.before, entry.after) == ({"asks_proof_of_work": False}, {"asks_proof_of_work": True})


# --- the trap and throw-away addresses ------------------------------------------------------------------
def test_the_trap_is_hidden_from_screen_readers_and_the_keyboard(client, event):
    page = client.get(reverse("applications:apply", args=[event.slug])).content.decode()

    assert '<div class="form__trap" aria-hidden="true">' in page
    assert 'name="homepage"' in page
    assert page.split('name="homepage"')[1].split(">")[0].count('tabindex="-1"') == 1


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("ada@mailinator.com", True),
        ("ada@MAILINATOR.com.", True),
        ("ada@sub.mailinator.com", True),
        ("ada@example.org", False),
        ("ada@mailinator.com.example.org", False),
        ("ada@com", False),
        ("", False),
        ("ada@bücher.example", False),
    ],
)
def test_throw_away_providers_are_known(email, expected):
    assert is_disposable(email) is expected


def test_a_throw_away_address_may_apply_and_the_team_sees_that_it_is_one(client, event):
    Event.objects.update(asks_proof_of_work=False)
    applied = apply(client, event, email="ada@mailinator.com")
    throw_away, usual = Application.objects.get(), make_application(event)
    client.force_login(make_member(event, Role.REVIEWER))

    pages = [
        client.get(reverse("applications:application", args=[event.slug, one.code])).content.decode()
        for one in (throw_away, usual)
    ]

    assert applied.status_code == 302
    assert ["throw-away address" in page for page in pages] == [True, False]


# --- in a browser ---------------------------------------------------------------------------------------
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_solves_the_challenge_under_the_strict_policy(live_server, open_page):
    event = make_open_event()
    Event.objects.update(asks_proof_of_work=True)
    page = open_page(at(live_server, "applications:apply", event))
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))

    page.get_by_label("Name", exact=True).fill("Ada Lovelace")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_role("radio", name="Student").check()
    page.get_by_label("OWL").check()
    page.locator("textarea").first.fill("Because")
    page.get_by_label("My details may be used").check()
    page.wait_for_selector("altcha-widget [data-state=verified]")
    page.get_by_role("button", name="Send my application").click()
    page.wait_for_url("**/apply/sent/")

    assert SolvedChallenge.objects.count() == Application.objects.count() == 1
    assert hosts == {live_server.url.split("/")[2]}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
def test_the_form_with_its_challenge_has_no_barriers(live_server, open_page, barriers, width):
    event = make_open_event()
    Event.objects.update(asks_proof_of_work=True)
    page = open_page(at(live_server, "applications:apply", event), width=width)
    page.wait_for_selector("altcha-widget .altcha")

    found = barriers(page)
    page.get_by_label("Name", exact=True).focus()
    page.wait_for_selector("altcha-widget [data-state=verified]")

    assert found + barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
