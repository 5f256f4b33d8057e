"""Everything that this room refuses, as exceptions that carry their facts. wording.py says them to people."""

from dataclasses import dataclass

from einlass.admission.models import Contingent, Draw, Invitation, Offer, Quota
from einlass.applications.models import Application
from einlass.events.models import Event


class AdmissionError(Exception):
    """The base of all refusals of this room."""


# --- what a refusal is about, where that is its only fact ------------------------------------------------
@dataclass(eq=False)
class EventError(AdmissionError):
    event: Event


@dataclass(eq=False)
class ContingentError(AdmissionError):
    contingent: Contingent


@dataclass(eq=False)
class InvitationError(AdmissionError):
    invitation: Invitation


@dataclass(eq=False)
class DrawError(AdmissionError):
    draw: Draw


@dataclass(eq=False)
class ApplicationError(AdmissionError):
    application: Application


@dataclass(eq=False)
class OfferError(AdmissionError):
    offer: Offer


# --- seats ----------------------------------------------------------------------------------------------
@dataclass(eq=False)
class NoSeatLeft(AdmissionError):
    """The contingent has fewer free seats than wanted."""

    contingent: Contingent
    wanted: int = 1


@dataclass(eq=False)
class CapacityExceeded(AdmissionError):
    """The contingents would add up to more than the event's capacity."""

    event: Event
    wanted: int


@dataclass(eq=False)
class SeatsInUse(AdmissionError):
    """A contingent cannot become smaller than the seats that are taken in it."""

    contingent: Contingent
    size: int


@dataclass(eq=False)
class SeatsPromised(AdmissionError):
    """Seats of a draw that is prepared or drawn stay where they are until it has been offered or annulled."""

    contingent: Contingent
    draw: Draw


@dataclass(eq=False)
class ContingentExists(AdmissionError):
    """There is one contingent per purpose, and one per partner."""

    event: Event
    purpose: str


@dataclass(eq=False)
class BadNumberOfSeats(AdmissionError):
    """Seats are moved and set in whole numbers above zero, between two contingents of one event."""

    seats: int


class LedgerChanged(EventError):
    """Seats were moved since the form was shown, perhaps by this same form sent twice."""


class SeatNotTaken(AdmissionError):
    """There is no seat in the ledger under this offer or ticket."""


class NeverReturns(ContingentError):
    """The draw's own contingent is where unused seats go; it has no day on which it gives any away."""


class BadReturnDay(ContingentError):
    """The day on which seats go to the draw lies in the future, and before the event is over."""


class HardLimitMissing(EventError):
    """No overbooking before somebody has said beyond which number it may never go."""


@dataclass(eq=False)
class BeyondHardLimit(AdmissionError):
    """Never more seats than the stated hard limit, whatever was computed."""

    event: Event
    hard_limit: int


@dataclass(eq=False)
class OverbookingInUse(AdmissionError):
    """The contingents hold more seats than there would be."""

    event: Event
    seats: int


class HardLimitInUse(EventError):
    """The hard limit cannot be lower than the seats there are with today's overbooking."""


class ReturnDayPassed(ContingentError):
    """From its return day on a contingent keeps no free seats, so it gets none."""


# --- partners and their guests --------------------------------------------------------------------------
@dataclass(eq=False)
class PartnerExists(AdmissionError):
    """Two partners of an event do not have the same name."""

    name: str


class BadLinkEnd(AdmissionError):
    """A link ends in the future, and no later than our links do."""


class LinkEnded(AdmissionError):
    """Without a link that opens the page there is nothing to mail to the partner."""


class NamingIsOver(ContingentError):
    """The day on which unused seats go to the draw has come, or the event is over."""


class CategoryMissing(ContingentError):
    """Nobody has said what stands on the tickets."""


@dataclass(eq=False)
class GuestNamed(AdmissionError):
    """This mailbox is among the guests of this contingent already."""

    email: str


@dataclass(eq=False)
class AddressHasSeat(AdmissionError):
    """This mailbox has a seat at the event already, or the offer of one. Empty: one of several."""

    email: str


class HasTicket(InvitationError):
    """Somebody who has a ticket already needs no second seat."""


class HasAgreed(InvitationError):
    """Who said yes to an offer of one's own, and waits for the rest of the team, needs no seat as a guest."""


class GuestAnswered(InvitationError):
    """The guest has answered since the page was shown."""


@dataclass(eq=False)
class TooManyMails(AdmissionError):
    """More invitations, or the same one more often, than anybody needs to send."""

    minutes: int


class GuestIsIn(InvitationError):
    """Somebody who has come in keeps the seat."""


class InvitationEnded(InvitationError):
    """Accepted, declined, taken back, or too late."""


