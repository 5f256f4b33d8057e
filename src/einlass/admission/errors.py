"""Everything that this room refuses, as exceptions that carry their facts. wording.py says them to people."""

from dataclasses import dataclass

from einlass.admission.models import Contingent, Draw, Invitation, Offer, Quota
from einlass.applications.models import Application
from einlass.events.models import Event


class AdmissionError(Exception):
    """The base of all refusals of this room."""


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


@dataclass(eq=False)
class LedgerChanged(AdmissionError):
    """Seats were moved since the form was shown, perhaps by this same form sent twice."""

    event: Event


@dataclass(eq=False)
class SeatNotTaken(AdmissionError):
    """There is no seat in the ledger under this offer or ticket."""


@dataclass(eq=False)
class NeverReturns(AdmissionError):
    """The draw's own contingent is where unused seats go; it has no day on which it gives any away."""

    contingent: Contingent


@dataclass(eq=False)
class BadReturnDay(AdmissionError):
    """The day on which seats go to the draw lies in the future, and before the event is over."""

    contingent: Contingent


@dataclass(eq=False)
class HardLimitMissing(AdmissionError):
    """No overbooking before somebody has said beyond which number it may never go."""

    event: Event


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


@dataclass(eq=False)
class HardLimitInUse(AdmissionError):
    """The hard limit cannot be lower than the seats there are with today's overbooking."""

    event: Event


@dataclass(eq=False)
class ReturnDayPassed(AdmissionError):
    """From its return day on a contingent keeps no free seats, so it gets none."""

    contingent: Contingent


# --- partners and their guests --------------------------------------------------------------------------
@dataclass(eq=False)
class PartnerExists(AdmissionError):
    """Two partners of an event do not have the same name."""

    name: str


@dataclass(eq=False)
class BadLinkEnd(AdmissionError):
    """A link ends in the future, and no later than our links do."""


@dataclass(eq=False)
class LinkEnded(AdmissionError):
    """Without a link that opens the page there is nothing to mail to the partner."""


@dataclass(eq=False)
class NamingIsOver(AdmissionError):
    """The day on which unused seats go to the draw has come, or the event is over."""

    contingent: Contingent


@dataclass(eq=False)
class CategoryMissing(AdmissionError):
    """Nobody has said what stands on the tickets."""

    contingent: Contingent


@dataclass(eq=False)
class GuestNamed(AdmissionError):
    """This mailbox is among the guests of this contingent already."""

    email: str


@dataclass(eq=False)
class AddressHasSeat(AdmissionError):
    """This mailbox has a seat at the event already, or the offer of one. Empty: one of several."""

    email: str


@dataclass(eq=False)
class HasTicket(AdmissionError):
    """Somebody who has a ticket already needs no second seat."""

    invitation: Invitation


@dataclass(eq=False)
class HasAgreed(AdmissionError):
    """Who said yes to an offer of one's own, and waits for the rest of the team, needs no seat as a guest."""

    invitation: Invitation


@dataclass(eq=False)
class GuestAnswered(AdmissionError):
    """The guest has answered since the page was shown."""

    invitation: Invitation


@dataclass(eq=False)
class TooManyMails(AdmissionError):
    """More invitations, or the same one more often, than anybody needs to send."""

    minutes: int


@dataclass(eq=False)
class GuestIsIn(AdmissionError):
    """Somebody who has come in keeps the seat."""

    invitation: Invitation


@dataclass(eq=False)
class InvitationEnded(AdmissionError):
    """Accepted, declined, taken back, or too late."""

    invitation: Invitation


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


@dataclass(eq=False)
class QuotasChanged(AdmissionError):
    """Somebody else saved other quotas since these were opened."""

    event: Event


# --- draws ----------------------------------------------------------------------------------------------
@dataclass(eq=False)
class NothingToDraw(AdmissionError):
    """Nobody is in the draw: no application that counts was sent to it and is without an offer."""

    event: Event


@dataclass(eq=False)
class ContingentMissing(AdmissionError):
    """The event has no contingent with this purpose."""

    event: Event
    purpose: str


@dataclass(eq=False)
class DrawInProgress(AdmissionError):
    """Another draw is being prepared, or was drawn and has not been offered."""

    draw: Draw


@dataclass(eq=False)
class SourceMissing(AdmissionError):
    """Where the public value will come from must be announced with the fingerprint."""


@dataclass(eq=False)
class SolveRunning(AdmissionError):
    """The draw is being solved, or has been."""

    draw: Draw


@dataclass(eq=False)
class RoundTooSoon(AdmissionError):
    """A round of drand that gives the value must lie in the future, by a margin, when it is announced."""


@dataclass(eq=False)
class RoundNotYet(AdmissionError):
    """The announced round of drand has not come out."""

    draw: Draw


@dataclass(eq=False)
class RoundForged(AdmissionError):
    """This is not the signature of the announced round of drand."""

    draw: Draw


