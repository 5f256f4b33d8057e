"""Several people at once, each on a connection of their own. Must hold on SQLite and on PostgreSQL."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import override_settings

from einlass.admission import actions, drand
from einlass.admission.actions import drawing
from einlass.admission.errors import AdmissionError
from einlass.admission.models import Contingent, Draw, Offer, Seat
from einlass.events.models import AuditEntry
from einlass.tickets.models import Ticket
from tests.admission.test_drand import ROUND, ROUNDS
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    make_admitted,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_open_offer,
    make_solved_draw,
)

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def all_at_once(deeds: Sequence[Callable[[], object]]) -> Counter[str]:
    """Do everything at the same moment; what came of it: 'done' or the name of the refusal, counted."""
    outcomes: list[str] = []
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
            outcomes.append("done")
        except AdmissionError as refusal:
            outcomes.append(type(refusal).__name__)
        except Exception as error:
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def assert_ledger_holds() -> None:
    for contingent in Contingent.objects.all():
        rows = Seat.objects.filter(contingent=contingent, freed_at=None)
        assert contingent.taken == rows.count()
        assert contingent.taken <= contingent.size
    accepted = Offer.objects.exclude(accepted_at=None)
    assert Ticket.objects.filter(seats__offer__in=accepted, seats__freed_at=None).count() == accepted.count()


def test_50_acceptances_for_the_last_10_seats_give_10_tickets_and_40_refusals():
    # Every open offer holds a seat, so 50 offers for 10 seats cannot be made. They can come about when the hall
    # loses seats while offers are out: here somebody frees the 50 held seats in the ledger and cuts the contingent
    # to 10. An acceptance trusts the ledger and not the offer, so it needs one of those 10.
    contingent = make_contingent(make_event(), purpose="curated", size=50)
    organiser = make_member(contingent.event)
    offers = [make_open_offer(make_admitted(contingent.event), contingent, by=organiser) for _ in range(50)]
    actions.free_seats(offers, at=NOON)
    actions.resize_contingent(contingent, 10, by=organiser, at=NOON, reason="The balcony is closed.")

    outcomes = all_at_once([lambda offer=offer: actions.accept_offer(offer, at=NOON) for offer in offers])

    contingent.refresh_from_db()
    assert outcomes == {"done": 10, "NoSeatLeft": 40}
    assert (Ticket.objects.count(), contingent.taken) == (10, 10)
    assert sorted(Ticket.objects.values_list("number", flat=True)) == list(range(1, 11))
    assert_ledger_holds()


def test_50_acceptances_while_40_offers_are_revoked_give_a_ticket_or_a_refusal_each():
    contingent = make_contingent(make_event(), purpose="curated", size=50)
    organiser = make_member(contingent.event)
    offers = [make_open_offer(make_admitted(contingent.event), contingent, by=organiser) for _ in range(50)]

    outcomes = all_at_once(
        [lambda offer=offer: actions.accept_offer(offer, at=NOON) for offer in offers]
        + [lambda offer=offer: actions.revoke_offer(offer, "Cut.", by="worker", at=NOON) for offer in offers[10:]]
    )

    contingent.refresh_from_db()
    revoked = Offer.objects.exclude(revoked_at=None).count()
    assert outcomes["OfferRevoked"] == revoked
    assert outcomes["OfferAccepted"] == 40 - revoked
    assert outcomes["done"] == 50
    assert contingent.taken == Ticket.objects.count() == 50 - revoked
    assert_ledger_holds()


def test_50_guests_for_the_last_10_seats_of_a_contingent_give_10_tickets():
    contingent = make_contingent(make_event(), purpose="crew", size=10)
    category = make_category(contingent.event)

    outcomes = all_at_once(
        [
            lambda number=number: actions.issue_contingent_ticket(
                contingent, f"Guest {number}", f"guest-{number}@example.org", "en", category, by="worker", at=NOON
            )
            for number in range(50)
        ]
    )

    assert outcomes == {"done": 10, "NoSeatLeft": 40}
    assert Ticket.objects.count() == 10
    assert_ledger_holds()


def test_20_offers_for_the_last_5_seats_are_5():
    contingent = make_contingent(make_event(), purpose="curated", size=5)
    organiser = make_member(contingent.event)
    applications = [make_admitted(contingent.event) for _ in range(20)]

    outcomes = all_at_once([lambda one=one: make_open_offer(one, contingent, by=organiser) for one in applications])

    assert outcomes == {"done": 5, "NoSeatLeft": 15}
    assert_ledger_holds()


def test_one_offer_accepted_10_times_at_once_gives_one_ticket():
    contingent = make_contingent(make_event(), purpose="curated", size=3)
    offer = make_open_offer(make_admitted(contingent.event), contingent)

    outcomes = all_at_once([lambda: actions.accept_offer(offer, at=NOON)] * 10)

    assert outcomes == {"done": 1, "OfferAccepted": 9}
    assert Ticket.objects.count() == 1
    assert_ledger_holds()


def test_an_acceptance_in_the_moment_of_expiry_is_either_a_ticket_or_an_expired_offer():
    contingent = make_contingent(make_event(), purpose="curated", size=20)
    organiser = make_member(contingent.event)
    end = NOON + timedelta(days=5)
    offers = [make_open_offer(make_admitted(contingent.event), contingent, by=organiser) for _ in range(20)]

    outcomes = all_at_once(
        [lambda offer=offer: actions.accept_offer(offer, at=end - timedelta(seconds=1)) for offer in offers]
        + [lambda: actions.expire_offers(at=end)]
    )

    expired = Offer.objects.exclude(expired_at=None).count()
    contingent.refresh_from_db()
    assert outcomes == Counter({"done": 21 - expired, "OfferExpired": expired})
    assert contingent.taken == Ticket.objects.count() == 20 - expired
    assert_ledger_holds()


def test_two_organisers_who_freeze_at_once_make_one_draw():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organisers = [make_member(event) for _ in range(4)]

    outcomes = all_at_once([lambda by=by: actions.freeze_draw(event, by=by, at=NOON) for by in organisers])

    assert outcomes == {"done": 1, "DrawInProgress": 3}
    assert Draw.objects.count() == 1


def test_two_organisers_who_draw_at_once_draw_once():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organisers = [make_member(event) for _ in range(4)]
    draw = make_committed_draw(event, by=organisers[0])

    outcomes = all_at_once(
        [
            lambda by=by, value=value: actions.give_value(draw, value, by=by, at=NOON)
            for value, by in zip("1234", organisers, strict=True)
        ]
    )

    draw.refresh_from_db()
    assert outcomes == {"done": 1, "AlreadyDrawn": 3}
    assert draw.value in set("1234")


def test_two_organisers_who_announce_at_once_announce_one_source():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organisers = [make_member(event) for _ in range(4)]
    draw = make_solved_draw(event, by=organisers[0])

    outcomes = all_at_once(
        [
            lambda by=by, source=source: actions.commit_draw(draw, value_source=source, by=by, at=NOON)
            for source, by in zip(["Dice", "Cards", "Coins", "Straws"], organisers, strict=True)
        ]
    )

    draw.refresh_from_db()
    assert outcomes == {"done": 1, "AlreadyCommitted": 3}
    assert json.loads(draw.announcement)["source"] == draw.value_source


def test_a_value_and_an_annulment_at_once_leave_a_draw_that_makes_sense():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    draw = make_committed_draw(event, by=organiser)

    outcomes = all_at_once(
        [
            lambda: actions.give_value(draw, "4 1 6", by=organiser, at=NOON),
            lambda: actions.annul_draw(draw, "A mistake.", by=organiser, at=NOON),
        ]
    )

    draw.refresh_from_db()
    # Either it was drawn first and then annulled, or annulled and never drawn.
    assert draw.annulled_at == NOON
    assert outcomes == ({"done": 2} if draw.drawn_at else {"done": 1, "DrawAnnulled": 1})


def test_a_round_pasted_in_while_the_worker_draws_with_it_draws_once():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    out_at = drand.time_of(ROUND)
    draw = make_committed_draw(event, by=organiser, drand_round=ROUND, at=out_at - timedelta(hours=1))

    outcomes = all_at_once([lambda: actions.give_drand_round(draw, ROUNDS[ROUND], by=organiser, at=out_at)] * 3)

    assert outcomes == {"done": 1, "AlreadyDrawn": 2}


@override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}})
def test_two_workers_that_draw_and_publish_at_once_do_it_once(monkeypatch):
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    monkeypatch.setattr(drawing, "MOST_AT_ONCE", 0)
    draw = make_committed_draw(event, by=organiser, publish_at=NOON + timedelta(hours=1))
    actions.give_value(draw, "4 1 6", by=organiser, at=NOON)

    drawn = all_at_once([lambda: actions.draw_outcome(draw, at=NOON)] * 3)
    published = all_at_once([lambda: actions.publish_draw(draw, by=organiser, at=NOON + timedelta(hours=1))] * 3)

    assert drawn == {"done": 3}
    assert published == {"done": 1, "AlreadyPublished": 2}
    assert list(AuditEntry.objects.filter(action__in=["draw_outcome", "publish_draw"]).values_list("action")) == [
        ("draw_outcome",),
        ("publish_draw",),
    ]


def test_two_rehearsals_begun_at_once_are_one():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organisers = [make_member(event) for _ in range(3)]

    outcomes = all_at_once([lambda by=by: actions.start_rehearsal(event, by=by, at=NOON) for by in organisers])

    assert outcomes == {"done": 1, "RehearsalExists": 2}


def test_offers_of_one_draw_made_by_two_at_once_go_out_once():
    event = make_event()
    make_contingent(event)
    for _ in range(5):
        make_entrant(event)
    organiser = make_member(event)
    draw = make_drawn_draw(event, by=organiser)
    end = NOON + timedelta(days=5)

    outcomes = all_at_once([lambda: actions.make_offers(draw, expires_at=end, by=organiser, at=NOON)] * 3)

    assert outcomes == {"done": 1, "OffersAreOut": 2}
    assert Offer.objects.count() == 5
    assert_ledger_holds()


def test_moving_seats_both_ways_at_once_loses_none():
    event = make_event()
    one = make_contingent(event, purpose="press", size=20)
    other = make_contingent(event, purpose="crew", size=20)

    outcomes = all_at_once(
        [
            lambda pair=pair: actions.move_seats(*pair, 3, by="worker", at=NOON, reason="To and fro.")
            for pair in [(one, other), (other, one)] * 5
        ]
    )

    event.refresh_from_db()
    assert outcomes == {"done": 10}
    assert sorted(event.contingents.values_list("size", flat=True)) == [20, 20]
    assert event.seats_allotted == 40
