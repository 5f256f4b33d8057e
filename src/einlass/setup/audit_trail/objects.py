"""What an entry is about: its kind in words, what it is called today, and its page, where it is there and may be opened.

Names are looked up as the page is made, and never kept in the trail: what was erased is gone from here as well.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event
from einlass.setup.audit_trail.words import Words


@dataclass(frozen=True)
class Kind:
    """words: what it is; model and field: how a code is looked up; page: its address, to which `argument` is the code.

    Without a model the page is there in any case. is_named: show what it is called today beside its code; shows_code:
    the code is one that people know.
    """

    words: Words
    page: str = ""
    argument: str = ""
    model: str = ""
    field: str = "code"
    is_named: bool = False
    shows_code: bool = True


KINDS: Final[dict[str, Kind]] = {
    "application": Kind(_("Application"), "applications:application", "code", "applications.Application"),
    "team": Kind(_("Team of applicants")),
    "applications": Kind(_("Applications"), "applications:inbox"),
    "question": Kind(_("Question"), "applications:question", "key", "applications.Question", "key"),
    "form of": Kind(_("Form"), "applications:form", shows_code=False),
    "import": Kind(_("Imported list"), "applications:sheet", "code", "applications.ImportRun"),
    "tag": Kind(_("Tag"), "applications:tags", "", "reviews.Tag", is_named=True),
    "view": Kind(_("View of the list")),
    "quotas": Kind(_("Quotas"), "admission:quotas"),
    "draw": Kind(_("Draw"), "admission:draw_desk", "code", "admission.Draw"),
    "offer": Kind(_("Offer"), "admission:offer_desk", "code", "admission.Offer"),
    "offer plan": Kind(_("Terms of offers"), "admission:offer_plan", shows_code=False),
    "announcement": Kind(_("Announcement"), "admission:announcement"),
    "contingent": Kind(_("Contingent"), "admission:seats", "", "admission.Contingent", is_named=True),
    "invitation": Kind(_("Invitation")),
    "partner": Kind(_("Partner"), "admission:partner_desk", "code", "events.Partner", is_named=True),
    "ticket": Kind(_("Ticket")),
    "ticket key": Kind(_("Key for signing tickets")),
    "speaker": Kind(_("Speaker"), "programme:edit_speaker", "code", "programme.Speaker", is_named=True),
    "session": Kind(_("Session"), "programme:edit_session", "code", "programme.Session", is_named=True),
    "proposal": Kind(_("Proposed day"), "programme:proposal", "code", "programme.Proposal"),
    "release": Kind(_("Release"), "programme:releases"),
    "message": Kind(_("Mail"), "mailroom:message", "code", "mail.Message"),
    "group message": Kind(_("Message to groups"), "mailroom:group_message", "code", "mail.GroupMessage"),
    "gate": Kind(_("Gate"), "checkin:gate", "code", "checkin.Gate", is_named=True),
    "device": Kind(_("Phone at the door"), "checkin:device", "code", "checkin.Device", is_named=True),
    "event": Kind(_("Event"), "setup:settings", shows_code=False),
    "user": Kind(
        _("Person in the team"), "setup:people", "", "events.Membership", "user_id", is_named=True, shows_code=False
    ),
    "team invitation": Kind(_("Invitation to the team"), "setup:people"),
    "subscription": Kind(_("Somebody who wants to be told"), "setup:announcing"),
    "audit trail": Kind(_("Audit trail")),
}
# The longer kind first: "team invitation 7KQ3M9XR" is no team.
_LONGEST_FIRST: Final = sorted(KINDS, key=len, reverse=True)


@dataclass(frozen=True)
class Object:
    kind: str
    code: str
    name: str = ""
    url: str = ""

    @property
    def words(self) -> str:
        return str(KINDS[self.kind].words) if self.kind in KINDS else self.kind


def read(subject: str) -> tuple[str, str]:
    """Kind and code of a subject: ("team invitation", "7KQ3M9XR")."""
    for kind in _LONGEST_FIRST:
        if subject == kind or subject.startswith(f"{kind} "):
            return kind, subject[len(kind) + 1 :]
    kind, _separator, code = subject.partition(" ")
    return kind, code


def objects_of(event: Event, subjects: Iterable[str], roles: Collection[str]) -> dict[str, Object]:
    """By subject. One query for each kind that has pages of its own. roles: of who looks."""
    by_kind: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject in dict.fromkeys(subjects):
        kind, code = read(subject)
        by_kind[kind].append((subject, code))
    found: dict[str, Object] = {}
    for name, pairs in by_kind.items():
        there = _there(event, KINDS[name], [code for _subject, code in pairs]) if name in KINDS else {}
        for subject, code in pairs:
            found[subject] = _object(event, name, code, there, roles)
    return found


def _object(event: Event, name: str, code: str, there: dict[str, Any], roles: Collection[str]) -> Object:
    kind = KINDS.get(name)
    if kind is None:
        return Object(name, code)
    row = there.get(code)
    called = _name_of(row) if row is not None and kind.is_named else ""
    url = ""
    if kind.page and (row is not None or not kind.model):
        arguments = {"slug": event.slug, **({kind.argument: code} if kind.argument else {})}
        url = _if_allowed(reverse(kind.page, kwargs=arguments), roles)
    return Object(name, code if kind.shows_code else "", called, url)


def _there(event: Event, kind: Kind, codes: Sequence[str]) -> dict[str, Any]:
    if not kind.model:
        return {}
    wanted = [code for code in codes if kind.field != "user_id" or code.isdecimal()]
    rows = apps.get_model(kind.model)._default_manager.filter(event=event, **{f"{kind.field}__in": wanted})
    if kind.field == "user_id":
        rows = rows.select_related("user")
    return {str(getattr(row, kind.field)): row for row in rows}


def _name_of(row: Any) -> str:
    return str(getattr(row, "user", None) or row)


def _if_allowed(url: str, roles: Collection[str]) -> str:
    rule = getattr(resolve(url).func, "access_rule", None)
    return url if rule is not None and rule.roles.intersection(roles) else ""
