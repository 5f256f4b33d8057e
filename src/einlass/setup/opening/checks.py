"""The checklist before an event opens. It tests; it asks nobody to tick a box."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.admission.attributes import attributes_for_quotas
from einlass.admission.models import Contingent, Quota
from einlass.admission.queries import contingents_of
from einlass.admission.quota_effect import LEAST, Shift, Wanted, effect_of
from einlass.applications.builder.checks import problems
from einlass.applications.builder.queries import frame_of
from einlass.applications.builder.spec import spec_of
from einlass.events.editions.actions import check_order
from einlass.events.editions.errors import DatesOutOfOrder
from einlass.events.models import Event, Membership, Role
from einlass.setup.backup_record import backup_record
from einlass.setup.legal.templates import missing
from einlass.setup.opening.mail_test import mail_arrived_at
from einlass.setup.opening.plausible_pool import plausible_pool
from einlass.setup.wording import dates_in_words

LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Check:
    """One line of the list. is_needed: without it the event cannot open. section: where it is put right."""

    title: str
    is_good: bool
    detail: str
    section: str
    is_needed: bool = False


def checks_of(event: Event, *, at: datetime) -> list[Check]:
    """Those that stop the event first, then what one may overlook at one's own risk."""
    return [
        *_needed(event, at),
        _seats(event),
        *_quotas(event),
        _texts(event),
        _owners(event),
        _mail(event),
        _backup(),
    ]


def stops(event: Event, *, at: datetime) -> list[Check]:
    """What keeps the event from opening; empty if nothing does."""
    return [check for check in _needed(event, at) if not check.is_good]


def _needed(event: Event, at: datetime) -> list[Check]:
    return [_dates(event, at), _form(event), _legal(event)]


def _dates(event: Event, at: datetime) -> Check:
    title = _("The dates are in order")
    try:
        check_order(event)
    except DatesOutOfOrder as refusal:
        return Check(
            title, False, " ".join(text for _field, text in dates_in_words(refusal)), "dates", is_needed=True
        )
    if event.applications_close_at <= at:
        return Check(title, False, _("Applications would be closed already."), "dates", is_needed=True)
    return Check(title, True, "", "dates", is_needed=True)


def _form(event: Event) -> Check:
    title = _("The form can be sent")
    if not event.categories.filter(takes_applications=True).exists():
        return Check(title, False, _("There is no category that one can apply as."), "starting_form", is_needed=True)
    found = problems([spec_of(one) for one in event.questions.filter(archived_at=None)], frame_of(event))
    detail = " ".join(f"{problem.key}: {problem.text}" for problem in found[:3])
    return Check(title, not found, detail, "starting_form", is_needed=True)


def _legal(event: Event) -> Check:
    names = {"imprint": _("Imprint"), "privacy": _("Privacy")}
    lacking = [f"{names[kind]} ({LANGUAGES.get(language, language)})" for kind, language in missing(event)]
    detail = _("Missing: %(texts)s.") % {"texts": ", ".join(lacking)} if lacking else ""
    return Check(_("Imprint and privacy are there in every language"), not lacking, detail, "legal", is_needed=True)


def _seats(event: Event) -> Check:
    title = _("The contingents add up to the seats")
    left = event.capacity + event.overbooking - event.seats_allotted
    if left <= 0:
        return Check(title, True, "", "seats")
    text = ngettext(
        "%(number)d seat belongs to no contingent, so nobody would get it.",
        "%(number)d seats belong to no contingent, so nobody would get them.",
        left,
    )
    return Check(title, False, text % {"number": left}, "seats")


def _quotas(event: Event) -> Iterator[Check]:
    """Whether a draw could meet them, tried on invented applicants: those of the draw, and those over all who are coming."""
    quotas = list(event.quotas.all())
    if not quotas:
        return
    drawn = sum(one.size for one in contingents_of(event) if one.purpose == Contingent.Purpose.DRAW)
    seats = {Quota.Scope.DRAW: drawn, Quota.Scope.EVERYBODY: event.capacity + event.overbooking}
    clashes = [
        clash
        for scope, number in seats.items()
        if (of_scope := [quota for quota in quotas if quota.scope == scope])
        and (clash := _clash(event, of_scope, number))
    ]
    detail = " ".join(clashes) or _(
        "Tried on invented applicants, two for each seat, evenly spread over the answers."
    )
    yield Check(_("The quotas can be met by a plausible pool"), not clashes, detail, "seats")


