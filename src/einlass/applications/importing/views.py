"""The pages of an import: the file, its columns, what the check found, how far it is, how it went."""

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from einlass.applications.importing import progress
from einlass.applications.importing.actions import (
    amend_columns,
    columns_of,
    drop_import,
    map_again,
    map_columns,
    read_again,
    start_again,
    start_import,
    upload_sheet,
)
from einlass.applications.importing.errors import AlreadyImported, FormHasChanged, NotReady, SheetProblem
from einlass.applications.importing.forms import ColumnsForm, DamageForm, ReadingForm, TermsForm, UploadForm
from einlass.applications.importing.mapping import guess, targets
from einlass.applications.importing.queries import imports_of, kinds_of_problems, meant_before
from einlass.applications.importing.reading import letter_of
from einlass.applications.importing.undoing import NotUndoable, may_be_undone, undo_effect, undo_import
from einlass.applications.importing.wording import facts_in_words, why_not_read
from einlass.applications.loaders import get_import
from einlass.applications.models import ImportRun
from einlass.events.access import for_team
from einlass.events.models import Event, Role

UNPROCESSABLE: Final = 422
ON_A_PAGE: Final = 100


@for_team(Role.ORGANISER)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest, event: Event) -> HttpResponse:
    if request.method != "POST":
        return render(request, "applications/imports.html", {"form": UploadForm(), "runs": imports_of(event)})
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = upload_sheet(
                event,
                file,
                name=file.name,
                language=get_language() or "en",
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except SheetProblem as problem:
            form.add_error("file", why_not_read(problem))
        else:
            return redirect("applications:sheet", event.slug, run.code)
    context = {"form": form, "runs": imports_of(event)}
    return render(request, "applications/imports.html", context, status=UNPROCESSABLE)


@for_team(Role.ORGANISER)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """An import where it stands; a POST says what its columns are."""
    run = get_import(event, code)
    if request.method != "POST":
        return _sheet_page(request, run)
    form = _columns_form(request, run)
    if not form.is_valid():
        return _sheet_page(request, run, columns=form)
    try:
        map_columns(run, form.columns(), language=get_language() or "en", at=timezone.now())
    except AlreadyImported:
        _say_over(request)
    return redirect("applications:sheet", event.slug, code)


@for_team(Role.ORGANISER)
@require_POST
def sheet_reading(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """Says how the file is read: which sheet, which row of headings, which characters."""
    run = get_import(event, code)
    if not run.original:
        _say_over(request)
        return redirect("applications:sheet", event.slug, code)
    form = ReadingForm(run, request.POST)
    if form.is_valid():
        try:
            read_again(run, form.choices())
        except SheetProblem as problem:
            form.add_error(None, why_not_read(problem))
        except (AlreadyImported, NotReady):
            _say_over(request)
    if form.errors:
        return _sheet_page(request, run, reading=form)
    return redirect("applications:sheet", event.slug, code)


@for_team(Role.ORGANISER)
@require_POST
def sheet_repairs(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """Says what happens to damaged cells."""
    run = get_import(event, code)
    form = DamageForm(run, request.POST)
    if run.stage == "checked" and not form.is_valid():
        return _sheet_page(request, run, damage=form)
    return _amended(request, run, repairs=form.repairs() if form.is_valid() else {})


@for_team(Role.ORGANISER)
@require_POST
def sheet_left_out(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """Says which rows are left out: those ticked, all that are not right, or none any more."""
    run = get_import(event, code)
    chosen = columns_of(run)
    rows = {int(text) for text in request.POST.getlist("row") if text.isdecimal() and len(text) < 8}
    match request.POST.get("which"):
        case "wrong":
            return _amended(request, run, leaves_wrong_out=True)
        case "none":
            return _amended(request, run, leaves_wrong_out=False, left_out=[])
    return _amended(request, run, left_out=sorted(rows | set(chosen.left_out)))


@for_team(Role.ORGANISER)
@require_POST
def sheet_people(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """Says whether people with one mailbox are different people."""
    return _amended(request, get_import(event, code), are_different_people=request.POST.get("are_different") == "yes")


@for_team(Role.ORGANISER)
@require_POST
def import_undoing(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    try:
        effect = undo_import(get_import(event, code), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except NotUndoable:
        messages.warning(request, _("This import cannot be taken back any more."))
    else:
        text = ngettext(
            "The import is taken back: %(number)d application is removed.",
            "The import is taken back: %(number)d applications are removed.",
            effect.removed,
        )
        messages.success(request, text % {"number": effect.removed})
    return redirect("applications:sheet", event.slug, code)


@for_team(Role.ORGANISER)
@require_POST
def remapping(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    try:
        map_again(get_import(event, code))
    except AlreadyImported:
        _say_over(request)
    return redirect("applications:sheet", event.slug, code)


@for_team(Role.ORGANISER)
@require_POST
def importing(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    run = get_import(event, code)
    form = _terms_form(request, run)
    if run.stage == "checked" and not form.is_valid():
        return _sheet_page(request, run, terms=form)
    try:
        if not form.is_valid():
            raise NotReady(run)
        start_import(run, form.terms(), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except AlreadyImported:
        _say_over(request)
    except FormHasChanged:
        map_columns(run, columns_of(run), language=run.language, at=timezone.now())
        messages.warning(request, _("The form was changed after the check, so everything is checked once more."))
    except NotReady:
        messages.error(request, _("Not everything is right yet, so nothing was imported."))
    return redirect("applications:sheet", event.slug, code)


@for_team(Role.ORGANISER)
@require_POST
def retrial(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    try:
        start_again(get_import(event, code), at=timezone.now())
    except (AlreadyImported, NotReady):
        messages.warning(request, _("It goes on by itself; there is nothing to start again."))
    return redirect("applications:sheet", event.slug, code)


@for_team(Role.ORGANISER)
@require_POST
def sheet_removal(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    try:
        drop_import(get_import(event, code), at=timezone.now())
    except AlreadyImported:
        _say_over(request)
    else:
        messages.success(request, _("The file is removed. Nothing was imported."))
    return redirect("applications:imports", event.slug)


def _say_over(request: HttpRequest) -> None:
    messages.warning(request, _("This file is imported or removed already."))


def _amended(request: HttpRequest, run: ImportRun, **amended: object) -> HttpResponse:
    try:
        amend_columns(run, at=timezone.now(), **amended)
    except (AlreadyImported, NotReady):
        _say_over(request)
    return redirect("applications:sheet", run.event.slug, run.code)


def _sheet_page(request: HttpRequest, run: ImportRun, **sent: Form) -> HttpResponse:
    """sent: the form that was sent and is not right: columns, reading, damage or terms."""
    now, stage = timezone.now(), "mapping" if sent.keys() & {"columns", "reading"} else run.stage
    context = {
        "run": run,
        "stage": stage,
        "facts": facts_in_words(run.facts),
        "is_working": stage in {"checking", "importing"},
        "is_silent": progress.is_silent(run, now),
        "done": progress.written(run)[0] if stage == "importing" else run.progress,
    }
    if stage == "mapping":
        context |= {"form": sent.get("columns") or _columns_form(request, run, sent), "table": _table(run)}
        context["reading"] = sent.get("reading") or (ReadingForm(run) if run.original else None)
    if stage == "checked":
        context |= _found(request, run) | {
            "terms": sent.get("terms") or _terms_form(request, run, sent),
            "damage": sent.get("damage") or DamageForm(run),
            "chosen": columns_of(run),
            "is_after_close": now >= run.event.applications_close_at,
        }
    if stage == "imported" and may_be_undone(run, now):
        context["undoing"] = undo_effect(run)
    return render(request, "applications/sheet.html", context, status=UNPROCESSABLE if sent else 200)


def _columns_form(request: HttpRequest, run: ImportRun, sent: Mapping[str, Form] | None = None) -> ColumnsForm:
    """sent: another form of the page that was sent; then this one was not."""
    sample = [cells for _number, cells in run.sample]
    before = meant_before(run.event, without=run)
    guessed = guess(run.headings, targets(run.event.questions.all()), before=before, sample=sample)
    is_sent = request.method == "POST" and not sent
    return ColumnsForm(run, request.POST if is_sent else None, guessed=guessed)


def _terms_form(request: HttpRequest, run: ImportRun, sent: Mapping[str, Form] | None = None) -> TermsForm:
    return TermsForm(
        request.POST if request.method == "POST" and not sent else None,
        has_changes=bool(run.found.get("changed")),
        may_ask=timezone.now() < run.event.draw_at,
    )


def _table(run: ImportRun) -> dict[str, object]:
    """The first rows, with their numbers and the columns' letters."""
    width = len(run.headings)
    return {
        "letters": [letter_of(position) for position in range(width)],
        "rows": [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in run.sample],
    }


def _found(request: HttpRequest, run: ImportRun) -> dict[str, object]:
    names = {target.key: target.label for target in targets(run.event.questions.all())}
    used = columns_of(run).used
    problems = run.found["problems"]
    last = max(1, -(-len(problems) // ON_A_PAGE))
    text = request.GET.get("page", "")
    page = min(max(int(text) if text.isdecimal() and len(text) < 6 else 1, 1), last)
    return {
        "found": run.found,
        "kinds": kinds_of_problems(run),
        "problems": problems[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        "page": page,
        "last": last,
        "changes": [
            (row, code, ", ".join(str(names.get(key, key)) for key in keys))
            for row, code, keys in run.found["changes"][:ON_A_PAGE]
        ],
        "left_out": [
            f"{letter_of(position)} {heading}".strip()
            for position, heading in enumerate(run.headings)
            if position not in used
        ],
        "has_shared_mailboxes": any(problem["kind"] == "twice" for problem in problems),
    }
