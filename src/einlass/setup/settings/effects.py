"""What a change of the settings does, said before it is made. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.admission.queries import contingents_of
from einlass.applications.models import Application
from einlass.events.days import Hours, hours_of
from einlass.events.editions.proposals import PhaseDates
from einlass.events.models import Event
from einlass.programme.models import Slot
from einlass.setup.making.shares import SeatPlan
from einlass.web.templatetags.web import deadline_text, moment


@dataclass(frozen=True)
class Effects:
    """sentences: what happens; applicants: how many can be told by mail, 0 where there is nothing to tell."""

    sentences: Sequence[str] = ()
    applicants: int = 0

    def __bool__(self) -> bool:
        return bool(self.sentences)


def effects_of_dates(event: Event, dates: PhaseDates, *, at: datetime) -> Effects:
    """Nothing to say before the event is open: nobody has seen a date."""
    if not event.is_public:
        return Effects()
    sentences = []
    applicants = 0
    if dates.applications_close_at != event.applications_close_at:
        counts = _Applications.of(event)
        applicants = counts.all
        sentences += _end_moves(event, dates, counts, at)
    if dates.applications_open_at != event.applications_open_at:
        text = _("The public page says from now on: applications open on %(when)s.")
        sentences.append(text % {"when": moment(dates.applications_open_at)})
    if dates.draw_at != event.draw_at:
        sentences.append(_("The page of everybody who applied names the new date of the draw."))
    if dates.programme_public_at != event.programme_public_at:
        sentences.append(
            _("The programme is public at once.")
            if dates.programme_public_at <= at
            else _("The programme becomes public on %(when)s.") % {"when": moment(dates.programme_public_at)}
        )
    return Effects(sentences, applicants)


def effects_of_days(event: Event, days: Sequence[Hours]) -> Effects:
    """Sessions that stand outside the new hours, and what people were told."""
    if list(days) == hours_of(event):
        return Effects()
    starts = Slot.objects.filter(session__event=event).values_list("starts_at", flat=True)
    outside = sum(not any(day.opens_at <= start < day.closes_at for day in days) for start in starts)
    sentences = []
    if outside:
        text = ngettext(
            "%(number)d session of the programme is outside the new hours; the programme desk shows it as a clash.",
            "%(number)d sessions of the programme are outside the new hours; the programme desk shows them as clashes.",
            outside,
        )
        sentences.append(text % {"number": outside})
    if event.is_public:
        sentences.append(_("The public page, tickets and calendars show the new days at once. Nobody is mailed."))
    return Effects(sentences)


def effects_of_seats(event: Event, plan: SeatPlan) -> Effects:
    """Which contingents get larger or smaller."""
    if not event.is_public:
        return Effects()
    sizes = plan.by_purpose()
    text = _("%(contingent)s: %(before)d seats become %(after)d.")
    return Effects(
        [
            text % {"contingent": one, "before": one.size, "after": sizes[one.purpose]}
            for one in contingents_of(event)
            if one.purpose in sizes and sizes[one.purpose] != one.size
        ]
    )


def effects_of_address(event: Event, slug: str) -> Effects:
    if slug == event.slug or not event.is_public:
        return Effects()
    text = _("Every page moves to /%(new)s/. Links to /%(old)s/, in mails and elsewhere, lead on to it, for good.")
    return Effects([text % {"new": slug, "old": event.slug}])


@dataclass(frozen=True)
class _Applications:
    all: int
    unproved: int

    @staticmethod
    def of(event: Event) -> "_Applications":
        found = Application.objects.filter(event=event, withdrawn_at=None)
        return _Applications(found.count(), found.filter(email_proved_at=None).count())


def _end_moves(event: Event, dates: PhaseDates, counts: _Applications, at: datetime) -> list[str]:
    end = dates.applications_close_at
    sentences = [
        _("Applications are closed at once.")
        if end <= at
        else _("The public page and the form say: until %(when)s.") % {"when": deadline_text(end)},
    ]
    if counts.all:
        text = ngettext(
            "%(number)d person has applied; their page shows the new end, until which they can change or withdraw.",
            "%(number)d people have applied; their pages show the new end, until which they can change or withdraw.",
            counts.all,
        )
        sentences.append(text % {"number": counts.all})
    if counts.unproved:
        text = ngettext(
            "%(number)d of them has not confirmed the address yet and has until then.",
            "%(number)d of them have not confirmed the address yet and have until then.",
            counts.unproved,
        )
        sentences.append(text % {"number": counts.unproved})
    sentences.append(
        _(
            "How many are just filling in the form nobody knows: drafts are kept on people's own devices. They see the new end when they next open the form."
        )
    )
    return sentences
