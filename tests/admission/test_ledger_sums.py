"""Whatever is done to the ledger, in whatever order: its sums hold and its refusals change nothing."""

from datetime import timedelta

from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from einlass.admission import actions
from einlass.admission.errors import AdmissionError
from einlass.admission.models import Contingent, Offer, Seat
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import make_admitted

PURPOSES = ["draw", "curated", "press", "crew"]
END = NOON + timedelta(days=5)
number = st.integers(min_value=0, max_value=6)
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), number, number),
        st.tuples(st.just("resize"), number, number),
        st.tuples(st.just("move"), number, number, number),
        st.tuples(st.just("offer"), number),
        st.tuples(st.just("guest"), number),
        st.tuples(st.just("accept"), number),
        st.tuples(st.just("decline"), number),
        st.tuples(st.just("revoke"), number),
        st.tuples(st.just("expire")),
        st.tuples(st.just("take back"), number),
    ),
    max_size=25,
)


class World:
    """One event with ten seats, and somebody who does things to it."""

    def __init__(self) -> None:
        self.event = make_event(capacity=10)
        self.category = make_category(self.event)
        self.organiser = make_member(self.event)

    def do(self, deed: str, *numbers: int) -> None:
        getattr(self, "_" + deed.replace(" ", "_"))(*numbers)

    def _contingent(self, index: int) -> Contingent:
        found = list(Contingent.objects.filter(event=self.event))
        if not found:
            raise AdmissionError
        return found[index % len(found)]

    def _one_of(self, model, index: int):
        found = list(model.objects.filter(event=self.event).order_by("pk"))
        if not found:
            raise AdmissionError
        return found[index % len(found)]

    def _open(self, purpose: int, size: int) -> None:
        name = PURPOSES[purpose % len(PURPOSES)]
        actions.open_contingent(self.event, name, {"en": name}, size, by="worker", at=NOON)

    def _resize(self, contingent: int, size: int) -> None:
        actions.resize_contingent(self._contingent(contingent), size, by="worker", at=NOON, reason="So.")

    def _move(self, source: int, target: int, seats: int) -> None:
        actions.move_seats(
            self._contingent(source), self._contingent(target), seats, by="worker", at=NOON, reason="So."
        )

    def _offer(self, contingent: int) -> None:
        actions.make_offer(
            make_admitted(self.event),
            contingent=self._contingent(contingent),
            expires_at=END,
            by=self.organiser,
            at=NOON,
        )

    def _guest(self, contingent: int) -> None:
        actions.issue_contingent_ticket(
            self._contingent(contingent), "Ada", "ada@example.org", "en", self.category, by="worker", at=NOON
        )

    def _accept(self, offer: int) -> None:
        actions.accept_offer(self._one_of(Offer, offer), at=NOON)

    def _decline(self, offer: int) -> None:
        actions.decline_offer(self._one_of(Offer, offer), at=NOON)

    def _revoke(self, offer: int) -> None:
        actions.revoke_offer(self._one_of(Offer, offer), "So.", by="worker", at=NOON)

    def _expire(self) -> None:
        actions.expire_offers(self.event, at=END)

    def _take_back(self, ticket: int) -> None:
        actions.take_ticket_back(self._one_of(Ticket, ticket), reason="So.", by="worker", at=NOON)

    def sums(self) -> list[tuple[int, int, int]]:
        self.event.refresh_from_db()
        return [
            (contingent.size, contingent.taken, contingent.seats.filter(freed_at=None).count())
            for contingent in Contingent.objects.filter(event=self.event)
        ]


class TestSums(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(deeds=DEEDS)
    def test_any_sequence_of_actions_keeps_the_sums(self, deeds):
        world = World()

        for deed in deeds:
            before = world.sums()
            try:
                world.do(*deed)
            except AdmissionError:
                assert world.sums() == before

        sums = world.sums()
        sizes = Contingent.objects.filter(event=world.event).aggregate(all=Sum("size"))["all"] or 0
        assert all(taken == rows <= size for size, taken, rows in sums)
        assert world.event.seats_allotted == sizes <= world.event.capacity
        in_use = Seat.objects.filter(contingent__event=world.event, freed_at=None)
        assert in_use.filter(ticket__isnull=False).count() == Ticket.objects.filter(revoked_at=None).count()
        unanswered = Offer.objects.filter(accepted_at=None, declined_at=None, expired_at=None, revoked_at=None)
        assert in_use.filter(ticket=None).count() == unanswered.count()
