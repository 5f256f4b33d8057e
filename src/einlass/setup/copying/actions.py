"""Copying parts of one event into another that is in preparation. All of the chosen parts or nothing."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from einlass.admission.actions import quotas_version, save_quotas
from einlass.admission.models import Contingent, Quota
from einlass.admission.quota_effect import Wanted
from einlass.applications.builder.queries import frame_of
from einlass.applications.builder.spec import spec_of
from einlass.checkin.actions.gates import add_gate, change_gate
from einlass.checkin.models import Gate
from einlass.events.copying import CopiedPart, Copying, parts_of_rooms
from einlass.events.editions.actions import change_event, set_picture
from einlass.events.editions.audit_actions import EditionAction
from einlass.events.editions.errors import AlreadyOpen
from einlass.events.editions.pictures import Rendition
from einlass.events.editions.proposals import PhaseDates, moved_dates
from einlass.events.models import Event, EventPicture, Role, User
from einlass.events.staff import add_member
from einlass.setup.making.starting_forms import in_languages, put_form
from einlass.setup.settings.actions import StageRow, move_phases, save_stages, set_up_seats

TEXTS: Final = (
    "summary",
    "description",
    "directions",
    "imprint",
    "privacy",
    "conduct",
    "questions_asked",
    "organiser_name",
    "organiser_address",
    "brand_colour",
    "map_url",
    "address",
)
ASIDE: Final = ("speakers", "press", "crew", "door")


@transaction.atomic
def copy_parts(source: Event, target: Event, parts: Collection[str], *, at: datetime, by: User) -> Event:
    """Take over the parts that `all_parts` names. Raises AlreadyOpen, HasApplications, DatesOutOfOrder, or what a room refuses."""
    target = Event.objects.select_for_update(no_key=True).get(pk=target.pk)
    if target.is_public:
        raise AlreadyOpen(target)
    copying = Copying(source, target, at, by)
    for part in all_parts():
        if part.name in parts:
            part.copy(copying)
            target.refresh_from_db()
    return target


def _form(copying: Copying) -> None:
    """Categories and questions; the key of a category stays, so that quotas and conditions hold."""
    source, target = copying.source, copying.target
    categories = [
        {"key": one.key, "name": one.name, "colour": one.colour, "takes_applications": one.takes_applications}
        for one in source.categories.all()
    ]
    languages = frame_of(target).languages
    specs = [in_languages(spec_of(one), languages) for one in source.questions.asked_now()]
    put_form(target, categories, specs, source=source.slug, **copying.how)


def _quotas(copying: Copying) -> None:
    """Scaled to the new number of seats that are drawn, rounded down, so that they can still be met."""
    before, after = (_drawn(one) for one in (copying.source, copying.target))
    attributes = {"category", *copying.target.questions.asked_now().values_list("key", flat=True)}

    def scaled(number: int | None) -> int | None:
        return None if number is None else number * after // before if before else number

    wanted = [
        Wanted(one.attribute, one.value, scaled(one.least), scaled(one.most), one.scope)
        for one in Quota.objects.filter(event=copying.source)
        if one.attribute in attributes
    ]
    version = quotas_version(Quota.objects.filter(event=copying.target))
    save_quotas(copying.target, wanted, version=version, **copying.how)


def _seats(copying: Copying) -> None:
    """In the same proportions; seats of partners are not copied, as partners are not."""
    source, target = copying.source, copying.target
    sizes = {one.purpose: one.size for one in Contingent.objects.filter(event=source).exclude(purpose="partner")}
    drawn, curated = sizes.get("draw", 0), sizes.get("curated", 0)
    aside = {name: sizes.get(name, 0) * target.capacity // source.capacity for name in ASIDE}
    values = aside | {
        "capacity": target.capacity,
        "seats_given": source.seats_given,
        "drawn_share": round(100 * drawn / (drawn + curated)) if drawn + curated else 100,
    }
    set_up_seats(target, values, version=target.version, **copying.how)


def _stages(copying: Copying) -> None:
    rows = [StageRow(one.key, one.name, one.capacity, one.changeover) for one in copying.source.stages.all()]
    save_stages(copying.target, rows, version=copying.target.version, **copying.how)


def _gates(copying: Copying) -> None:
    """At the same clock times, on the new days; those with the name of one there is change it."""
    there = {gate.name: gate for gate in copying.target.gates.all()}
    for gate in Gate.objects.filter(event=copying.source).prefetch_related("categories"):
        keys = [category.key for category in gate.categories.all()]
        values: dict[str, Any] = {
            "name": gate.name,
            "opens_at": copying.moved(gate.opens_at),
            "closes_at": copying.moved(gate.closes_at),
            "categories": list(copying.target.categories.filter(key__in=keys)),
        }
        if gate.name in there:
            change_gate(there[gate.name], **values, **copying.how)
        else:
            add_gate(copying.target, **values, **copying.how)


def _texts(copying: Copying) -> None:
    changes = {name: getattr(copying.source, name) for name in TEXTS}
    target = change_event(
        copying.target, changes, action=EditionAction.CHANGE_PAGE, version=copying.target.version, **copying.how
    )
    for kind in EventPicture.Kind:
        found = list(copying.source.pictures.filter(kind=kind))
        if found:
            renditions = [Rendition(one.width, one.height, bytes(one.content)) for one in found]
            set_picture(target, kind, found[0].fingerprint, renditions, **copying.how)


def _dates(copying: Copying) -> None:
    """As long before the day as they were, at the same clock times. What would be past by then begins now."""
    source = copying.source
    dates = PhaseDates(*(getattr(source, name) for name in PhaseDates.__dataclass_fields__))
    moved = moved_dates(dates, copying.days_later, source.zone)
    move_phases(copying.target, moved, version=copying.target.version, **copying.how)


def _team(copying: Copying) -> None:
    """A role with an end was given for that event alone; that of one stage needs a stage with the same key."""
    lasting = copying.source.memberships.filter(user__is_active=True, ends_at=None)
    stages = {stage.key: stage for stage in copying.target.stages.all()}
    for membership in lasting.select_related("user", "stage"):
        stage = stages.get(membership.stage.key) if membership.stage else None
        if stage or not membership.stage:
            add_member(copying.target, membership.user.email, Role(membership.role), stage=stage, **copying.how)


def _drawn(event: Event) -> int:
    found = Contingent.objects.filter(event=event, purpose="draw").values_list("size", flat=True).first()
    return found or 0


def all_parts() -> list[CopiedPart]:
    """Ours in this order, as quotas need the form and the seats, and gates the categories; then those of the rooms."""
    return [
        CopiedPart("form", _("Form: categories and questions"), _form),
        CopiedPart("seats", _("Seats: how they are given, in the same proportions"), _seats),
        CopiedPart("quotas", _("Quotas, scaled to the seats"), _quotas),
        CopiedPart("stages", _("Stages"), _stages),
        CopiedPart("gates", _("Gates, at the same clock times"), _gates),
        CopiedPart("texts", _("Texts, colour, logo and picture"), _texts),
        CopiedPart("dates", _("Dates, as long before the day as they were"), _dates),
        *parts_of_rooms(),
        CopiedPart("team", _("Team"), _team),
    ]
