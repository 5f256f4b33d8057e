"""Tags: the event's list of them, and putting them on applications."""

from django.contrib import messages
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from einlass.applications.models import Application
from einlass.applications.sight import sight_of
from einlass.events.access import for_team
from einlass.events.models import Event, Role, User
from einlass.reviews.choosing import chosen_applications
from einlass.reviews.errors import TagNameIsTaken, TooManyApplications, TooManyTags
from einlass.reviews.forms import TagForm, TaggingForm
from einlass.reviews.loaders import get_application_for_team, get_tag, moment_of, stamp_of
from einlass.reviews.models import Tag
from einlass.reviews.tagging import (
    change_tag,
    delete_tag,
    make_tag,
    put_on,
    tag_named,
    take_off,
    undo_tagging,
)
from einlass.reviews.undo import OfferedUndo, offer_undo
from einlass.reviews.views.inbox import may_decide

UNPROCESSABLE = 422


@for_team(Role.ORGANISER, Role.REVIEWER, looking=[Role.VIEWER])
@require_http_methods(["GET", "HEAD", "POST"])
def tags(request: HttpRequest, event: Event) -> HttpResponse:
    """The list; a POST by an organiser makes a tag."""
    form = TagForm(request.POST if request.method == "POST" and may_decide(request) else None)
    if form.is_bound and form.is_valid() and _saved(request, event, form, None):
        return redirect("applications:tags", event.slug)
    on = Count("taggings", filter=Q(taggings__removed_at=None))
    context = {
        "tags": list(Tag.objects.filter(event=event).annotate(number=on).order_by(Lower("name"))),
        "form": form,
        "may_change": may_decide(request),
    }
    return render(request, "reviews/tags.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_team(Role.ORGANISER)
@require_http_methods(["GET", "HEAD", "POST"])
def tag(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    one = get_tag(event, code)
    form = TagForm(
        request.POST if request.method == "POST" else None, initial={"name": one.name, "colour": one.colour}
    )
    if form.is_bound and form.is_valid() and _saved(request, event, form, one):
        return redirect("applications:tags", event.slug)
    number = one.taggings.filter(removed_at=None).count()
    context = {"tag": one, "form": form, "number": number}
    return render(request, "reviews/tag.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_team(Role.ORGANISER)
@require_POST
def tag_deletion(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    one = get_tag(event, code)
    delete_tag(one, at=timezone.now(), by=_user(request))
    messages.success(request, _("The tag “%(name)s” is gone.") % {"name": one.name})
    return redirect("applications:tags", event.slug)


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_POST
def taggings(request: HttpRequest, event: Event) -> HttpResponse:
    """Put a tag on many applications, or take it off them; the next page offers to undo that."""
    form = TaggingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose a tag, or type a new one."))
        return _back(request, event)
    now, clean = timezone.now(), form.cleaned_data
    chosen = chosen_applications(
        event, clean["which"], clean["query"], request.POST.getlist("code"), sight_of(request, event)
    )
    try:
        one = _tag_for(request, event, clean["tag"], is_removal=clean["tagging"] == TaggingForm.REMOVE)
        if one is None:
            messages.error(request, _("There is no tag “%(name)s”.") % {"name": clean["tag"]})
            return _back(request, event)
        change = take_off if clean["tagging"] == TaggingForm.REMOVE else put_on
        number = change(one, chosen, at=now, by=_user(request))
    except (TooManyTags, TooManyApplications) as error:
        messages.error(request, _too_many(error))
        return _back(request, event)
    if number:
        offered = OfferedUndo(stamp_of(now), number, one.code, one.name, change is take_off)
        offer_undo(request, event, offered)
    else:
        messages.warning(request, _("Nothing has changed: please tick applications for which it would."))
    return _back(request, event)


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_POST
def tagging_undoing(request: HttpRequest, event: Event, code: str, stamp: int) -> HttpResponse:
    number = undo_tagging(get_tag(event, code), moment_of(stamp), at=timezone.now(), by=_user(request))
    if number:
        text = ngettext("Undone for %(number)d application.", "Undone for %(number)d applications.", number)
        messages.success(request, text % {"number": number})
    else:
        messages.warning(request, _("There is nothing to undo: somebody has changed these tags since."))
    return _back(request, event)


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_POST
def own_tags(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """Put a tag on one application, or take one off."""
    application = get_application_for_team(event, code)
    this = Application.objects.filter(pk=application.pk)
    name, off = request.POST.get("tag", "").strip()[:40], request.POST.get("off", "")
    form = TaggingForm({"which": "ticked", "tagging": "add", "tag": name})
    if off:
        take_off(get_tag(event, off), this, at=timezone.now(), by=_user(request))
    elif form.is_valid():
        try:
            one = _tag_for(request, event, form.cleaned_data["tag"], is_removal=False)
        except TooManyTags as error:
            messages.error(request, _too_many(error))
        else:
            if one is None:
                messages.error(request, _("There is no tag “%(name)s”.") % {"name": name})
            else:
                put_on(one, this, at=timezone.now(), by=_user(request))
    else:
        messages.error(request, _("Please choose a tag, or type a new one."))
    query = request.GET.urlencode()
    address = reverse("applications:application", args=[event.slug, code])
    return redirect(f"{address}{f'?{query}' if query else ''}#tags")


def _tag_for(request: HttpRequest, event: Event, name: str, *, is_removal: bool) -> Tag | None:
    """The tag of that name; organisers make a new one by typing its name."""
    if may_decide(request) and not is_removal:
        return tag_named(event, name, at=timezone.now(), by=_user(request))
    return Tag.objects.filter(event=event, name__iexact=name).first()


def _saved(request: HttpRequest, event: Event, form: TagForm, one: Tag | None) -> bool:
    name, colour = form.cleaned_data["name"], form.cleaned_data["colour"]
    now, user = timezone.now(), _user(request)
    try:
        if one is None:
            make_tag(event, name, colour, at=now, by=user)
        else:
            change_tag(one, name=name, colour=colour, at=now, by=user)
    except TagNameIsTaken:
        form.add_error("name", _("There is a tag of this name already."))
    except TooManyTags as error:
        form.add_error("name", _too_many(error))
    return not form.errors


def _too_many(error: TooManyTags | TooManyApplications) -> str:
    if isinstance(error, TooManyTags):
        return _("An event has at most %(most)d tags. Please delete one first.") % {"most": error.most}
    return _("At most %(most)d applications are tagged in one go. Please set a filter more.") % {"most": error.most}


def _back(request: HttpRequest, event: Event) -> HttpResponse:
    query = request.POST.get("query", "")[:2000]
    return redirect(reverse("applications:inbox", args=[event.slug]) + (f"?{query}" if query else ""))


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
