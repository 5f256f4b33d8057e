"""The list of mails, a mail's own page, and what can be done with it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.mail.addresses.actions import release_address
from einlass.mail.addresses.queries import marked
from einlass.mail.catalogue import title_of
from einlass.mail.models import Problem
from einlass.mail.outbox.actions import hold_back, send_all_again, send_message_again
from einlass.mail.outbox.errors import HasGoneOut, IsWaiting, MailRefusal
from einlass.mail.outbox.forms import MessageSearch
from einlass.mail.outbox.loaders import get_message_for_team
from einlass.mail.outbox.previews import HTML_POLICY, Unreadable, preview_of
from einlass.mail.outbox.queries import can_send_all, reasons, search_messages, state_of, without_attachment

PER_PAGE = 50


@require_safe
@for_team(Role.ORGANISER)
def outbox(request: HttpRequest, event: Event) -> HttpResponse:
    search = MessageSearch(request.GET)
    page = Paginator(search_messages(event, **search.wanted), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"message": one, "title": title_of(one.template), "state": state_of(one)} for one in page]
    context = {
        "search": search,
        "is_searched": any(search.wanted.values()),
        "page": page,
        "rows": rows,
        "reasons": reasons(event),
        "without_attachment": without_attachment(event).count(),
        "per_mail_risk": Problem.UNKNOWN.value,
    }
    return render(request, "mail/outbox/outbox.html", context)


@require_safe
@for_team(Role.ORGANISER)
def message_page(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    message = get_message_for_team(event, code)
    state = state_of(message)
    context = {
        "message": message,
        "title": title_of(message.template),
        "state": state,
        "preview": preview_of(message),
        "mark": marked(message).first(),
        "deliveries": list(message.deliveries.all()),
    }
    response = render(request, "mail/outbox/message.html", context)
    response.csp = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response


@require_safe
@xframe_options_sameorigin
@for_team(Role.ORGANISER)
def message_html(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    preview = preview_of(get_message_for_team(event, code))
    if isinstance(preview, Unreadable) or not preview.html:
        raise Http404
    return HttpResponse(preview.html, headers={"Content-Security-Policy": HTML_POLICY})


@require_POST
@for_team(Role.ORGANISER)
def sending(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """One mail once more."""
    message = get_message_for_team(event, code)
    try:
        send_message_again(message, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
    except HasGoneOut:
        messages.error(request, _("This mail has gone out meanwhile, so it is not sent again."))
    except IsWaiting:
        messages.info(request, _("This mail is waiting to be sent already."))
    else:
        messages.success(request, _("The mail to %(address)s is on its way.") % {"address": message.to})
    return redirect("mailroom:message", event.slug, code)


@require_POST
@for_team(Role.ORGANISER)
def release(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """The address works after all: this mail goes out, and later ones do."""
    message = get_message_for_team(event, code)
    try:
        release_address(message, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
    except MailRefusal:
        messages.info(request, _("Somebody else has decided about this mail meanwhile."))
    else:
        messages.success(
            request, _("Mails go to %(address)s again, beginning with this one.") % {"address": message.to}
        )
    return redirect("mailroom:message", event.slug, code)


@require_POST
@for_team(Role.ORGANISER)
def sendings(request: HttpRequest, event: Event, problem: str) -> HttpResponse:
    """All mails that did not go out for one reason once more."""
    if not can_send_all(problem):
        raise Http404
    number = send_all_again(event, Problem(problem), at=timezone.now(), by=request.user)  # type: ignore[arg-type]
    text = ngettext("%(number)s mail is on its way.", "%(number)s mails are on their way.", number)
    messages.success(request, text % {"number": number})
    return redirect("mailroom:outbox", event.slug)


@require_POST
@for_team(Role.ORGANISER)
def holding(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """A mail that waits is not to go out."""
    message = get_message_for_team(event, code)
    try:
        hold_back(message, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
    except HasGoneOut:
        messages.error(request, _("It is too late: this mail has gone out, or is being sent right now."))
    else:
        messages.success(request, _("The mail is held back. You can send it at any time."))
    return redirect("mailroom:message", event.slug, code)
