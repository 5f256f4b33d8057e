import subprocess
import sys
from datetime import timedelta

import pytest
from django.urls import reverse

import fairdraw
from einlass.admission.actions import accept_offer, annul_draw, decline_offer, make_offers, revoke_offer
from einlass.admission.models import Offer
from einlass.applications.models import Application
from einlass.events.links import link_token
from einlass.reviews.models import Verdict
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.admission import (
    make_admitted,
    make_committed_draw,
    make_contingent,
    make_decision,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_frozen_draw,
    make_open_offer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def offer_address(offer: Offer, name: str = "offer") -> str:
    return reverse(f"admission:{name}", args=[offer.event.slug, link_token("offer", offer.code, offer.link_version)])


def own_page(application: Application) -> str:
    token = link_token("application", application.code, application.link_version)
    return reverse("admission:applicant", args=[application.event.slug, token])


def an_offer(**fields) -> Offer:
    event = make_event()
    return make_open_offer(make_admitted(event), make_contingent(event, purpose="curated"), **fields)


# --- the offer ------------------------------------------------------------------------------------------
def test_opening_the_link_of_an_offer_changes_nothing(client):
    offer = an_offer()

    answer = client.get(offer_address(offer))

    offer.refresh_from_db()
    assert (answer.status_code, offer.is_unanswered) == (200, True)
    assert "Accept the seat" in answer.text


@pytest.mark.parametrize(
    ("name", "button"), [("acceptance", "Yes, I accept the seat"), ("refusal", "No, I cannot come")]
)
def test_a_link_of_the_mail_asks_with_one_button_and_changes_nothing(client, name, button):
    offer = an_offer()

    answers = [client.get(offer_address(offer, name)), client.head(offer_address(offer, name))]

    offer.refresh_from_db()
    assert ([answer.status_code for answer in answers], offer.is_unanswered) == ([200, 200], True)
    assert button in answers[0].text
    assert answers[0].text.count("button--large") == 1


def test_the_button_accepts_and_leads_to_the_ticket(client):
    offer = an_offer()

    answer = client.post(offer_address(offer, "acceptance"), follow=True)

    ticket = Ticket.objects.get()
    assert (
        reverse("tickets:ticket", args=[offer.event.slug, link_token("ticket", ticket.code)]).split("~")[0]
        in answer.text
    )
    assert "The seat is yours" in answer.text


def test_accepting_twice_shows_the_ticket_again(client):
    offer = an_offer()
    client.post(offer_address(offer, "acceptance"))

    answer = client.post(offer_address(offer, "acceptance"), follow=True)

    assert answer.status_code == 200
    assert "The seat is yours" in answer.text
    assert Ticket.objects.count() == 1


def test_declining_twice_is_declining(client):
    offer = an_offer()
    client.post(offer_address(offer, "refusal"))

    answer = client.post(offer_address(offer, "refusal"), follow=True)

    assert answer.status_code == 200
    assert "You declined the seat" in answer.text


def test_declining_after_accepting_is_refused_and_the_ticket_stays(client):
    offer = an_offer()
    client.post(offer_address(offer, "acceptance"))

    answer = client.post(offer_address(offer, "refusal"))

    assert answer.status_code == 422
    assert "The seat is yours" in answer.text
    assert Ticket.objects.get().revoked_at is None


def test_declining_frees_the_seat_and_says_thank_you(client):
    offer = an_offer()

    answer = client.post(offer_address(offer, "refusal"), follow=True)

    assert "You declined the seat" in answer.text
    assert not offer.seats.filter(freed_at=None).exists()


def test_an_offer_that_ended_says_so_and_cannot_be_accepted(client, time_machine):
    offer = an_offer()
    time_machine.move_to(offer.expires_at)

    shown = client.get(offer_address(offer))
    answer = client.post(offer_address(offer, "acceptance"))

    assert "The time to answer is over" in shown.text
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_an_offer_that_was_taken_back_says_so(client):
    offer = revoke_offer(an_offer(), "Applied twice.", by="worker", at=NOON)

    answer = client.get(offer_address(offer))

    assert "This offer was taken back" in answer.text
    assert "Applied twice." not in answer.text


@pytest.mark.parametrize("token", ["nonsense", "AAAA.1~x~y"])
def test_a_forged_link_opens_no_offer(client, token):
    offer = an_offer()

    answer = client.get(reverse("admission:offer", args=[offer.event.slug, token]))

    assert answer.status_code == 404


def test_the_link_of_one_event_does_not_open_at_another(client):
    offer = an_offer()
    address = reverse("admission:offer", args=[make_event().slug, link_token("offer", offer.code)])

    assert client.get(address).status_code == 404


# --- the applicant's page -------------------------------------------------------------------------------
def test_a_decision_does_not_show_before_it_is_announced(client, time_machine):
    event = make_event()
    declined, admitted = make_application(event), make_admitted(event)
    make_decision(declined, Verdict.DECLINE)

    early = [client.get(own_page(application)).text for application in (declined, admitted)]
    time_machine.move_to(event.offers_open_at)
    later = client.get(own_page(declined)).text

    assert all("Your application counts." in page for page in early)
    assert "We cannot offer you a seat this time." in later


def test_an_entrant_sees_code_salt_and_chance_before_the_draw(client):
    event = make_event()
    make_contingent(event, size=1)
    application, _ = make_entrant(event), make_entrant(event)
    draw = make_committed_draw(event)

    page = client.get(own_page(application)).text

    entry = draw.entries.get(application=application)
    assert "You are in the draw." in page
    assert entry.code in page
    assert entry.salt in page
    assert "50.0" in page


def test_who_waits_sees_how_many_are_before(client):
    event = make_event()
    organiser = make_member(event)
    make_contingent(event, size=1)
    for _ in range(4):
        make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)
    make_offers(draw, expires_at=NOON + timedelta(days=3), by=organiser, at=NOON)
    first, _, third = draw.entries.filter(admitted=False).order_by("place")

    pages = [client.get(own_page(entry.application)).text for entry in (first, third)]

    assert "You are the first on the waiting list." in pages[0]
    assert "You are waiting: 2 people are before you." in pages[1]


