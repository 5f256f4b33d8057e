from datetime import timedelta

import pytest

from einlass.admission.actions import (
    accept_offer,
    announce_waiting,
    decline_offer,
    expire_offers,
    fill_in_order,
    make_offer,
    make_offers,
    make_offers_for_admitted,
    refill,
    resend_offer,
    revoke_offer,
)
from einlass.admission.errors import (
    AdmittedFirst,
    ApplicationWithdrawn,
    ContingentMissing,
    EndsInThePast,
    HasOffer,
    NobodyFits,
    NobodyToOffer,
    NoSeatLeft,
    NotDrawn,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferRevoked,
    OffersAreOut,
    ReasonMissing,
)
from einlass.admission.models import Offer, Seat
from einlass.admission.queries import Place
from einlass.applications.models import Team
from einlass.events.models import AuditEntry
from einlass.mail.models import Message
from einlass.reviews.models import Verdict
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    make_admitted,
    make_contingent,
    make_decision,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_frozen_draw,
    make_open_offer,
)

pytestmark = pytest.mark.django_db
END = NOON + timedelta(days=5)


def make_accepted_draw(event, entries=4, seats=2):
    """A draw with its offers out, and the organiser."""
    organiser = make_member(event)
    make_contingent(event, size=seats)
    for _ in range(entries):
        make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)
    make_offers(draw, expires_at=END, by=organiser, at=NOON)
    return draw, organiser


def test_everybody_who_was_drawn_gets_an_offer_that_holds_a_seat_and_a_mail():
    event = make_event()

    draw, _ = make_accepted_draw(event, entries=5, seats=2)

    admitted = set(draw.entries.filter(admitted=True).values_list("application", flat=True))
    assert set(Offer.objects.values_list("application", flat=True)) == admitted
    draw.contingent.refresh_from_db()
    assert (draw.contingent.taken, Seat.objects.count()) == (2, 2)
    told = Message.objects.exclude(template="admission/committed").values_list("to", flat=True)
    assert set(told) == set(Offer.objects.values_list("application__email", flat=True))
    assert AuditEntry.objects.filter(action="make_offer").count() == 2


def test_offers_of_a_draw_are_made_once_and_only_after_it():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)

    with pytest.raises(NotDrawn):
        make_offers(make_frozen_draw(event, by=organiser), expires_at=END, by=organiser, at=NOON)
    draw, organiser = make_accepted_draw(make_event())
    with pytest.raises(OffersAreOut):
        make_offers(draw, expires_at=END, by=organiser, at=NOON)

    assert Offer.objects.count() == 2


def test_who_withdrew_after_the_entries_were_frozen_gets_no_offer_and_stays_in_the_result():
    event = make_event()
    make_contingent(event)
    gone = make_entrant(event)
    stays = make_entrant(event)
    organiser = make_member(event)
    draw = make_drawn_draw(event, by=organiser)
    gone.withdrawn_at = NOON
    gone.save()

    offers = make_offers(draw, expires_at=END, by=organiser, at=NOON)

    assert [offer.application for offer in offers] == [stays]
    assert draw.entries.get(application=gone).admitted is True


def test_offers_that_do_not_all_fit_are_not_made_at_all():
    event = make_event()
    make_contingent(event, purpose="curated", size=1)
    make_admitted(event)
    make_admitted(event)

    with pytest.raises(NoSeatLeft) as refusal:
        make_offers_for_admitted(event, expires_at=END, by=make_member(event), at=NOON)

    assert refusal.value.wanted == 2
    assert not Offer.objects.exists()
    assert not Message.objects.exists()


def test_the_admitted_get_seats_of_the_curated_contingent_with_their_decision():
    event = make_event()
    contingent = make_contingent(event, purpose="curated")
    admitted = make_admitted(event)
    make_entrant(event)

    offers = make_offers_for_admitted(event, expires_at=END, by=make_member(event), at=NOON)

    decision = admitted.decisions.get()
    assert [(offer.application, offer.contingent, offer.decision) for offer in offers] == [
        (admitted, contingent, decision)
    ]
    assert decision.announced_at == NOON


