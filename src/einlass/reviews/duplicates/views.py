"""Pages about people who may have applied twice."""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einlass.applications.errors import AnotherApplicationCounts
from einlass.applications.models import Application
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.reviews.duplicates import tasks
from einlass.reviews.duplicates.actions import keep_apart, put_together, take_apart
from einlass.reviews.duplicates.errors import HasASeat, NotApartAnyMore, NothingToUndo, WouldNotCount
from einlass.reviews.duplicates.forms import MergeForm
from einlass.reviews.duplicates.queries import Difference, differences, open_pairs
from einlass.reviews.loaders import get_merge, get_pair
from einlass.reviews.models import DuplicatePair, DuplicateSearch, Merge
from einlass.reviews.queries import with_current_verdict

ON_A_PAGE: Final = 25
UNPROCESSABLE: Final = 422


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
@require_http_methods(["GET", "HEAD", "POST"])
def duplicates(request: HttpRequest, event: Event) -> HttpResponse:
    """The pairs to look at; a POST has them searched now."""
    if request.method == "POST":
        tasks.find_duplicates.enqueue(event.pk)
        messages.success(request, _("All applications are being compared. Look again in a moment."))
        return redirect("applications:duplicates", event.slug)
    waiting = open_pairs(event)
    number = waiting.count()
    last = max(1, -(-number // ON_A_PAGE))
    text = request.GET.get("page", "")
    page = min(max(int(text) if text.isdecimal() and len(text) < 6 else 1, 1), last)
    shown = waiting.select_related("first__category", "second__category").order_by("reason", "pk")
    context = {
        "number": number,
        "page": page,
        "last": last,
        "pairs": shown[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        "search": DuplicateSearch.objects.filter(event=event).first(),
        "merges": Merge.objects.filter(event=event).select_related("kept", "merged", "merged_by")[:20],
        "apart": DuplicatePair.objects.filter(event=event, kept_apart_at__isnull=False).count(),
    }
    return render(request, "reviews/duplicates.html", context)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
@require_safe
def waiting_pairs(request: HttpRequest, event: Event) -> HttpResponse:
    """How many pairs nobody has decided about, for static/reviews/show-count.js."""
    return HttpResponse(str(open_pairs(event).count()), content_type="text/plain")


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """Both side by side; a POST puts them together."""
    shown = get_pair(event, number)
    rows = differences(shown)
    if request.method != "POST":
        return _pair_page(request, shown, rows, MergeForm(shown, rows))
    form = MergeForm(shown, rows, request.POST)
    if not form.is_valid():
        return _pair_page(request, shown, rows, form, status=UNPROCESSABLE)
    try:
        merge = put_together(
            shown,
            keep=form.kept_pk(),
            from_other=form.from_other(),
            tell=form.cleaned_data["tell"],
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except NotApartAnyMore as refusal:
        messages.warning(
            request, _("%(code)s is withdrawn or put together already.") % {"code": refusal.application.code}
        )
        return redirect("applications:duplicates", event.slug)
    except WouldNotCount:
        form.add_error(
            "keep", _("The address of this one is not confirmed, so nothing would count. Keep the other one.")
        )
    except HasASeat as refusal:
        form.add_error(
            "keep",
            _("%(code)s has an offer, a ticket or a place in a draw, so it has to stay. Keep that one.")
            % {"code": refusal.application.code},
        )
    else:
        messages.success(request, _("They are one application now."))
        return redirect("applications:merge", event.slug, merge.pk)
    return _pair_page(request, shown, rows, form, status=UNPROCESSABLE)


@for_team(Role.ORGANISER)
@require_POST
def keeping(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    keep_apart(get_pair(event, number), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("These are two people. They are not shown here again."))
    following = open_pairs(event).order_by("reason", "pk").first()
    if following is None:
        return redirect("applications:duplicates", event.slug)
    return redirect("applications:pair", event.slug, following.pk)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
@require_safe
def merge(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    shown = get_merge(event, number)
    return render(request, "reviews/merge.html", {"merge": shown})


@for_team(Role.ORGANISER)
@require_POST
def separation(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    try:
        is_restored = take_apart(get_merge(event, number), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except NothingToUndo:
        messages.warning(request, _("They are taken apart already."))
    except AnotherApplicationCounts as refusal:
        text = _("Another application with the same address counts by now: %(code)s. Look at that one first.")
        messages.error(request, text % {"code": refusal.existing.code})
    else:
        messages.success(request, _("Both applications stand again."))
        if not is_restored:
            messages.warning(
                request, _("The one that was kept has been changed since, so its answers stay as they are.")
            )
    return redirect("applications:merge", event.slug, number)


def _pair_page(
    request: HttpRequest, shown: DuplicatePair, rows: Sequence[Difference], form: MergeForm, *, status: int = 200
) -> HttpResponse:
    both = with_current_verdict(Application.objects.filter(pk__in=[shown.first_id, shown.second_id]))
    verdicts = {one.pk: one.verdict for one in both.only("pk")}  # type: ignore[attr-defined]
    is_open = shown.first.withdrawn_at is None and shown.second.withdrawn_at is None
    context = {
        "pair": shown,
        "sides": [
            ("first", shown.first, verdicts.get(shown.first_id)),
            ("second", shown.second, verdicts.get(shown.second_id)),
        ],
        "rows": [(row, form[f"of_{row.key}"] if row.is_other else None) for row in rows],
        "form": form,
        "is_open": is_open,
        "number": open_pairs(shown.event).count(),
    }
    return render(request, "reviews/pair.html", context, status=status)
