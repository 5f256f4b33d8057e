"""Refusals, said to the people in front of the page."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.admission import errors
from einlass.web.templatetags.web import moment


def words(error: errors.AdmissionError) -> str:
    """What was refused, why, and what helps."""
    match error:
        case errors.NoSeatLeft(contingent=contingent, wanted=wanted) if wanted > 1:
            return _(
                "“%(name)s” has %(free)s free seats, and %(wanted)s are needed. Move seats there first; nothing was changed."
            ) % {"name": contingent, "free": max(contingent.free, 0), "wanted": wanted}
        case errors.NoSeatLeft(contingent=contingent):
            return _("“%(name)s” has no free seat.") % {"name": contingent}
        case errors.CapacityExceeded(event=event, wanted=wanted):
            return _(
                "Only %(free)s of the %(capacity)s seats are not given to a contingent yet, and %(wanted)s more are needed."
            ) % {
                "free": event.capacity + event.overbooking - event.seats_allotted,
                "capacity": event.capacity + event.overbooking,
                "wanted": wanted,
            }
        case errors.SeatsInUse(contingent=contingent):
            return ngettext(
                "%(taken)s seat of “%(name)s” is taken, so it cannot have fewer.",
                "%(taken)s seats of “%(name)s” are taken, so it cannot have fewer.",
                contingent.taken,
            ) % {"taken": contingent.taken, "name": contingent}
        case errors.SeatsPromised(contingent=contingent, draw=draw):
            return ngettext(
                "%(seats)s seat of “%(name)s” belongs to a draw whose offers are not out yet, so it has to stay there.",
                "%(seats)s seats of “%(name)s” belong to a draw whose offers are not out yet, so they have to stay there.",
                draw.seats,
            ) % {"seats": draw.seats, "name": contingent}
        case errors.ContingentExists():
            return _("There is already a contingent for this purpose.")
        case errors.BadNumberOfSeats():
            return _("Please give a whole number of seats, and two different contingents.")
        case errors.SeatNotTaken():
            return _("There is no seat to free here any more.")
        case errors.HardLimitMissing():
            return _("First say, in the assumptions, beyond how many seats it may never go.")
        case errors.BeyondHardLimit(event=event, hard_limit=hard_limit):
            return _(
                "That would be more than %(limit)s seats, which is the hard limit. At most %(seats)s are possible."
            ) % {
                "limit": hard_limit,
                "seats": max(hard_limit - event.capacity, 0),
            }
        case errors.OverbookingInUse(event=event):
            return _(
                "The contingents have %(allotted)s seats already, so at least %(seats)s beyond the hall are in use. Make a"
                " contingent smaller first, or choose from which one the seats go."
            ) % {"allotted": event.seats_allotted, "seats": max(event.seats_allotted - event.capacity, 0)}
        case errors.HardLimitInUse(event=event):
            return _("There are %(seats)s seats with today's overbooking, so the hard limit cannot be lower.") % {
                "seats": event.capacity + event.overbooking
            }
        case errors.ReasonMissing():
            return _("Please say why. The reason is kept.")
        case errors.NeverReturns(contingent=contingent):
            return _("Unused seats go to “%(name)s”, so it has no day on which it gives them back.") % {
                "name": contingent
            }
        case errors.BadReturnDay():
            return _("The day on which unused seats go to the draw must lie ahead, and before the event is over.")
        case _:
            return _words_of_guests(error)


def _words_of_guests(error: errors.AdmissionError) -> str:
    match error:
        case errors.PartnerExists(name=name):
            return _("There is a partner with the name “%(name)s” already.") % {"name": name}
        case errors.BadLinkEnd():
            return _("The link must end in the future, and within 400 days.")
        case errors.LinkEnded():
            return _("This partner has no link that works. Send one first; it is its own reminder.")
        case errors.NamingIsOver(contingent=contingent):
            return _("Guests could be named until %(until)s.") % {"until": moment(contingent.names_until)}
        case errors.CategoryMissing():
            return _("Nobody has said yet what is to stand on these tickets. Please ask the organisers.")
        case errors.GuestNamed(email=email):
            return _("%(email)s is among these guests already.") % {"email": email}
        case errors.AddressHasSeat(email=""):
            return _(
                "Somebody on this list has got a seat, or the offer of one, just now. Please check the list again."
            )
        case errors.AddressHasSeat(email=email):
            return _(
                "%(email)s has a seat at this event already, or the offer of one, so it needs none of these. Please name somebody else."
            ) % {"email": email}
        case errors.GuestAnswered():
            return _(
                "This guest has answered meanwhile. Please look again before you change anything; nothing was changed."
            )
        case errors.GuestIsIn():
            return _("This guest has come in already, so the seat stays taken.")
        case errors.InvitationEnded():
            return _("This invitation has ended or was answered already.")
        case _:
            return _words_of_draws(error)


def _words_of_draws(error: errors.AdmissionError) -> str:
    match error:
        case errors.NothingToDraw():
            return _("Nobody is in the draw yet: send applications to the draw first.")
        case errors.ContingentMissing(purpose="draw"):
            return _("There is no contingent of seats for the draw yet. Open one on the page of the seats.")
        case errors.ContingentMissing():
            return _("There is no contingent for people admitted by hand yet. Open one on the page of the seats.")
        case errors.DrawInProgress():
            return _("A draw is under way already. Finish it, or annul it, before you freeze another.")
        case errors.SourceMissing():
            return _("Please say where the public value will come from.")
        case errors.SolveRunning():
            return _("The outcomes are being written down right now, or are ready.")
        case errors.NotSolved():
            return _("The fingerprint is not published yet. The value may come only after it.")
        case errors.BadValue():
            return _("Please type the public value.")
        case errors.AlreadyDrawn():
            return _("This draw has taken place already. A draw takes place once.")
        case errors.NotDrawn():
            return _("This draw has not taken place yet.")
        case errors.DrawAnnulled():
            return _("This draw was annulled.")
        case errors.OffersAreOut():
            return _("The offers of this draw are out already.")
        case errors.AdmittedFirst():
            return _("First make the offers to those who were drawn.")
        case _:
            return _words_of_offers(error)


def _words_of_offers(error: errors.AdmissionError) -> str:
    match error:
        case errors.NobodyToOffer():
            return _("There is nobody left to write to: everybody concerned has had it, or withdrew.")
        case errors.NobodyFits(seats=seats):
            return ngettext(
                "%(seats)s seat is free, but everybody who waits belongs to a larger team. Teams are never split.",
                "%(seats)s seats are free, but everybody who waits belongs to a larger team. Teams are never split.",
                seats,
            ) % {"seats": seats}
        case errors.EndsInThePast():
            return _("Offers must end in the future, and before the event is over.")
        case errors.HasOffer():
            return _("There is an offer already that is open or accepted.")
        case errors.ApplicationWithdrawn():
            return _("The application was withdrawn.")
        case errors.OfferExpired():
            return _("The time to answer this offer is over.")
        case errors.OfferDeclined():
            return _("This offer was declined.")
        case errors.OfferRevoked():
            return _("This offer was taken back.")
        case errors.OfferAccepted():
            return _("This offer was accepted already.")
        case _:
            raise error
