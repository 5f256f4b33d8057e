"""Columns and views: how somebody looks at the list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from einlass.applications.sight import sight_of
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.reviews.columns import chosen_columns, columns_of
from einlass.reviews.errors import TooManyViews, ViewNameIsTaken
from einlass.reviews.forms import ViewForm
from einlass.reviews.loaders import get_own_view
from einlass.reviews.saved_views import change_view, columns_kept, delete_view, keep_columns, keep_view, views_for

UNPROCESSABLE = 422


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_POST
def columns(request: HttpRequest, event: Event) -> HttpResponse:
    """Keep which columns the list has, in the order of their numbers; 'usual' goes back to the usual ones."""
    known = columns_of(event, list(event.questions.all()), [], sight_of(request, event))
    chosen = [key for key in request.POST.getlist("column") if key in known]
    places = {key: place for place, key in enumerate(chosen)}
    chosen.sort(key=lambda key: (_number(request.POST.get(f"place_{key}", "")), places[key]))
    keep_columns(event, request.user, [] if "usual" in request.POST else chosen)  # type: ignore[arg-type]
    # Columns in the address would win over those just chosen.
    query = QueryDict(request.POST.get("query", "")[:2000], mutable=True)
    query.pop("columns", None)
    query.pop("view", None)
    return _to_list(event, query.urlencode())


@for_team(Role.ORGANISER, Role.REVIEWER, looking=[Role.VIEWER])
@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: HttpRequest, event: Event) -> HttpResponse:
    """The views kept; a POST keeps the list as it is looked at under a name."""
    kept = views_for(event, request.user)
    query = request.POST.get("query", request.GET.urlencode())
    form = ViewForm(request.POST if request.method == "POST" else None, initial={"query": query})
    if form.is_bound and form.is_valid():
        clean = form.cleaned_data
        known = columns_of(event, list(event.questions.all()), [], sight_of(request, event))
        keys = columns_kept(QueryDict(clean["query"]).get("columns", ""), kept, request.user)
        try:
            view = keep_view(
                event,
                request.user,  # type: ignore[arg-type]
                name=clean["name"],
                query=clean["query"],
                columns=[one.key for one in chosen_columns(known, keys)],
                is_shared=clean["is_shared"],
                at=timezone.now(),
            )
        except TooManyViews as error:
            form.add_error(
                "name", _("You keep %(most)d views already. Please delete one first.") % {"most": error.most}
            )
        else:
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
            return _to_list(event, f"{view.query}&view={view.code}")
    context = {"form": form, "views": [one for one in kept if one.name], "query": query}
    return render(request, "reviews/views.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_http_methods(["GET", "HEAD", "POST"])
def saved_view(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    view = get_own_view(event, request.user, code)
    initial = {"name": view.name, "is_shared": view.is_shared}
    form = ViewForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        name, is_shared = form.cleaned_data["name"], form.cleaned_data["is_shared"]
        try:
            change_view(view, name=name, is_shared=is_shared, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
        except ViewNameIsTaken:
            form.add_error("name", _("You have a view of this name already."))
        else:
            return redirect("applications:views", event.slug)
    context = {"form": form, "view": view}
    return render(request, "reviews/view.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_POST
def view_deletion(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    view = get_own_view(event, request.user, code)
    delete_view(view, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect("applications:views", event.slug)


def _to_list(event: Event, query: str) -> HttpResponse:
    return redirect(reverse("applications:inbox", args=[event.slug]) + (f"?{query}" if query else ""))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 999
