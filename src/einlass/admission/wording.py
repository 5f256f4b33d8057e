"""Refusals, said to the people in front of the page."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.admission import errors
from einlass.admission.announcement import announced_form
from einlass.admission.value_forms import why_not
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
                " First make another contingent smaller."
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
        case errors.LedgerChanged():
            return _(
                "Seats were moved since this page was shown, perhaps because the form was sent twice. This time nothing was moved: please look at the numbers again before you send it once more."
            )
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
        case errors.QuotaOfNobody(quota=quota):
            return _(
                "The quota “%(quota)s” asks for an answer that the form does not have any more. Remove it on the page of the quotas first."
            ) % {"quota": quota}
        case errors.QuotaBeyondPool(name=name, least=least, there=there):
            return ngettext(
                "The quota “%(name)s” asks the draw for at least %(least)s, but %(there)s person like this is in it. Change the quota, or send more applications to the draw.",
                "The quota “%(name)s” asks the draw for at least %(least)s, but %(there)s people like this are in it. Change the quota, or send more applications to the draw.",
                there,
            ) % {"name": name, "least": least, "there": there}
        case errors.QuotasChanged():
            return _("Somebody else has saved other quotas in the meantime. Nothing of yours was saved yet.")
        case errors.ReasonMissing():
            return _("Please say why. The reason is kept.")
        case errors.NeverReturns(contingent=contingent):
            return _("Unused seats go to “%(name)s”, so it has no day on which it gives them back.") % {
                "name": contingent
            }
        case errors.BadReturnDay():
            return _("The day on which unused seats go to the draw must lie ahead, and before the event is over.")
        case errors.ReturnDayPassed(contingent=contingent):
            return _(
                "The return day of “%(name)s” has passed, so it keeps no free seats. Give it a later day first."
            ) % {"name": contingent}
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
        case errors.HasTicket():
            return _(
                "You have a ticket for this event already. Please decline this seat, so that somebody else gets it."
            )
        case errors.HasAgreed():
            return _(
                "You have said yes to the seat that was offered to you and your team. Please decline this one, so that somebody else gets it; or decline that one first."
            )
        case errors.GuestAnswered():
            return _(
                "This guest has answered meanwhile. Please look again before you change anything; nothing was changed."
            )
        case errors.TooManyMails(minutes=minutes):
            return ngettext(
                "That is very many mails for one day. Please go on in %(minutes)s minute.",
                "That is very many mails for one day. Please go on in %(minutes)s minutes.",
                minutes,
            ) % {"minutes": minutes}
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
        case errors.DueTooSoon():
            return _("The moment at which the value is known must lie at least a minute in the future.")
        case errors.ValueNotDue(draw=draw):
            return _("The value was announced for %(due)s. None is taken before.") % {
                "due": moment(draw.value_due_at)
            }
        case errors.RoundForged():
            return _(
                "This is not the signature of the announced round. Please copy it once more, with all 96 characters."
            )
        case errors.RoundPromised():
            return _("The value was announced to come from a round of drand. Nothing else can take its place.")
        case errors.RoundUnreachable(said=said):
            return _("The round could not be fetched: %(said)s.") % {"said": said or _("this server fetches nothing")}
        case errors.SolveRunning():
            return _("The outcomes are being written down right now, or are ready.")
        case errors.NotSolved():
            return _("The outcomes are not written down yet.")
        case errors.AlreadyCommitted():
            return _("This draw was announced already, and what was announced stays.")
        case errors.HeldIntoThePast():
            return _("The outcome can only be held until a moment after the value is known.")
        case errors.NotCommitted():
            return _("The fingerprint is not published yet. The value may come only after it.")
        case errors.BadValue(draw=draw, typed=typed):
            return why_not(announced_form(draw) if draw.announcement else None, typed)
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
            return _words_of_publishing(error)


def _words_of_publishing(error: errors.AdmissionError) -> str:
    match error:
        case errors.NotPublished() | errors.HeldUntil():
            return _("The outcome is held until the moment that was announced.")
        case errors.AlreadyPublished():
            return _("The outcome is public already.")
        case errors.IsRehearsal():
            return _("This is a dry run. It is never announced, published or offered; it is thrown away.")
        case errors.NotRehearsal():
            return _("This is no dry run. A draw is never deleted; it can be annulled in public.")
        case errors.RehearsalExists():
            return _("There is a dry run already. Throw it away before you begin another.")
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
        case errors.HasSeat():
            return _(
                "This person has a seat at this event already, as somebody's guest or by a ticket given by hand, and needs no second one."
            )
        case errors.WavesOnly():
            return _("Seats that come free are drawn among all who wait, so none is offered in drawn order.")
        case errors.InDrawnOrder():
            return _(
                "Seats that come free after this draw are offered in drawn order; there is no further draw for them."
            )
        case errors.WavesPromised():
            return _("Those who wait were told how seats that come free are filled, so it stays like that.")
        case errors.OffersInParts():
            return _("The offers of this draw go out in parts that are planned already.")
        case errors.BadParts():
            return _("Please choose larger parts: more than 200 cannot be looked through.")
        case errors.AnnouncementPlanned():
            return _("An announcement is planned or under way already.")
        case errors.AnnouncementBegan():
            return _("People have been told already, so it cannot be called off any more.")
        case errors.StartsInThePast():
            return _("Please choose a moment from now on and before the event is over.")
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