def test_a_decision_that_was_changed_does_not_count():
    event = make_event()
    make_contingent(event, purpose="curated")
    application = make_admitted(event)
    application.decisions.update(superseded_at=NOON)
    make_decision(application, Verdict.DECLINE)

    with pytest.raises(NobodyToOffer):
        make_offers_for_admitted(event, expires_at=END, by=make_member(event), at=NOON)


def test_without_a_curated_contingent_the_admitted_cannot_be_offered_anything():
    event = make_event()
    make_admitted(event)

    with pytest.raises(ContingentMissing):
        make_offers_for_admitted(event, expires_at=END, by=make_member(event), at=NOON)


def test_the_admitted_are_offered_a_seat_once():
    event = make_event()
    make_contingent(event, purpose="curated")
    make_admitted(event)
    organiser = make_member(event)
    offer = make_offers_for_admitted(event, expires_at=END, by=organiser, at=NOON)[0]
    decline_offer(offer, at=NOON)

    with pytest.raises(NobodyToOffer):
        make_offers_for_admitted(event, expires_at=END, by=organiser, at=NOON)

    assert Offer.objects.count() == 1


@pytest.mark.parametrize("days", [0, -1, 200])
def test_an_offer_ends_after_it_is_made_and_before_the_event_is_over(days):
    event = make_event()
    contingent = make_contingent(event)

    with pytest.raises(EndsInThePast):
        make_open_offer(make_admitted(event), contingent, expires_at=NOON + timedelta(days=days))

    assert not Offer.objects.exists()


def test_nobody_has_two_offers_at_a_time():
    event = make_event()
    contingent = make_contingent(event)
    application = make_admitted(event)
    make_open_offer(application, contingent)

    with pytest.raises(HasOffer):
        make_open_offer(application, contingent)

    contingent.refresh_from_db()
    assert contingent.taken == 1


def test_after_an_offer_ended_another_can_be_made():
    event = make_event()
    contingent = make_contingent(event)
    application = make_admitted(event)
    decline_offer(make_open_offer(application, contingent), at=NOON)

    again = make_open_offer(application, contingent)

    assert again.is_open(NOON)


def test_who_withdrew_is_offered_nothing():
    event = make_event()

    with pytest.raises(ApplicationWithdrawn):
        make_open_offer(make_admitted(event, withdrawn_at=NOON), make_contingent(event))


def test_accepting_gives_a_ticket_on_the_same_seat():
    event = make_event()
    contingent = make_contingent(event)
    founder = make_category(event, key="founder")
    application = make_admitted(event, category=founder, name="Ada Lovelace", language="de")
    offer = make_open_offer(application, contingent)

    ticket = accept_offer(offer, at=NOON)

    assert (ticket.attendee_name, ticket.attendee_email) == ("Ada Lovelace", application.email)
    assert (ticket.category, ticket.language) == (founder, "de")
    seat = Seat.objects.get()
    assert (seat.offer, seat.ticket, seat.freed_at) == (offer, ticket, None)
    contingent.refresh_from_db()
    assert contingent.taken == 1


def test_an_offer_is_accepted_once():
    event = make_event()
    offer = make_open_offer(make_admitted(event), make_contingent(event))
    accept_offer(offer, at=NOON)

    with pytest.raises(OfferAccepted):
        accept_offer(offer, at=NOON)
    with pytest.raises(OfferAccepted):
        decline_offer(offer, at=NOON)

    assert Ticket.objects.count() == 1


def test_an_offer_cannot_be_accepted_after_it_ended():
    event = make_event()
    offer = make_open_offer(make_admitted(event), make_contingent(event), expires_at=END)

    with pytest.raises(OfferExpired):
        accept_offer(offer, at=END)

    assert not Ticket.objects.exists()


def test_an_offer_can_be_accepted_until_the_last_moment():
    event = make_event()
    offer = make_open_offer(make_admitted(event), make_contingent(event), expires_at=END)

    accept_offer(offer, at=END - timedelta(microseconds=1))

    assert Ticket.objects.count() == 1