def _clash(event: Event, quotas: Sequence[Quota], seats: int) -> str:
    """What cannot be met together, in words, with the smallest change that helps; empty if nothing clashes."""
    if not seats:
        return _("There are quotas for the draw, and no seat is drawn.")
    asked = {(quota.attribute, quota.value) for quota in quotas}
    names = {attribute for attribute, _value in asked}
    attributes = [attribute for attribute in attributes_for_quotas(event) if attribute.key in names]
    pool = plausible_pool(attributes, seats, asked)
    wanted = [Wanted(one.attribute, one.value, one.least, one.most, one.scope) for one in quotas]
    effect = effect_of(wanted, pool, attributes)
    if effect is None or effect.can_be_met:
        return ""
    facts = {"people": pool.people, "seats": seats}
    clash = _("%(seats)d seats and %(people)d invented applicants, evenly spread: the quotas clash.") % facts
    shifts = "; ".join(_shift_in_words(shift) for shift in effect.together)
    remedy = _("It would work with: %(changes)s.") % {"changes": shifts}
    return f"{clash} {remedy}" if shifts else clash


def _shift_in_words(shift: Shift) -> str:
    facts = {"name": shift.name, "then": shift.then, "now": shift.now}
    if shift.then is None:
        return _("%(name)s: no least number instead of %(now)d") % facts
    if shift.side == LEAST:
        return _("%(name)s: at least %(then)d instead of %(now)d") % facts
    return _("%(name)s: at most %(then)d instead of %(now)d") % facts


def _texts(event: Event) -> Check:
    lacking = [str(LANGUAGES.get(one, one)) for one in event.languages if not event.summary.get(one, "").strip()]
    detail = _("Missing: %(texts)s.") % {"texts": ", ".join(lacking)} if lacking else ""
    return Check(_("The page says in one sentence what it is about"), not lacking, detail, "page")


def _owners(event: Event) -> Check:
    owners = Membership.objects.filter(event=event, role=Role.OWNER, user__is_active=True, ends_at=None).values_list(
        "user", flat=True
    )
    strong = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).filter(user__in=owners)
    number = strong.values("user").distinct().count()
    text = ngettext(
        "%(number)d owner has one. If that person falls ill, nobody can help.",
        "%(number)d owners have one.",
        number,
    )
    return Check(
        _("Two owners with a second factor"), number >= 2, "" if number >= 2 else text % {"number": number}, "opening"
    )


def _mail(event: Event) -> Check:
    arrived_at = mail_arrived_at(event)
    title = _("A test mail arrived")
    if arrived_at is None:
        return Check(
            title, False, _("None was shown to arrive yet. Send one below, and type in its code."), "opening"
        )
    day = date_format(localtime(arrived_at, event.tz), "DATE_FORMAT")
    return Check(title, True, _("On %(day)s.") % {"day": day}, "opening")


def _backup() -> Check:
    """Of the whole installation: a backup that nobody has tried to restore is a hope."""
    title = _("A backup was made, and restored once")
    record = backup_record()
    if record.made_at is None:
        return Check(
            title, False, _("No backup was made yet. Whoever runs the server can: einlass backup."), "opening"
        )
    made = _("The last one was made on %(day)s.") % {"day": date_format(localtime(record.made_at), "DATE_FORMAT")}
    if record.restored_at is None:
        untried = _("None was restored yet, so nobody knows that it works.")
        return Check(title, False, f"{made} {untried}", "opening")
    tried = _("One was restored on %(day)s.") % {"day": date_format(localtime(record.restored_at), "DATE_FORMAT")}
    return Check(title, True, f"{made} {tried}", "opening")
