"""The pages of an import: the file, its columns, what the check found, how far it is, how it went."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from einlass.applications.importing import progress
from einlass.applications.importing.actions import (
    columns_of,
    drop_import,
    facts_in_words,
    map_again,
    map_columns,
    start_again,
    start_import,
    upload_sheet,
)
from einlass.applications.importing.errors import AlreadyImported, FormHasChanged, NotReady, SheetProblem
from einlass.applications.importing.forms import ColumnsForm, TermsForm, UploadForm
from einlass.applications.importing.mapping import guess, targets
from einlass.applications.importing.queries import imports_of, kinds_of_problems, meant_before
from einlass.applications.importing.reading import letter_of
from einlass.applications.importing.wording import why_not_read
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


def _sheet_page(
    request: HttpRequest, run: ImportRun, *, columns: ColumnsForm | None = None, terms: TermsForm | None = None
) -> HttpResponse:
    now, stage = timezone.now(), "mapping" if columns is not None else run.stage
    context = {
        "run": run,
        "stage": stage,
        "facts": facts_in_words(run.facts),
        "is_working": stage in {"checking", "importing"},
        "is_silent": progress.is_silent(run, now),
        "done": progress.written(run)[0] if stage == "importing" else run.progress,
    }
    if stage == "mapping":
        context |= {"form": columns or _columns_form(request, run), "table": _table(run)}
    if stage == "checked":
        context |= _found(request, run) | {
            "terms": terms or _terms_form(request, run),
            "is_after_close": now >= run.event.applications_close_at,
        }
    status = UNPROCESSABLE if columns is not None or terms is not None else 200
    return render(request, "applications/sheet.html", context, status=status)


def _columns_form(request: HttpRequest, run: ImportRun) -> ColumnsForm:
    before = meant_before(run.event, without=run)
    guessed = guess(run.headings, targets(run.event.questions.all()), before=before)
    return ColumnsForm(run, request.POST if request.method == "POST" else None, guessed=guessed)


def _terms_form(request: HttpRequest, run: ImportRun) -> TermsForm:
    return TermsForm(
        request.POST if request.method == "POST" else None,
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
    used = set((run.mapping or {}).get("columns", {}).values())
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
    }