# --- quotas ---------------------------------------------------------------------------------------------
@dataclass(eq=False)
class QuotaOfNobody(AdmissionError):
    """The form has no such question or answer any more, so nobody can be counted."""

    quota: Quota


@dataclass(eq=False)
class QuotaBeyondPool(AdmissionError):
    """A rule asks for more people than are in the draw. name: attribute and value; least: as it binds the draw."""

    name: str
    least: int
    there: int


class QuotasChanged(EventError):
    """Somebody else saved other quotas since these were opened."""


# --- draws ----------------------------------------------------------------------------------------------
class NothingToDraw(EventError):
    """Nobody is in the draw: no application that counts was sent to it and is without an offer."""


@dataclass(eq=False)
class ContingentMissing(AdmissionError):
    """The event has no contingent with this purpose."""

    event: Event
    purpose: str


class DrawInProgress(DrawError):
    """Another draw is being prepared, or was drawn and has not been offered."""


class SolveRunning(DrawError):
    """The draw is being solved, or has been."""


class DueTooSoon(AdmissionError):
    """When a draw is announced, the moment at which its value is known must lie in the future, by a margin."""


class ValueNotDue(DrawError):
    """No value before the moment that was announced for it."""


class RoundForged(DrawError):
    """This is not the signature of the announced round of drand."""


class RoundPromised(DrawError):
    """The value was announced to come from a round of drand, so nothing else can be typed in."""


@dataclass(eq=False)
class RoundUnreachable(AdmissionError):
    """No relay of drand gave the round. said: what each one said."""

    said: str


class NotSolved(DrawError):
    """There is no lottery yet that could be promised in public."""


class AlreadyCommitted(DrawError):
    """What is promised in public is promised once."""


class HeldIntoThePast(AdmissionError):
    """The moment until which the outcome is held must come after the value is known."""


class NotCommitted(DrawError):
    """No value before the fingerprint is published."""


@dataclass(eq=False)
class BadValue(DrawError):
    """The public value is empty, or not in the form that was announced."""

    typed: str


class AlreadyDrawn(DrawError):
    """A draw takes place once."""


class NotDrawn(DrawError):
    """This needs the result of the draw."""


class NotPublished(DrawError):
    """The outcome is held until the moment that was announced."""


class AlreadyPublished(DrawError):
    """The outcome is public."""


class HeldUntil(DrawError):
    """An outcome that was announced for a moment is not published before it."""


class IsRehearsal(DrawError):
    """A rehearsal is never promised, published or annulled; it is thrown away."""


class NotRehearsal(DrawError):
    """Only a rehearsal is thrown away; a draw stays."""


class RehearsalExists(DrawError):
    """One rehearsal at a time."""


class DrawAnnulled(DrawError):
    """It was set aside in public."""


class OffersAreOut(DrawError):
    """The offers of this draw have been made."""


class ReasonMissing(AdmissionError):
    """What is changed by hand needs a reason in words."""


# --- offers ---------------------------------------------------------------------------------------------
class NobodyToOffer(AdmissionError):
    """Nobody is left who could get an offer."""


@dataclass(eq=False)
class NobodyFits(AdmissionError):
    """Seats are free, but every team that waits is larger."""

    seats: int


class EndsInThePast(AdmissionError):
    """An offer must end after it is made, and before the doors close."""


class HasOffer(ApplicationError):
    """One offer at a time: this application has one that is open or accepted."""


class HasSeat(ApplicationError):
    """One person, one seat: this applicant has one as somebody's guest, or got a ticket by hand."""


class ApplicationWithdrawn(ApplicationError):
    """Who withdrew gets no seat."""


class OfferExpired(OfferError):
    """The time to answer is over."""


class OfferDeclined(OfferError):
    """It was declined."""


class OfferRevoked(OfferError):
    """It was taken back."""


class OfferAccepted(OfferError):
    """It was accepted."""


class AdmittedFirst(DrawError):
    """Seats go to the waiting only after the admitted of the draw have had their offers."""


class WavesOnly(DrawError):
    """Who waits after this draw is drawn anew; nobody is offered a seat in drawn order."""


class OffersInParts(DrawError):
    """The offers of this draw go out in parts that are planned already."""


@dataclass(eq=False)
class BadParts(AdmissionError):
    """Parts hold at least one seat each, and there are not more than can be looked through."""

    parts: int


class AnnouncementPlanned(AdmissionError):
    """One announcement at a time: one is planned or under way."""


class AnnouncementBegan(AdmissionError):
    """People were told already, so it cannot be called off."""


class StartsInThePast(AdmissionError):
    """The moment must lie in the future, and before the event is over."""


class InDrawnOrder(DrawError):
    """Those who wait after this draw were promised the seats that come free in drawn order."""


class WavesPromised(AdmissionError):
    """How seats that come free are filled was said to those who wait, and stays so."""
