"""Several people at once, each on a connection of their own. Must hold on SQLite and on PostgreSQL."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import override_settings

from einlass.admission import actions
from einlass.admission.actions import drawing
from einlass.admission.errors import AdmissionError
from einlass.admission.models import Contingent, Draw, Offer, OfferPlan, Seat
from einlass.events.models import AuditEntry
from einlass.mail.models import Message
from einlass.tickets.models import Ticket
from fairdraw import drand
from tests.admission.test_drand import ROUND, ROUNDS
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    announce,
    make_admitted,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_open_offer,
    make_partner_contingent,
    make_solved_draw,
    make_value_form,
)

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
END = NOON + timedelta(days=5)


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


def test_offers_for_all_who_are_admitted_and_for_one_of_them_at_once_are_one_each():
    contingent = make_contingent(make_event(), purpose="curated", size=10)
    organiser = make_member(contingent.event)
    applications = [make_admitted(contingent.event) for _ in range(4)]
    end = NOON + timedelta(days=5)

    outcomes = all_at_once(
        [
            lambda one=one: actions.make_offer(one, contingent=contingent, expires_at=end, by=organiser, at=NOON)
            for one in applications
        ]
        + [
            lambda: actions.make_offers_for_admitted(contingent.event, expires_at=end, by=organiser, at=NOON)
            for _ in range(3)
        ]
    )

    assert set(outcomes) <= {"done", "HasOffer", "NobodyToOffer"}
    assert sorted(Offer.objects.values_list("application", flat=True)) == [one.pk for one in applications]
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
    values = ["1 1 1", "2 2 2", "3 3 3", "4 4 4"]

    outcomes = all_at_once(
        [
            lambda by=by, value=value: actions.give_value(draw, value, by=by, at=NOON)
            for value, by in zip(values, organisers, strict=True)
        ]
    )

    draw.refresh_from_db()
    assert outcomes == {"done": 1, "AlreadyDrawn": 3}
    assert draw.value in values


def test_two_organisers_who_announce_at_once_announce_one_source():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organisers = [make_member(event) for _ in range(4)]
    draw = make_solved_draw(event, by=organisers[0])

    outcomes = all_at_once(
        [
            lambda by=by, source=source: announce(draw, form=make_value_form(source=source), by=by)
            for source, by in zip(["Dice", "Cards", "Coins", "Straws"], organisers, strict=True)
        ]
    )

    draw.refresh_from_db()
    assert outcomes == {"done": 1, "AlreadyCommitted": 3}
    assert json.loads(draw.announcement)["value"]["source"] == draw.value_source


def test_announcements_of_one_event_at_once_get_one_number_each():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    drawn = []
    for number in range(4):
        contingent = make_contingent(event, purpose=["curated", "press", "crew", "door"][number])
        draw = make_solved_draw(event, by=organiser)
        # Only one draw at a time is prepared for the seats of the draw, so the others stand for draws of other seats.
        Draw.objects.filter(pk=draw.pk).update(contingent=contingent)
        drawn.append(draw)

    outcomes = all_at_once([lambda draw=draw: announce(draw, by=organiser) for draw in drawn])

    assert outcomes == {"done": 4}
    assert sorted(Draw.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    for draw in Draw.objects.all():
        assert json.loads(draw.announcement)["number"] == draw.number


def test_two_who_announce_the_successor_of_an_annulled_draw_replace_it_once():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    annulled = make_committed_draw(event, by=organiser)
    actions.annul_draw(annulled, "A mistake.", by=organiser, at=NOON)
    draw = make_solved_draw(event, by=organiser)

    outcomes = all_at_once([lambda: announce(draw, by=organiser)] * 3)

    draw.refresh_from_db()
    assert outcomes == {"done": 1, "AlreadyCommitted": 2}
    assert (draw.number, draw.replaces) == (2, annulled)
    assert Message.objects.filter(template="admission/committed").count() == 2


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
    # Annulled before or after: what was announced is drawn and public.
    assert (draw.annulled_at, draw.published_at) == (NOON, NOON)
    assert outcomes == {"done": 2}


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


# --- teams, waves, announcements ------------------------------------------------------------------------
def offers_of_pairs(number: int) -> list[Offer]:
    """Open offers of one draw for so many teams of two, who come together or not at all."""
    event = make_event()
    organiser = make_member(event)
    make_contingent(event, size=2 * number)
    for _ in range(number):
        make_entrant_team(event, 2)
    draw = make_drawn_draw(event, by=organiser)
    return actions.make_offers(draw, expires_at=END, by=organiser, at=NOON)


def test_the_last_two_of_a_team_who_say_yes_at_once_both_get_their_tickets():
    offers = offers_of_pairs(4)

    outcomes = all_at_once([lambda offer=offer: actions.accept_offer(offer, at=NOON) for offer in offers])

    assert outcomes == {"done": 8}
    assert Ticket.objects.count() == 8
    assert_ledger_holds()


def test_a_yes_and_a_no_of_one_team_at_once_end_with_no_seat_of_it_taken():
    offers = offers_of_pairs(4)
    teams = {}
    for offer in offers:
        teams.setdefault(offer.application.team_id, []).append(offer)

    outcomes = all_at_once(
        [lambda pair=pair: actions.accept_offer(pair[0], at=NOON) for pair in teams.values()]
        + [lambda pair=pair: actions.decline_offer(pair[1], at=NOON) for pair in teams.values()]
    )

    assert outcomes["done"] + outcomes["OfferDeclined"] == 8
    assert Ticket.objects.count() == 0
    assert Contingent.objects.get().taken == 0
    assert_ledger_holds()


def test_a_team_that_answers_in_the_moment_of_expiry_is_in_as_a_whole_or_out_as_a_whole():
    offers = offers_of_pairs(6)

    outcomes = all_at_once(
        [lambda offer=offer: actions.accept_offer(offer, at=END - timedelta(seconds=1)) for offer in offers]
        + [lambda: actions.expire_offers(at=END)]
    )

    tickets = Counter(Ticket.objects.values_list("seats__offer__application__team", flat=True))
    assert set(outcomes) <= {"done", "OfferExpired"}
    assert set(tickets.values()) <= {2}
    assert Contingent.objects.get().taken == Ticket.objects.count()
    assert_ledger_holds()


def a_draw_with_free_seats(*, seats: int = 4, waiting: int = 4):
    event = make_event()
    organiser = make_member(event)
    OfferPlan.objects.create(event=event, always_waves=True)
    make_contingent(event, size=seats)
    for _ in range(seats + waiting):
        make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)
    offers = actions.make_offers(draw, expires_at=NOON + timedelta(days=5), by=organiser, at=NOON)
    return event, organiser, offers


def test_two_organisers_who_begin_a_wave_at_once_begin_one():
    event, organiser, offers = a_draw_with_free_seats()
    actions.decline_offer(offers[0], at=NOON)

    outcomes = all_at_once([lambda: actions.start_wave(event, by=organiser, at=NOON)] * 4)

    assert outcomes == {"done": 1, "DrawInProgress": 3}
    assert Draw.objects.filter(follows__isnull=False).count() == 1


def test_a_wave_draws_only_for_seats_that_are_there_while_others_decline_and_seats_come_and_go():
    event, organiser, offers = a_draw_with_free_seats(seats=6, waiting=6)
    partner = make_contingent(event, purpose="partner", size=5)
    draw_seats = Contingent.objects.get(event=event, purpose="draw")
    actions.decline_offer(offers[0], at=NOON)

    outcomes = all_at_once(
        [
            lambda: actions.start_wave(event, by=organiser, at=NOON),
            lambda: actions.move_seats(partner, draw_seats, 2, by="worker", at=NOON, reason="Unused."),
            lambda: actions.decline_offer(offers[1], at=NOON),
            lambda: actions.decline_offer(offers[2], at=NOON),
        ]
    )

    wave = Draw.objects.get(follows__isnull=False)
    draw_seats.refresh_from_db()
    assert outcomes == {"done": 4}
    assert 1 <= wave.seats <= 5
    assert (draw_seats.size, draw_seats.taken) == (8, 3)
    assert_ledger_holds()


def test_a_wave_begun_in_the_moment_of_a_partners_return_draws_with_those_seats_or_without_them():
    event, organiser, offers = a_draw_with_free_seats(seats=6, waiting=9)
    day = NOON + timedelta(hours=1)
    partner = make_partner_contingent(event, size=3, returns_at=day)
    draw_seats = Contingent.objects.get(event=event, purpose="draw")
    actions.decline_offer(offers[0], at=NOON)

    outcomes = all_at_once(
        [lambda: actions.start_wave(event, by=organiser, at=day)]
        + [lambda: actions.return_unused_seats(at=day)] * 2
        + [lambda: actions.decline_offer(offers[1], at=day)]
    )

    wave = Draw.objects.get(follows__isnull=False)
    draw_seats.refresh_from_db()
    partner.refresh_from_db()
    assert outcomes == {"done": 4}
    assert wave.seats in {1, 2, 4, 5}
    assert (partner.size, draw_seats.size, draw_seats.taken) == (0, 9, 4)
    assert_ledger_holds()


def test_the_last_seat_goes_to_the_wave_or_to_somebody_by_hand_and_never_to_both():
    event, organiser, offers = a_draw_with_free_seats()
    contingent = Contingent.objects.get(event=event, purpose="draw")
    actions.decline_offer(offers[0], at=NOON)
    wave = actions.solve_draw(actions.start_wave(event, by=organiser, at=NOON), at=NOON)
    announce(wave, by=organiser)
    actions.give_value(wave, "1 1 1", by=organiser, at=NOON)
    guest = make_admitted(event)
    end = NOON + timedelta(days=5)

    outcomes = all_at_once(
        [
            lambda: actions.make_offers(wave, expires_at=end, by=organiser, at=NOON),
            lambda: make_open_offer(guest, contingent, by=organiser),
        ]
    )

    assert outcomes == {"done": 1, "NoSeatLeft": 1}
    contingent.refresh_from_db()
    assert contingent.taken == contingent.size
    assert_ledger_holds()


def test_two_organisers_who_plan_an_announcement_at_once_plan_one_and_two_workers_tell_everybody_once():
    event, organiser, _ = a_draw_with_free_seats(waiting=6)
    make_contingent(event, purpose="curated", size=5)
    for _ in range(5):
        make_admitted(event)

    planned = all_at_once([lambda: actions.plan_announcement(event, by=organiser, at=NOON)] * 3)
    told = all_at_once([lambda: actions.continue_announcements(at=NOON)] * 3)
    actions.continue_announcements(at=NOON)

    assert planned == {"done": 1, "AnnouncementPlanned": 2}
    assert told["done"] == 3
    assert Message.objects.filter(template="admission/waiting").count() == 6
    assert Offer.objects.filter(draw=None).count() == 5
    assert_ledger_holds()


def test_two_workers_send_a_part_once():
    event = make_event()
    organiser = make_member(event)
    make_contingent(event, size=4)
    for _ in range(4):
        make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)
    actions.start_parts(draw, seats=2, every=timedelta(hours=24), by=organiser, at=NOON)

    outcomes = all_at_once([lambda: actions.continue_parts(at=NOON)] * 3)

    assert outcomes == {"done": 3}
    assert draw.offers.count() == 2
    assert_ledger_holds()


def test_two_workers_remind_once():
    contingent = make_contingent(make_event(), purpose="curated", size=5)
    organiser = make_member(contingent.event)
    end = NOON + timedelta(days=7)
    for _ in range(5):
        make_open_offer(make_admitted(contingent.event), contingent, by=organiser, expires_at=end)

    outcomes = all_at_once([lambda: actions.remind_of_offers(at=end - timedelta(hours=1))] * 3)

    assert outcomes == {"done": 3}
    assert Message.objects.filter(template="admission/reminder").count() == 5