def test_who_is_before_and_withdraws_is_not_counted_any_more(client):
    event = make_event()
    make_contingent(event, size=1)
    for _ in range(3):
        make_entrant(event)
    draw = make_drawn_draw(event)
    first, second = draw.entries.filter(admitted=False).order_by("place")
    Application.objects.filter(pk=first.application_id).update(withdrawn_at=NOON)

    page = client.get(own_page(second.application)).text

    assert "You are the first on the waiting list." in page


def test_an_open_offer_shows_on_the_own_page(client):
    offer = an_offer()

    page = client.get(own_page(offer.application)).text

    assert "There is a seat for you." in page
    assert f"/{offer.event.slug}/offers/{offer.code}." in page


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (lambda offer: accept_offer(offer, at=NOON), "The seat is yours."),
        (lambda offer: decline_offer(offer, at=NOON), "You declined the seat."),
        (lambda offer: revoke_offer(offer, "Why.", by="worker", at=NOON), "The offer was taken back."),
    ],
)
def test_the_own_page_says_how_an_offer_ended(client, end, words):
    offer = an_offer()
    end(offer)

    assert words in client.get(own_page(offer.application)).text


def test_the_own_page_of_a_withdrawn_application_shows_nothing_more(client):
    application = make_application(make_event(), withdrawn_at=NOON)

    assert "You withdrew your application." in client.get(own_page(application)).text


# --- the public page of a draw --------------------------------------------------------------------------
def draw_address(draw, name: str = "draw") -> str:
    return reverse(f"admission:{name}", args=[draw.event.slug, draw.code])


def test_the_fingerprint_is_public_before_the_value_is_given(client):
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    draw = make_committed_draw(event)

    page = client.get(draw_address(draw)).text

    assert draw.commitment in page
    assert "Numbers drawn on stage" in page
    assert client.get(draw_address(draw, "result")).status_code == 404


def test_a_frozen_draw_has_no_files_yet(client):
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    draw = make_frozen_draw(event)

    assert client.get(draw_address(draw)).status_code == 200
    assert client.get(draw_address(draw, "lottery")).status_code == 404


def test_the_published_page_holds_no_personal_data(client):
    event = make_event()
    make_contingent(event)
    application = make_entrant(event, name="Hildegard Quast", email="quast@example.org")
    draw = make_drawn_draw(event)

    page = client.get(draw_address(draw)).text

    assert "Quast" not in page
    assert application.code not in page


def test_an_annulled_draw_says_why_in_public(client):
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    draw = make_committed_draw(event, by=organiser)
    annul_draw(draw, "A category was missing.", by=organiser, at=NOON)

    page = client.get(draw_address(draw)).text

    assert "A category was missing." in page
    assert draw.commitment in page


def download_all(client, draw, folder) -> None:
    for name, file in (("lottery", "lottery.json"), ("result", "result.json"), ("verifier", "verify.py")):
        (folder / file).write_bytes(client.get(draw_address(draw, name)).content)


def test_the_downloaded_files_verify_with_both_commands(client, tmp_path):
    event = make_event()
    make_contingent(event, size=7)
    for size in (1, 1, 1, 2, 3, 4, 2, 1, 1, 3):
        make_entrant_team(event, size)
    draw = make_drawn_draw(event)

    download_all(client, draw, tmp_path)
    alone = [sys.executable, "-I", "verify.py", "lottery.json", "result.json"]
    installed = [sys.executable, "-m", "fairdraw.cli", "verify", "lottery.json", "result.json"]

    for command in (alone, installed):
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr


def test_a_downloaded_result_that_was_changed_does_not_verify(client, tmp_path):
    event = make_event()
    make_contingent(event, size=1)
    for _ in range(3):
        make_entrant(event)
    draw = make_drawn_draw(event)
    download_all(client, draw, tmp_path)
    result = fairdraw.Result.from_json(draw.result)
    swapped = (
        draw.result.replace(result.admitted[0], "x")
        .replace(result.waiting[0], result.admitted[0])
        .replace("x", result.waiting[0])
    )
    (tmp_path / "result.json").write_text(swapped)

    run = subprocess.run(
        [sys.executable, "-I", "verify.py", "lottery.json", "result.json"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert run.returncode == 1


def test_a_draw_of_another_event_is_not_found(client):
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    draw = make_frozen_draw(event)

    for name in ("draw", "lottery", "result", "verifier"):
        assert client.get(reverse(f"admission:{name}", args=[make_event().slug, draw.code])).status_code == 404


@pytest.mark.parametrize("entries", [1, 3])
def test_the_public_page_takes_the_same_queries_for_one_entry_and_for_three(
    client, django_assert_max_num_queries, entries
):
    event = make_event()
    make_contingent(event)
    for _ in range(entries):
        make_entrant(event)
    draw = make_drawn_draw(event)

    with django_assert_max_num_queries(4):
        client.get(draw_address(draw))
