"""A list of guests: pasted or uploaded, checked row by row, shown once more, then all of it named at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.admission.errors import AdmissionError
from einlass.admission.forms.guests import GuestListForm
from einlass.admission.guest_lists import (
    MOST_ROWS,
    GuestList,
    NoAddresses,
    NoNames,
    TooManyGuests,
    as_text,
    compare,
    read_guests,
    read_rows,
)
from einlass.admission.views.guest_desks import Desk
from einlass.admission.views.guests import hand_out, say_named
from einlass.admission.wording import words
from einlass.applications.importing.errors import SheetProblem
from einlass.applications.importing.wording import why_not_read

UNPROCESSABLE = 422
ON_A_PAGE = 100


def guest_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The form; what was sent is checked, and named only when it comes a second time, from the page that shows it."""
    if request.method != "POST":
        return render(request, "admission/guest_list.html", {"desk": desk, "form": desk.list_form()})
    form = desk.list_form(request.POST, request.FILES)
    found = _checked(desk, form)
    if found is None or found.problems:
        return _again(request, desk, form, found)
    if not found.new or "is_seen" not in request.POST:
        return _preview(request, desk, form, found)
    try:
        number = hand_out(desk, found.new, form.cleaned_data)
    except AdmissionError as refusal:
        form.add_error(None, words(refusal))
        return _again(request, desk, form, found)
    say_named(request, desk, number)
    return redirect(desk.home)


def _checked(desk: Desk, form: GuestListForm) -> GuestList | None:
    """None, and the reason on the form, where there is no list to be checked."""
    if not form.is_valid():
        return None
    try:
        read = read_rows(form.opened())
        found = read_guests(desk.event, read.rows)
        found.hidden = read.hidden
    except SheetProblem as problem:
        form.add_error(None, why_not_read(problem))
    except NoAddresses:
        form.add_error(
            None,
            _("There is no column with e-mail addresses. Each guest gets a mail, so names alone are not enough."),
        )
    except NoNames:
        form.add_error(None, _("There is no column with names. Please add one, with “Name” above it."))
    except TooManyGuests:
        form.add_error(None, _("This list has more than %(number)d rows.") % {"number": MOST_ROWS})
    else:
        compare(desk.contingent, found, at=timezone.now())
        return found
    return None


def _again(request: HttpRequest, desk: Desk, form: GuestListForm, found: GuestList | None) -> HttpResponse:
    problems = found.problems if found else []
    if problems:
        text = ngettext(
            "%(number)s cell of the list is not right yet. Nothing was written.",
            "%(number)s cells of the list are not right yet. Nothing was written.",
            len(problems),
        )
        form.add_error(None, text % {"number": len(problems)})
    context = {"desk": desk, "form": form, "problems": problems[:ON_A_PAGE], "more": len(problems[ON_A_PAGE:])}
    return render(request, "admission/guest_list.html", context, status=UNPROCESSABLE)


def _preview(request: HttpRequest, desk: Desk, form: GuestListForm, found: GuestList) -> HttpResponse:
    new = found.new
    lacking = max(len(new) - desk.contingent.free, 0)
    context = {
        "desk": desk,
        "new": new,
        "known": found.known,
        "found": found,
        "free": desk.contingent.free,
        "lacking": lacking,
        "category": form.cleaned_data.get("category"),
        "text": as_text([*new, *found.known]),
    }
    return render(request, "admission/guest_list_preview.html", context, status=UNPROCESSABLE if lacking else 200)
