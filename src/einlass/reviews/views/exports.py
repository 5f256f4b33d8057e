"""The applications that the filters show, as a file."""

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import FileResponse, HttpRequest, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.applications.queries import attributes_among
from einlass.applications.sight import SEES_ALL
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.reviews import export
from einlass.reviews.actions import record_export
from einlass.reviews.export import as_csv, as_xlsx, table
from einlass.reviews.filters import filters_of, read
from einlass.reviews.forms import ExportForm
from einlass.reviews.ordering import Order, ordered
from einlass.reviews.queries import matching
from einlass.reviews.saved_views import columns_kept, views_for

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_team(Role.ORGANISER)
@require_POST
def exports(request: HttpRequest, event: Event) -> HttpResponseBase:
    form = ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose CSV or Excel."))
        return redirect("applications:inbox", event.slug)
    kind, now = form.cleaned_data["kind"], timezone.now()
    query = QueryDict(form.cleaned_data["query"])
    questions, categories, tags = list(event.questions.all()), list(event.categories.all()), list(event.tags.all())
    wanted = read(query, filters_of(categories, attributes_among(questions), tags, SEES_ALL), SEES_ALL).wanted
    found = matching(event, wanted)
    number = found.count()
    if kind == ExportForm.XLSX and number > export.MOST_ROWS_AS_XLSX:
        text = _("An Excel file has at most %(most)s rows here, because more take too long. CSV starts at once.")
        messages.error(request, text % {"most": intcomma(export.MOST_ROWS_AS_XLSX)})
        return redirect(reverse("applications:inbox", args=[event.slug]) + f"?{query.urlencode()}")
    record_export(event, kind, wanted, number=number, by=request.user, at=now)  # type: ignore[arg-type]
    in_order = ordered(found, Order.read(query.get("sort", ""), SEES_ALL))
    keys = None
    if form.cleaned_data["columns"] != ExportForm.ALL:
        keys = columns_kept(query.get("columns", ""), views_for(event, request.user), request.user)
    language = get_language() or "en"
    rows = table(event, in_order, keys, language=language)
    name = f"{event.slug}-{timezone.localtime(now):%Y-%m-%d-%H%M}.{kind}"
    if kind == ExportForm.XLSX:
        return FileResponse(as_xlsx(rows), as_attachment=True, filename=name, content_type=SHEET)
    return StreamingHttpResponse(
        as_csv(rows, language=language),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