def test_who_withdrew_cannot_accept():
    event = make_event()
    application = make_admitted(event)
    offer = make_open_offer(application, make_contingent(event))
    application.withdrawn_at = NOON
    application.save()

    with pytest.raises(ApplicationWithdrawn):
        accept_offer(offer, at=NOON)

    assert not Ticket.objects.exists()


def test_declining_frees_the_seat_and_confirms_by_mail():
    event = make_event()
    contingent = make_contingent(event)
    offer = make_open_offer(make_admitted(event), contingent)

    decline_offer(offer, at=NOON)
    with pytest.raises(OfferDeclined):
        accept_offer(offer, at=NOON)

    contingent.refresh_from_db()
    assert contingent.taken == 0
    assert list(Message.objects.order_by("pk").values_list("template", flat=True)) == [
        "admission/offer",
        "admission/declined",
    ]


def test_offers_expire_when_their_time_is_over_and_free_their_seats():
    event = make_event()
    contingent = make_contingent(event)
    over = make_open_offer(make_admitted(event), contingent, expires_at=END)
    make_open_offer(make_admitted(event), contingent, expires_at=END + timedelta(days=1))
    accepted = make_open_offer(make_admitted(event), contingent, expires_at=END)
    accept_offer(accepted, at=NOON)

    ended = expire_offers(at=END)

    contingent.refresh_from_db()
    over.refresh_from_db()
    assert (ended, contingent.taken, over.expired_at) == (1, 2, END)
    assert Message.objects.filter(template="admission/expired").count() == 1
    assert expire_offers(at=END) == 0


def test_only_the_offers_of_one_event_expire_when_asked_so():
    here, there = make_event(), make_event()
    make_open_offer(make_admitted(here), make_contingent(here))
    make_open_offer(make_admitted(there), make_contingent(there))

    ended = expire_offers(here, at=END)

    assert ended == 1
    assert list(Offer.objects.filter(expired_at=None).values_list("event", flat=True)) == [there.pk]


def test_a_revoked_offer_frees_its_seat_and_keeps_the_reason_on_record():
    event = make_event()
    contingent = make_contingent(event)
    offer = make_open_offer(make_admitted(event), contingent)

    with pytest.raises(ReasonMissing):
        revoke_offer(offer, " ", by="worker", at=NOON)
    revoke_offer(offer, "Applied twice.", by="worker", at=NOON)
    with pytest.raises(OfferRevoked):
        accept_offer(offer, at=NOON)

    contingent.refresh_from_db()
    assert contingent.taken == 0
    assert AuditEntry.objects.get(action="revoke_offer").after == {"reason": "Applied twice."}


def test_an_accepted_offer_is_not_revoked():
    event = make_event()
    offer = make_open_offer(make_admitted(event), make_contingent(event))
    accept_offer(offer, at=NOON)

    with pytest.raises(OfferAccepted):
        revoke_offer(offer, "Too late.", by="worker", at=NOON)


def test_an_open_offer_can_be_mailed_again():
    event = make_event()
    organiser = make_member(event)
    offer = make_open_offer(make_admitted(event), make_contingent(event))

    resend_offer(offer, by=organiser, at=NOON)

    assert Message.objects.filter(template="admission/offer", to=offer.application.email).count() == 2


def test_seats_that_come_free_go_to_those_who_wait_in_drawn_order():
    event = make_event()
    draw, organiser = make_accepted_draw(event, entries=5, seats=2)
    decline_offer(Offer.objects.first(), at=NOON)

    filled = refill(event, expires_at=END, by=organiser, at=NOON)

    first = draw.entries.get(admitted=False, place=1)
    assert [offer.application for offer in filled.offers] == [first.application]
    assert filled.passed_over == []
    draw.contingent.refresh_from_db()
    assert draw.contingent.free == 0


