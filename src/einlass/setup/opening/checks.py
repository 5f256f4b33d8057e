"""The checklist before an event opens. It tests; it asks nobody to tick a box."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.admission.models import Quota
from einlass.admission.queries import contingents_of
from einlass.applications.builder.checks import problems
from einlass.applications.builder.queries import frame_of
from einlass.applications.builder.spec import spec_of
from einlass.events.editions.actions import check_order
from einlass.events.editions.errors import DatesOutOfOrder
from einlass.events.models import Event, Membership, Role, SeatsGiven
from einlass.setup.legal.templates import missing
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
        _dates(event, at),
        _form(event),
        _legal(event),
        _seats(event),
        *_quotas(event),
        _texts(event),
        _owners(event),
    ]


def stops(event: Event, *, at: datetime) -> list[Check]:
    """What keeps the event from opening; empty if nothing does."""
    return [check for check in checks_of(event, at=at) if check.is_needed and not check.is_good]


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
    """Whether what one attribute is promised fits into the seats that are drawn."""
    if event.seats_given == SeatsGiven.CURATED:
        return
    drawn = sum(one.size for one in contingents_of(event) if one.purpose == "draw")
    promised: dict[str, int] = {}
    for quota in Quota.objects.filter(event=event, scope=Quota.Scope.DRAW).exclude(least=None):
        promised[quota.attribute] = promised.get(quota.attribute, 0) + (quota.least or 0)
    text = _("“%(attribute)s” promises %(promised)d seats, and %(drawn)d are drawn.")
    over = [
        text % {"attribute": name, "promised": number, "drawn": drawn}
        for name, number in promised.items()
        if number > drawn
    ]
    if promised:
        yield Check(_("The quotas fit into the seats that are drawn"), not over, " ".join(over), "seats")


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
