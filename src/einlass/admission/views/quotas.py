"""The page where quotas are set, and what they would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.attributes import Attribute, attributes_for_quotas, by_key, quota_name
from einlass.admission.errors import QuotasChanged
from einlass.admission.forms.quotas import WIDTH, QuotasForm, as_base, as_change, field_name, with_change
from einlass.admission.models import Quota
from einlass.admission.quota_effect import LEAST, MOST, Change, Effect, Shift, Wanted, effect_of
from einlass.admission.quota_pool import QuotaPool, quota_pool
from einlass.admission.views.team_request import TeamRequest
from einlass.events.access import for_team
from einlass.events.models import AuditEntry, Event, Role


@dataclass(frozen=True)
class Suggestion:
    """Shifts that help together; change: what its button sends."""

    shifts: list[Shift]
    change: str


@dataclass(frozen=True)
class Difference:
    """A quota that somebody else changed in the meantime. change: takes theirs over, empty where that is done."""

    name: str
    mine: Wanted
    theirs: Wanted
    change: str = ""


@dataclass(frozen=True)
class Desk:
    """All that the pages of the quotas load."""

    attributes: list[Attribute]
    quotas: list[Quota]
    pool: QuotaPool

    @classmethod
    def of(cls, event: Event) -> Desk:
        attributes = attributes_for_quotas(event)
        return cls(attributes, list(event.quotas.all()), quota_pool(event, attributes))

    def form(self, data: Mapping[str, Any] | None = None) -> QuotasForm:
        people = {one.key: self.pool.numbers(place) for place, one in enumerate(self.attributes)}
        return QuotasForm(self.attributes, people, self.quotas, data)

    def effect(self, form: QuotasForm) -> Effect | None:
        return effect_of(form.wanted(), self.pool, self.attributes)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def quota_page(request: TeamRequest, event: Event) -> HttpResponse:
    """Shows, tries out, applies a suggestion or saves, by the button that was pressed."""
    desk = Desk.of(event)
    if request.method != "POST":
        return _page(request, event, desk, desk.form())
    if "change" in request.POST:
        return _page(request, event, desk, desk.form(with_change(request.POST, request.POST["change"])), tried=True)
    form = desk.form(request.POST)
    if not form.is_valid() or "try" in request.POST:
        return _page(request, event, desk, form, tried=True)
    try:
        version = actions.quotas_version(form.cleaned_data["base"])
        actions.save_quotas(event, form.wanted(), version=version, by=request.user, at=timezone.now())
    except QuotasChanged:
        return _clash(request, event, Desk.of(event), form)
    messages.success(request, _("The quotas are saved. They bind the next draw that is frozen."))
    return redirect("admission:quotas", event.slug)


@for_team(Role.ORGANISER)
@require_POST
def quota_effect(request: TeamRequest, event: Event) -> HttpResponse:
    """What the quotas on the page would do, asked as the handles move. Nothing is saved."""
    desk = Desk.of(event)
    form = desk.form(request.POST)
    effect = desk.effect(form) if form.is_valid() else None
    return render(request, "admission/_quota_effect.html", _shown(effect, is_valid=form.is_valid()))


def _page(
    request: TeamRequest,
    event: Event,
    desk: Desk,
    form: QuotasForm,
    *,
    tried: bool = False,
    clash: Mapping[str, Any] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "blocks": form.blocks(desk.pool),
        "pool": desk.pool,
        "gone": [(one, form[field_name("remove", one.attribute, one.value)]) for one in form.gone],
        "clash": clash,
        "tried": tried,
    }
    if tried:
        context |= _shown(desk.effect(form) if form.is_valid() else None, is_valid=form.is_valid())
    status = 409 if clash else 422 if tried and not form.is_valid() else 200
    return render(request, "admission/quotas.html", context, status=status)


def _shown(effect: Effect | None, *, is_valid: bool) -> dict[str, Any]:
    if effect is None:
        return {"effect": None, "is_valid": is_valid}
    alone = [Suggestion([shift], _change([shift])) for shift in effect.alone]
    together = Suggestion(list(effect.together), _change(effect.together)) if effect.together else None
    if together and [together] == alone[:1]:
        together = None
    shown = {"effect": effect, "is_valid": True, "together": together, "alone": alone}
    if effect.can_be_met:
        top = max([effect.equal, *(one.chance for one in effect.changes)])
        shown |= {"equal": round(WIDTH * effect.equal / top, 1)}
        shown |= {"gaining": _lines(effect.gaining(), top), "losing": _lines(effect.losing(), top)}
    return shown


def _lines(changes: Iterable[Change], top: float) -> list[tuple[Change, float]]:
    """Each with its chance on a line of WIDTH that ends at the chance `top`."""
    return [(one, round(WIDTH * one.chance / top, 1)) for one in changes]


def _change(shifts: Iterable[Shift]) -> str:
    return as_change((shift.wanted, shift.side, shift.then) for shift in shifts)


def _clash(request: TeamRequest, event: Event, desk: Desk, form: QuotasForm) -> HttpResponse:
    """Somebody saved before. What only they changed is taken over; where both changed, what was typed stays."""
    base, mine = _by_key(form.cleaned_data["base"]), _by_key(form.wanted())
    theirs, attributes = _by_key(map(_wanted, desk.quotas)), by_key(desk.attributes)
    data, differences = {**request.POST.dict(), "base": as_base(desk.quotas)}, []
    for key in sorted({*base, *mine, *theirs}):
        none = Wanted(*key)
        before, first, second = base.get(key, none), mine.get(key, none), theirs.get(key, none)
        if second in (before, first):
            continue
        change = _take_over(second)
        if first == before:
            data, change = with_change(data, change), ""
        differences.append(Difference(quota_name(attributes, *key), first, second, change))
    last = AuditEntry.objects.filter(event=event, action="save_quotas").order_by("-pk").first()
    clash = {"differences": differences, "by": last.actor if last else "", "at": last.at if last else None}
    return _page(request, event, desk, desk.form(data), tried=True, clash=clash)


def _by_key(quotas: Iterable[Wanted]) -> dict[tuple[str, str], Wanted]:
    return {one.key: one for one in quotas}


def _wanted(quota: Quota) -> Wanted:
    return Wanted(quota.attribute, quota.value, quota.least, quota.most, quota.scope)


def _take_over(theirs: Wanted) -> str:
    return as_change([(theirs, LEAST, theirs.least), (theirs, MOST, theirs.most)])