def test_a_team_that_does_not_fit_is_passed_over_and_keeps_its_place():
    event = make_event()
    organiser = make_member(event)
    make_contingent(event, size=1)
    make_entrant_team(event, 3)
    make_entrant_team(event, 2)
    for _ in range(3):
        make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)
    make_offers(draw, expires_at=END, by=organiser, at=NOON)
    decline_offer(Offer.objects.get(), at=NOON)
    # By hand: both teams stand before everybody who is alone.
    order = sorted(
        draw.entries.filter(admitted=False), key=lambda entry: -draw.entries.filter(unit=entry.unit).count()
    )
    for place, entry in enumerate(order, start=1):
        draw.entries.filter(pk=entry.pk).update(place=place)

    filled = refill(event, expires_at=END, by=organiser, at=NOON)

    assert filled.passed_over == [3, 2]
    assert [offer.application for offer in filled.offers] == [order[5].application]


def test_when_only_larger_teams_wait_nobody_is_offered_the_seat():
    event = make_event()
    organiser = make_member(event)
    contingent = make_contingent(event, size=2)
    make_entrant_team(event, 2)
    make_entrant_team(event, 2)
    draw = make_drawn_draw(event, by=organiser)
    make_offers(draw, expires_at=END, by=organiser, at=NOON)
    Team.objects.filter(members__offers__isnull=False).update(also_alone=True)
    decline_offer(Offer.objects.first(), at=NOON)

    with pytest.raises(NobodyFits) as refusal:
        refill(event, expires_at=END, by=organiser, at=NOON)

    contingent.refresh_from_db()
    assert (refusal.value.seats, contingent.free) == (1, 1)


def test_nothing_is_offered_without_a_free_seat_or_without_anybody_waiting():
    event = make_event()
    _, organiser = make_accepted_draw(event, entries=3, seats=2)
    with pytest.raises(NoSeatLeft):
        refill(event, expires_at=END, by=organiser, at=NOON)
    there = make_event()
    _, organiser_there = make_accepted_draw(there, entries=2, seats=5)
    with pytest.raises(NobodyToOffer):
        refill(there, expires_at=END, by=organiser_there, at=NOON)


def test_the_waiting_come_after_the_admitted():
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    organiser = make_member(event)
    draw = make_drawn_draw(event, by=organiser)

    with pytest.raises(AdmittedFirst):
        refill(event, expires_at=END, by=organiser, at=NOON)
    with pytest.raises(AdmittedFirst):
        announce_waiting(draw, by=organiser, at=NOON)


def test_who_waits_is_told_once_how_many_are_before():
    event = make_event()
    draw, organiser = make_accepted_draw(event, entries=5, seats=2)

    told = announce_waiting(draw, by=organiser, at=NOON)
    with pytest.raises(NobodyToOffer):
        announce_waiting(draw, by=organiser, at=NOON)

    letters = Message.objects.filter(template="admission/waiting")
    assert told == 3
    assert sorted(letter.context["before"] for letter in letters) == [0, 1, 2]


def test_1200_offers_take_few_statements(django_assert_max_num_queries):
    event = make_event()
    organiser = make_member(event)
    contingent = make_contingent(event, size=60)
    for _ in range(60):
        make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)

    with django_assert_max_num_queries(25):
        offers = make_offers(draw, expires_at=END, by=organiser, at=NOON)

    contingent.refresh_from_db()
    assert (len(offers), contingent.taken) == (60, 60)


def test_one_offer_can_be_made_by_hand():
    event = make_event()
    contingent = make_contingent(event)
    application = make_admitted(event)

    offer = make_offer(application, contingent=contingent, expires_at=END, by=make_member(event), at=NOON)

    assert offer.decision == application.decisions.get()


def test_freed_seats_go_to_some_of_a_team_only_if_it_agreed_to_that():
    together = [Place(1, unit=1), Place(2, unit=1)]
    also_alone = [Place(3, unit=2, also_alone=True), Place(4, unit=2, also_alone=True)]

    assert fill_in_order([*together, *also_alone], 1) == ([3], [2])
    assert fill_in_order([*together, *also_alone], 3) == ([1, 2, 3], [])
