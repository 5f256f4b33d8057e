"""The pages of an event's settings."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from einlass.admission.queries import contingents_of
from einlass.applications.builder.errors import FormRefusal
from einlass.applications.models import Application, Question
from einlass.events.access import for_team
from einlass.events.days import hours_of
from einlass.events.editions.actions import change_address, change_event, set_days, set_picture
from einlass.events.editions.audit_actions import EditionAction
from einlass.events.models import Event, EventPicture, Role
from einlass.setup.legal.templates import filled, missing
from einlass.setup.making.starting_forms import (
    STARTING_FORMS,
    HasApplications,
    begin_with,
    categories_of,
    questions_of,
)
from einlass.setup.settings.actions import (
    CategoryRow,
    StageRow,
    move_phases,
    plan_of,
    save_categories,
    save_stages,
    seats_elsewhere,
    set_up_seats,
)
from einlass.setup.settings.effects import effects_of_address, effects_of_dates, effects_of_days, effects_of_seats
from einlass.setup.settings.forms import (
    AnnouncingForm,
    CategoryForm,
    CategoryFormSet,
    DatesForm,
    DayFormSet,
    DetailsForm,
    LegalForm,
    PageForm,
    QuestionAskedFormSet,
    SeatsForm,
    SettingsForm,
    StageForm,
    StageFormSet,
    StartingFormForm,
    key_of,
)
from einlass.setup.settings.pages import conflict_of, form_page, is_confirmed, page, save, saved, sections_of
from einlass.setup.signed_in import SignedInRequest
from einlass.setup.subscriptions.actions import KEPT_AFTER_TELLING
from einlass.setup.subscriptions.queries import counts_of
from einlass.web.versions import ChangedMeanwhile, conflict_between


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def overview(request: SignedInRequest, event: Event) -> HttpResponse:
    context = {"sections": sections_of(event)}
    return render(request, "setup/settings/overview.html", context)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def details(request: SignedInRequest, event: Event) -> HttpResponse:
    form = DetailsForm(request.POST or None, event=event)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, event, "details", form)
    values = form.values()
    slug = values.pop("slug")
    effects = effects_of_address(event, slug)
    if not is_confirmed(request, effects):
        return form_page(request, event, "details", form, effects=effects)
    how: Any = {"at": timezone.now(), "by": request.user}

    def change() -> Event:
        changed = change_event(
            event, values, action=EditionAction.CHANGE_DETAILS, version=form.cleaned_data["version"], **how
        )
        return change_address(changed, slug, version=changed.version, **how)

    try:
        done = save(form, change)
    except ChangedMeanwhile as changed:
        return form_page(request, event, "details", form, conflict=conflict_of(form, changed))
    return saved(request, done, "details") if done else form_page(request, event, "details", form)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def dates(request: SignedInRequest, event: Event) -> HttpResponse:
    form = DatesForm(request.POST or None, event=event)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, event, "dates", form)
    wanted = form.dates()
    effects = effects_of_dates(event, wanted, at=timezone.now())
    if not is_confirmed(request, effects):
        return form_page(request, event, "dates", form, effects=effects)
    tells = "tells_applicants" in request.POST

    def change() -> Event:
        version = form.cleaned_data["version"]
        return move_phases(event, wanted, tells_applicants=tells, version=version, at=timezone.now(), by=request.user)

    try:
        done = save(form, change)
    except ChangedMeanwhile as changed:
        return form_page(request, event, "dates", form, conflict=conflict_of(form, changed))
    return saved(request, done, "dates") if done else form_page(request, event, "dates", form)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def seats(request: SignedInRequest, event: Event) -> HttpResponse:
    form = SeatsForm(request.POST or None, event=event, initial=_seat_numbers(event))
    if request.method != "POST" or not form.is_valid():
        return form_page(request, event, "seats", form, more={"elsewhere": seats_elsewhere(event)})
    effects = effects_of_seats(event, plan_of(event, form.values()))
    more = {"elsewhere": seats_elsewhere(event)}
    if not is_confirmed(request, effects):
        return form_page(request, event, "seats", form, effects=effects, more=more)

    def change() -> Event:
        version = form.cleaned_data["version"]
        return set_up_seats(event, form.values(), version=version, at=timezone.now(), by=request.user)

    try:
        done = save(form, change)
    except ChangedMeanwhile as changed:
        saved_now = SeatsForm(event=changed.row, initial=_seat_numbers(event))  # type: ignore[arg-type]
        conflict = conflict_between(form, saved_now, changed.version)
        return form_page(request, event, "seats", form, conflict=conflict, more=more)
    return saved(request, done, "seats") if done else form_page(request, event, "seats", form, more=more)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def starting_form(request: SignedInRequest, event: Event) -> HttpResponse:
    asked = Question.objects.filter(event=event, archived_at=None).count()
    is_fixed = Application.objects.filter(event=event).exists()
    begun = asked or event.categories.exists()
    form = StartingFormForm(request.POST or None, event=event, initial={} if begun else {"starting_form": "startup"})
    choices = [
        (
            starting,
            len(questions_of(key, event)),
            [row["name"] for row in categories_of(key) if row["takes_applications"]],
        )
        for key, starting in STARTING_FORMS.items()
    ]
    context = {"choices": choices, "asked": asked, "is_fixed": is_fixed, "begun": begun}
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["starting_form"]
        try:
            if key:
                begin_with(event, key, at=timezone.now(), by=request.user)
            return saved(request, event, "starting_form")
        except (HasApplications, FormRefusal):
            form.add_error(None, _("People have applied with the form there is. Change it question by question."))
    return form_page(request, event, "starting_form", form, more=context)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def public_page(request: SignedInRequest, event: Event) -> HttpResponse:
    form = PageForm(request.POST or None, request.FILES or None, event=event)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, event, "page", form)
    how: Any = {"at": timezone.now(), "by": request.user}
    try:
        changed = change_event(
            event, form.changes(), action=EditionAction.CHANGE_PAGE, version=form.cleaned_data["version"], **how
        )
    except ChangedMeanwhile as meanwhile:
        return form_page(request, event, "page", form, conflict=conflict_of(form, meanwhile))
    for kind, (fingerprint, renditions) in form.pictures.items():
        set_picture(changed, kind, fingerprint, renditions, **how)
    for name, kind in (("logo", EventPicture.Kind.LOGO), ("title_picture", EventPicture.Kind.TITLE)):
        if form.cleaned_data.get(f"drops_{name}") and kind not in form.pictures:
            set_picture(changed, kind, "", [], **how)
    return saved(request, changed, "page")


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def announcing(request: SignedInRequest, event: Event) -> HttpResponse:
    form = AnnouncingForm(request.POST or None, event=event)
    more = {"subscribers": counts_of(event), "days_kept": KEPT_AFTER_TELLING.days, "lacks_legal": missing(event)}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, event, "announcing", form, more=more)
    try:
        changed = change_event(
            event,
            form.values(),
            action=EditionAction.CHANGE_ANNOUNCING,
            version=form.cleaned_data["version"],
            at=timezone.now(),
            by=request.user,
        )
    except ChangedMeanwhile as meanwhile:
        return form_page(request, event, "announcing", form, conflict=conflict_of(form, meanwhile), more=more)
    return saved(request, changed, "announcing")


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def legal(request: SignedInRequest, event: Event) -> HttpResponse:
    form = LegalForm(request.POST or None, event=event)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, event, "legal", form)
    names = ("organiser_name", "organiser_address")
    organiser = {name: form.cleaned_data[name].strip() for name in names}
    changes = organiser | filled(event, form.text_values(), **organiser)
    try:
        changed = change_event(
            event,
            changes,
            action=EditionAction.CHANGE_LEGAL,
            version=form.cleaned_data["version"],
            at=timezone.now(),
            by=request.user,
        )
    except ChangedMeanwhile as meanwhile:
        return form_page(request, event, "legal", form, conflict=conflict_of(form, meanwhile))
    return saved(request, changed, "legal")


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def days(request: SignedInRequest, event: Event) -> HttpResponse:
    form = SettingsForm(request.POST or None, event=event)
    rows: Any = DayFormSet(request.POST or None, initial=_typed_days(event), zone=event.zone)  # type: ignore[call-arg]
    if request.method != "POST" or not (form.is_valid() and rows.is_valid()):
        return _rows_page(request, event, "days", form, rows)
    effects = effects_of_days(event, rows.hours)
    if not is_confirmed(request, effects):
        return _rows_page(request, event, "days", form, rows, effects=effects)

    def change() -> Event:
        version = form.cleaned_data["version"]
        return set_days(event, rows.hours, version=version, at=timezone.now(), by=request.user)

    return _save_rows(request, event, "days", form, rows, change)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def questions_asked(request: SignedInRequest, event: Event) -> HttpResponse:
    form = SettingsForm(request.POST or None, event=event)
    initial = [
        {f"{part}_{one}": row[part].get(one, "") for part in ("question", "answer") for one in event.languages}
        for row in event.questions_asked
    ]
    rows = QuestionAskedFormSet(request.POST or None, initial=initial, form_kwargs={"event": event})
    if request.method != "POST" or not (form.is_valid() and rows.is_valid()):
        return _rows_page(request, event, "questions_asked", form, rows)
    values = [value for row in rows if (value := row.value())["question"]]

    def change() -> Event:
        return change_event(
            event,
            {"questions_asked": values},
            action=EditionAction.CHANGE_PAGE,
            version=form.cleaned_data["version"],
            at=timezone.now(),
            by=request.user,
        )

    return _save_rows(request, event, "questions_asked", form, rows, change)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def categories(request: SignedInRequest, event: Event) -> HttpResponse:
    form = SettingsForm(request.POST or None, event=event)
    initial = [CategoryForm.saved(category, event) for category in event.categories.all()]
    rows = CategoryFormSet(request.POST or None, initial=initial, form_kwargs={"event": event})
    if request.method != "POST" or not (form.is_valid() and rows.is_valid()):
        return _rows_page(request, event, "categories", form, rows)
    wanted: list[CategoryRow] = []
    for row in rows:
        if row.names() and not row.cleaned_data.get("is_removed"):
            key = row.cleaned_data["key"] or key_of(next(iter(row.names().values())), {one.key for one in wanted})
            wanted.append(
                CategoryRow(
                    key, row.names(), row.cleaned_data["colour"].lower(), row.cleaned_data["takes_applications"]
                )
            )

    def change() -> Event:
        version = form.cleaned_data["version"]
        return save_categories(event, wanted, version=version, at=timezone.now(), by=request.user)

    return _save_rows(request, event, "categories", form, rows, change)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def stages(request: SignedInRequest, event: Event) -> HttpResponse:
    form = SettingsForm(request.POST or None, event=event)
    rows = StageFormSet(request.POST or None, initial=[StageForm.saved(stage) for stage in event.stages.all()])
    if request.method != "POST" or not (form.is_valid() and rows.is_valid()):
        return _rows_page(request, event, "stages", form, rows)
    wanted: list[StageRow] = []
    for row in rows:
        if (name := row.cleaned_data.get("name")) and not row.cleaned_data.get("is_removed"):
            key = row.cleaned_data["key"] or key_of(name, {one.key for one in wanted})
            wanted.append(StageRow(key, name, row.cleaned_data["capacity"], row.changeover))

    def change() -> Event:
        version = form.cleaned_data["version"]
        return save_stages(event, wanted, version=version, at=timezone.now(), by=request.user)

    return _save_rows(request, event, "stages", form, rows, change)


def _save_rows(
    request: SignedInRequest, event: Event, name: str, form: SettingsForm, rows: Any, change: Any
) -> HttpResponse:
    try:
        done = save(form, change)
    except ChangedMeanwhile as changed:
        form.add_error(
            None,
            _(
                "Somebody else has saved the settings meanwhile. Look at them in another tab; saving again puts yours in their place."
            ),
        )
        form.data = {**form.data, "version": str(changed.version)}
        return _rows_page(request, event, name, form, rows)
    return saved(request, done, name) if done else _rows_page(request, event, name, form, rows)


def _rows_page(
    request: SignedInRequest, event: Event, name: str, form: SettingsForm, rows: Any, **more: Any
) -> HttpResponse:
    has_errors = bool(form.errors) or (rows.is_bound and not rows.is_valid())
    status = 422 if has_errors else 200
    return page(request, event, name, {"form": form, "rows": rows} | more, status=status)


def _typed_days(event: Event) -> list[dict[str, Any]]:
    found = []
    for hours in hours_of(event):
        opens, closes = hours.opens_at.astimezone(event.tz), hours.closes_at.astimezone(event.tz)
        found.append({"day": opens.date(), "opens": opens.time(), "closes": closes.time()})
    return found


def _seat_numbers(event: Event) -> dict[str, Any]:
    """The sizes there are, and which share of those for applicants is drawn."""
    sizes = {one.purpose: one.size for one in contingents_of(event)}
    drawn, curated = sizes.get("draw", 0), sizes.get("curated", 0)
    share = round(100 * drawn / (drawn + curated)) if drawn + curated else 90
    aside = {name: sizes.get(name, 0) for name in ("speakers", "press", "crew", "door")}
    return aside | {"drawn_share": share, "elsewhere": seats_elsewhere(event)}
