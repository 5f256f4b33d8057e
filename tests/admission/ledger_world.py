"""One small event and everything that can be done to its ledger, for tests that do it in any order and at once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Sum

from einlass.admission import actions
from einlass.admission.errors import AdmissionError
from einlass.admission.guests import Guest
from einlass.admission.models import Allotment, Contingent, Forecast, Invitation, Offer, Seat
from einlass.events.models import Event
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import make_admitted

PURPOSES = ["draw", "curated", "press", "crew"]
END = NOON + timedelta(days=5)
CAPACITY = 10


def _somebody() -> Guest:
    return Guest("Grace", f"guest-{uuid4().hex}@example.org")


class World:
    """Ten seats, and somebody who does things to them. Numbers choose: which contingent, which offer, how many."""

    DEEDS = (
        "open",
        "resize",
        "move",
        "offer",
        "offer to all",
        "guest",
        "accept",
        "decline",
        "revoke",
        "expire",
        "take back",
        "return",
        "invite",
        "accept invitation",
        "decline invitation",
        "replace guest",
        "take guest back",
        "set day",
        "keep days",
        "overbook",
    )

    def __init__(self) -> None:
        self.event = make_event(capacity=CAPACITY)
        self.category = make_category(self.event)
        self.organiser = make_member(self.event)
        Forecast.objects.create(event=self.event, hard_limit=CAPACITY + 3)

    def do(self, deed: str, first: int, second: int, third: int) -> None:
        """Raises AdmissionError where a rule says no, or where there is nothing to do it to."""
        getattr(self, "_" + deed.replace(" ", "_"))(first, second, third)

    def _contingent(self, index: int) -> Contingent:
        return self._one_of(Contingent, index)

    def _one_of(self, model: Any, index: int) -> Any:
        found = list(model.objects.filter(event=self.event).order_by("pk"))
        if not found:
            raise AdmissionError
        return found[index % len(found)]

    def _open(self, purpose: int, size: int, _: int) -> None:
        name = PURPOSES[purpose % len(PURPOSES)]
        actions.open_contingent(self.event, name, {"en": name}, size, by="worker", at=NOON)

    def _resize(self, contingent: int, size: int, _: int) -> None:
        actions.resize_contingent(self._contingent(contingent), size, by="worker", at=NOON, reason="So.")

    def _move(self, source: int, target: int, seats: int) -> None:
        actions.move_seats(
            self._contingent(source), self._contingent(target), seats, by="worker", at=NOON, reason="So."
        )

    def _return(self, source: int, _: int, __: int) -> None:
        """All that is free goes to the first contingent, as on a day of return."""
        contingent = self._contingent(source)
        actions.move_seats(contingent, self._contingent(0), contingent.free, by="worker", at=NOON, reason="Unused.")

    def _overbook(self, seats: int, target: int, with_target: int) -> None:
        contingent = self._contingent(target) if with_target % 2 else None
        actions.set_overbooking(self.event, seats, contingent, by="worker", at=NOON, reason="Some stay away.")

    def _offer(self, contingent: int, _: int, __: int) -> None:
        actions.make_offer(
            make_admitted(self.event),
            contingent=self._contingent(contingent),
            expires_at=END,
            by=self.organiser,
            at=NOON,
        )

    def _offer_to_all(self, people: int, _: int, __: int) -> None:
        for _person in range(people % 4):
            make_admitted(self.event)
        actions.make_offers_for_admitted(self.event, expires_at=END, by=self.organiser, at=NOON)

    def _guest(self, contingent: int, _: int, __: int) -> None:
        actions.issue_contingent_ticket(
            self._contingent(contingent), "Ada", "ada@example.org", "en", self.category, by="worker", at=NOON
        )

    def _accept(self, offer: int, _: int, __: int) -> None:
        actions.accept_offer(self._one_of(Offer, offer), at=NOON)

    def _decline(self, offer: int, _: int, __: int) -> None:
        actions.decline_offer(self._one_of(Offer, offer), at=NOON)

    def _revoke(self, offer: int, _: int, __: int) -> None:
        actions.revoke_offer(self._one_of(Offer, offer), "So.", by="worker", at=NOON)

    def _expire(self, _: int, __: int, ___: int) -> None:
        actions.expire_offers(self.event, at=END)

    def _take_back(self, ticket: int, _: int, __: int) -> None:
        actions.take_ticket_back(self._one_of(Ticket, ticket), reason="So.", by="worker", at=NOON)

    def _invite(self, contingent: int, guests: int, _: int) -> None:
        actions.invite_guests(
            self._contingent(contingent), [_somebody() for _ in range(1 + guests % 3)], by="partner", at=NOON
        )

    def _accept_invitation(self, guest: int, _: int, __: int) -> None:
        actions.accept_invitation(self._one_of(Invitation, guest), name="Ada", at=NOON)

    def _decline_invitation(self, guest: int, _: int, __: int) -> None:
        actions.decline_invitation(self._one_of(Invitation, guest), at=NOON)

    def _replace_guest(self, guest: int, _: int, __: int) -> None:
        first = self._one_of(Invitation, guest)
        actions.replace_guest(first, _somebody(), seen=first.state(NOON), by="partner", at=NOON)

    def _take_guest_back(self, guest: int, _: int, __: int) -> None:
        guest = self._one_of(Invitation, guest)
        actions.take_guest_back(guest, seen=guest.state(NOON), by="partner", at=NOON)

    def _set_day(self, contingent: int, _: int, __: int) -> None:
        actions.set_return_day(self._contingent(contingent), END, by="worker", at=NOON)

    def _keep_days(self, _: int, __: int, ___: int) -> None:
        actions.return_unused_seats(at=END)

    def sums(self) -> list[tuple[int, ...]]:
        """Per contingent: size, taken, seats numbered in it, lines of the ledger that are open."""
        return [
            (
                contingent.size,
                contingent.taken,
                contingent.allotments.filter(until_at=None).count(),
                contingent.seats.filter(freed_at=None).count(),
            )
            for contingent in Contingent.objects.filter(event=self.event).order_by("pk")
        ]

    def assert_ledger_holds(self) -> None:
        event = Event.objects.get(pk=self.event.pk)
        for size, taken, numbered, lines in self.sums():
            assert numbered == size
            assert lines == taken <= size
        sizes = Contingent.objects.filter(event=event).aggregate(all=Sum("size"))["all"] or 0
        assert event.seats_allotted == sizes <= event.capacity + event.overbooking <= CAPACITY + 3

        allotted = list(Allotment.objects.filter(event=event, until_at=None).values_list("number", flat=True))
        assert len(set(allotted)) == len(allotted)

        taken_now = Seat.objects.filter(contingent__event=event, freed_at=None)
        places = list(
            taken_now.values_list("allotment", "contingent", "allotment__contingent", "allotment__until_at")
        )
        assert len({place[0] for place in places}) == len(places)
        assert all(here == there and until is None for _, here, there, until in places)

        tickets = Ticket.objects.filter(event=event, revoked_at=None)
        assert taken_now.filter(ticket__isnull=False).count() == tickets.count()
        unanswered = {"accepted_at": None, "declined_at": None, "expired_at": None, "revoked_at": None}
        for model, column in [(Offer, "offer"), (Invitation, "invitation")]:
            held = taken_now.filter(ticket=None, **{f"{column}__isnull": False})
            assert held.count() == model.objects.filter(event=event, **unanswered).count()