@dataclass(eq=False)
class RoundPromised(AdmissionError):
    """The value was announced to come from a round of drand, so nothing else can be typed in."""

    draw: Draw


@dataclass(eq=False)
class RoundUnreachable(AdmissionError):
    """No relay of drand gave the round. said: what each one said."""

    said: str


@dataclass(eq=False)
class NotSolved(AdmissionError):
    """There is no lottery yet that could be promised in public."""

    draw: Draw


@dataclass(eq=False)
class AlreadyCommitted(AdmissionError):
    """What is promised in public is promised once."""

    draw: Draw


@dataclass(eq=False)
class HeldIntoThePast(AdmissionError):
    """The moment until which the outcome is held must lie in the future."""


@dataclass(eq=False)
class NotCommitted(AdmissionError):
    """No value before the fingerprint is published."""

    draw: Draw


@dataclass(eq=False)
class BadValue(AdmissionError):
    """The public value is empty."""


@dataclass(eq=False)
class AlreadyDrawn(AdmissionError):
    """A draw takes place once."""

    draw: Draw


@dataclass(eq=False)
class NotDrawn(AdmissionError):
    """This needs the result of the draw."""

    draw: Draw


@dataclass(eq=False)
class NotPublished(AdmissionError):
    """The outcome is held until the moment that was announced."""

    draw: Draw


@dataclass(eq=False)
class AlreadyPublished(AdmissionError):
    """The outcome is public."""

    draw: Draw


@dataclass(eq=False)
class HeldUntil(AdmissionError):
    """An outcome that was announced for a moment is not published before it."""

    draw: Draw


@dataclass(eq=False)
class IsRehearsal(AdmissionError):
    """A rehearsal is never promised, published or annulled; it is thrown away."""

    draw: Draw


@dataclass(eq=False)
class NotRehearsal(AdmissionError):
    """Only a rehearsal is thrown away; a draw stays."""

    draw: Draw


@dataclass(eq=False)
class RehearsalExists(AdmissionError):
    """One rehearsal at a time."""

    draw: Draw


@dataclass(eq=False)
class DrawAnnulled(AdmissionError):
    draw: Draw


@dataclass(eq=False)
class OffersAreOut(AdmissionError):
    """The offers of this draw have been made."""

    draw: Draw


@dataclass(eq=False)
class ReasonMissing(AdmissionError):
    """What is changed by hand needs a reason in words."""


# --- offers ---------------------------------------------------------------------------------------------
@dataclass(eq=False)
class NobodyToOffer(AdmissionError):
    """Nobody is left who could get an offer."""


@dataclass(eq=False)
class NobodyFits(AdmissionError):
    """Seats are free, but every team that waits is larger."""

    seats: int


@dataclass(eq=False)
class EndsInThePast(AdmissionError):
    """An offer must end after it is made, and before the doors close."""


@dataclass(eq=False)
class HasOffer(AdmissionError):
    """One offer at a time: this application has one that is open or accepted."""

    application: Application


@dataclass(eq=False)
class HasSeat(AdmissionError):
    """One person, one seat: this applicant has one as somebody's guest, or got a ticket by hand."""

    application: Application


@dataclass(eq=False)
class ApplicationWithdrawn(AdmissionError):
    application: Application


@dataclass(eq=False)
class OfferError(AdmissionError):
    """The offer cannot be answered or revoked any more."""

    offer: Offer


class OfferExpired(OfferError):
    pass


class OfferDeclined(OfferError):
    pass


class OfferRevoked(OfferError):
    pass


class OfferAccepted(OfferError):
    pass


@dataclass(eq=False)
class AdmittedFirst(AdmissionError):
    """Seats go to the waiting only after the admitted of the draw have had their offers."""

    draw: Draw


@dataclass(eq=False)
class WavesOnly(AdmissionError):
    """Who waits after this draw is drawn anew; nobody is offered a seat in drawn order."""

    draw: Draw


@dataclass(eq=False)
class OffersInParts(AdmissionError):
    """The offers of this draw go out in parts that are planned already."""

    draw: Draw


@dataclass(eq=False)
class BadParts(AdmissionError):
    """Parts hold at least one seat each, and there are not more than can be looked through."""

    parts: int


@dataclass(eq=False)
class AnnouncementPlanned(AdmissionError):
    """One announcement at a time: one is planned or under way."""


@dataclass(eq=False)
class AnnouncementBegan(AdmissionError):
    """People were told already, so it cannot be called off."""


@dataclass(eq=False)
class StartsInThePast(AdmissionError):
    """The moment must lie in the future, and before the event is over."""


@dataclass(eq=False)
class InDrawnOrder(AdmissionError):
    """Those who wait after this draw were promised the seats that come free in drawn order."""

    draw: Draw


@dataclass(eq=False)
class WavesPromised(AdmissionError):
    """How seats that come free are filled was said to those who wait, and stays so."""
