"""The page of the audit trail, its check, and the file."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einlass.events import audit
from einlass.events.access import for_team
from einlass.events.models import AuditEntry, Event, Role
from einlass.reviews.export import as_csv
from einlass.setup.audit_trail.actions import record_handing_out
from einlass.setup.audit_trail.export import table
from einlass.setup.audit_trail.forms import FilterForm, HeadForm
from einlass.setup.audit_trail.queries import lines, matching_entries
from einlass.setup.signed_in import SignedInRequest

PER_PAGE = 50


@for_team(Role.ORGANISER)
@require_safe
def trail(request: HttpRequest, event: Event) -> HttpResponse:
    form = FilterForm(request.GET or None, event=event)
    is_valid = form.is_bound and form.is_valid()
    entries = matching_entries(event, form.wanted) if is_valid else AuditEntry.objects.none()
    if not form.is_bound:
        entries = AuditEntry.objects.filter(event=event).order_by("-pk")
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": lines(event, list(page), request.roles),  # type: ignore[attr-defined]
        "is_filtered": is_valid and any(form.cleaned_data.values()),
    }
    return render(request, "setup/audit_trail/trail.html", context, status=422 if form.errors else 200)


@for_team(Role.ORGANISER)
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest, event: Event) -> HttpResponse:
    form = HeadForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        # Read before the chain, so that it says nothing of entries that were not checked.
        head = audit.head(event)
        unsealed = AuditEntry.objects.filter(event=event, position=None).count()
        breaks = audit.breaks(event, since=form.cleaned_data["since"])
        context |= {"head": head, "unsealed": unsealed, "breaks": breaks, "checked_at": timezone.now()}
    return render(request, "setup/audit_trail/verification.html", context, status=422 if form.errors else 200)


@for_team(Role.ORGANISER)
@require_POST
def trail_file(request: SignedInRequest, event: Event) -> HttpResponseBase:
    form = FilterForm(request.POST, event=event)
    if not form.is_valid():
        names = {name: request.POST.get(name, "") for name in form.fields}
        return redirect(reverse("setup:audit_trail", args=[event.slug]) + "?" + urlencode(names))
    now = timezone.now()
    newest = AuditEntry.objects.filter(event=event).order_by("-pk").values_list("pk", flat=True).first() or 0
    # Up to what was there as it was asked for: that it is handed out is an entry as well.
    entries = matching_entries(event, form.wanted).filter(pk__lte=newest)
    record_handing_out(event, form.wanted, number=entries.count(), at=now, by=request.user)
    language = get_language() or "en"
    rows = table(event, entries, request.roles, language=language)  # type: ignore[attr-defined]
    name = f"{event.slug}-audit-{timezone.localtime(now):%Y-%m-%d-%H%M}.csv"
    return StreamingHttpResponse(
        as_csv(rows, language=language),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
