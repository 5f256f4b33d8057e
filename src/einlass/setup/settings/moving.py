"""Moving an event as a whole: its days, every date that has not come yet, and its gates."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.checkin.actions.gates import change_gate
from einlass.events.access import for_team
from einlass.events.days import Hours, hours_of
from einlass.events.editions.actions import move_event
from einlass.events.editions.proposals import PhaseDates, moved_dates, moved_moment
from einlass.events.models import Event, Role, User
from einlass.setup.making.forms import DayInput
from einlass.setup.settings.actions import check_happened, tell_new_deadline
from einlass.setup.settings.effects import Effects, effects_of_dates, effects_of_days
from einlass.setup.settings.forms import PHASES, SettingsForm
from einlass.setup.settings.pages import conflict_of, is_confirmed, page, save, saved
from einlass.setup.signed_in import SignedInRequest
from einlass.setup.wording import phase_names
from einlass.web.versions import ChangedMeanwhile, check_version

FURTHEST: Final = 5 * 366


class MovingForm(SettingsForm):
    """By how many days, or to which first day."""

    by_days = forms.IntegerField(
        label=gettext_lazy("By how many days?"),
        min_value=-FURTHEST,
        max_value=FURTHEST,
        required=False,
        help_text=gettext_lazy("Such as 7 for a week later, or -1 for a day earlier."),
    )
    first_day = forms.DateField(
        label=gettext_lazy("Or: what is the first day now?"), widget=DayInput(), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        by_days, first_day = cleaned.get("by_days"), cleaned.get("first_day")
        if self.errors:
            return cleaned
        if (by_days is None) == (first_day is None):
            raise forms.ValidationError(_("Please give the number of days, or the new first day."))
        cleaned["by"] = self._until(first_day) if first_day else timedelta(days=by_days or 0)
        if not cleaned["by"]:
            raise forms.ValidationError(_("That is where it is now."))
        if abs(cleaned["by"].days) > FURTHEST:
            raise forms.ValidationError(_("This year cannot be meant. Please look at the date again."))
        return cleaned

    def _until(self, first_day: date) -> timedelta:
        return first_day - self.event.starts_at.astimezone(self.event.tz).date()


@dataclass(frozen=True)
class Move:
    """What an event would be after a move."""

    dates: PhaseDates
    days: Sequence[Hours]

    @staticmethod
    def of(event: Event, by: timedelta, *, at: datetime) -> "Move":
        """Everything at the same clock times, some days later or earlier; what has happened stays where it was."""
        now = PhaseDates(*(getattr(event, name) for name in PHASES))
        later = moved_dates(now, by, event.zone)
        kept = {name: moment for name, moment in asdict(now).items() if moment <= at}
        days = [
            Hours(moved_moment(day.opens_at, by, event.zone), moved_moment(day.closes_at, by, event.zone))
            for day in hours_of(event)
        ]
        return Move(PhaseDates(**(asdict(later) | kept)), days)


@transaction.atomic
def move_whole_event(
    event: Event, by: timedelta, *, tells_applicants: bool = False, version: int, at: datetime, by_user: User
) -> Event:
    """Move days, dates and gates. Raises PhaseHasHappened, DatesOutOfOrder, BadDays, ChangedMeanwhile."""
    locked = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    check_version(locked, version)
    move, closed_at = Move.of(locked, by, at=at), locked.applications_close_at
    check_happened(locked, move.dates)
    moved = move_event(locked, move.dates, move.days, version=version, at=at, by=by_user)
    for gate in moved.gates.prefetch_related("categories"):
        change_gate(
            gate,
            name=gate.name,
            opens_at=moved_moment(gate.opens_at, by, moved.zone),
            closes_at=moved_moment(gate.closes_at, by, moved.zone),
            categories=list(gate.categories.all()),
            at=at,
            by=by_user,
        )
    if tells_applicants and closed_at != moved.applications_close_at:
        tell_new_deadline(moved, at=at)
    return moved


@for_team(Role.ORGANISER)
def moving(request: SignedInRequest, event: Event) -> HttpResponse:
    form = MovingForm(request.POST or None, event=event)
    if request.method != "POST" or not form.is_valid():
        return _page(request, event, form)
    by, now = form.cleaned_data["by"], timezone.now()
    move = Move.of(event, by, at=now)
    if not is_confirmed(request, effects := _effects(event, move, at=now)):
        return _page(request, event, form, effects=effects, lines=_lines(event, move))

    def change() -> Event:
        version = form.cleaned_data["version"]
        tells = "tells_applicants" in request.POST
        return move_whole_event(event, by, tells_applicants=tells, version=version, at=now, by_user=request.user)

    try:
        done = save(form, change)
    except ChangedMeanwhile as changed:
        return _page(request, event, form, status=409, conflict=conflict_of(form, changed))
    return saved(request, done, "dates") if done else _page(request, event, form)


def _page(
    request: SignedInRequest, event: Event, form: MovingForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    # `page` frames it as a part of the dates; the address is its own.
    context = {"form": form, "action": request.path, "shows_first": True} | more
    return page(request, event, "moving", context, status=422 if form.errors else status, section="dates")


def _effects(event: Event, move: Move, *, at: datetime) -> Effects:
    """There is always something to say: which dates stay."""
    dates, days = effects_of_dates(event, move.dates, at=at), effects_of_days(event, move.days)
    first = _("The days, every date that lies ahead and the gates move; what has happened stays where it was.")
    return Effects([first, *dates.sentences, *days.sentences], dates.applicants)


def _lines(event: Event, move: Move) -> list[tuple[str, datetime, datetime, bool]]:
    """Label, now, then and whether it is a deadline, in order."""
    names = phase_names()
    lines = [
        (names[name], getattr(event, name), getattr(move.dates, name), name == "applications_close_at")
        for name in PHASES
        if name in names
    ]
    return [*lines, (names["starts_at"], event.starts_at, move.days[0].opens_at, False)]
