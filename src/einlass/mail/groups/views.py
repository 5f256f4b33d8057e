"""Messages to groups: the list, writing one, trying it, and sending it."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.mail.catalogue import GROUP_MESSAGE
from einlass.mail.groups import actions
from einlass.mail.groups.error_messages import refusal_in_words
from einlass.mail.groups.errors import GroupMessageRefusal
from einlass.mail.groups.forms import GroupMessageForm, LanguageForm, SendingForm
from einlass.mail.groups.loaders import get_group_message
from einlass.mail.groups.queries import messages_to_groups, progress_of, receivers_of, still_to_go
from einlass.mail.groups.registry import groups_of
from einlass.mail.models import GroupMessage, Message
from einlass.mail.outbox.previews import HTML_POLICY, Unreadable, preview_of
from einlass.mail.texts.writing import EDITED
from einlass.web.templatetags.web import moment
from einlass.web.versions import ChangedMeanwhile, Conflict, conflict_between

PER_PAGE: Final = 50
MOST_LISTED: Final = 500
STATES: Final = {
    "draft": gettext_lazy("Draft"),
    "waiting": gettext_lazy("Waiting, can be taken back"),
    "sending": gettext_lazy("Being sent"),
    "sent": gettext_lazy("Sent"),
    "stopped": gettext_lazy("Stopped"),
}
TONES: Final = {"waiting": "wait", "sending": "brand", "sent": "good", "stopped": "bad"}


@require_safe
@for_team(Role.ORGANISER)
def group_messages(request: HttpRequest, event: Event) -> HttpResponse:
    page = Paginator(messages_to_groups(event), PER_PAGE).get_page(request.GET.get("page"))
    known = groups_of(event)
    rows = [
        {"message": one, "title": _title(one), "state": _state(one), "groups": _labels(known, one.groups)}
        for one in page
    ]
    return render(request, "mail/groups/messages.html", {"rows": rows, "page": page})


@for_team(Role.ORGANISER)
def new_message(request: HttpRequest, event: Event) -> HttpResponse:
    form = GroupMessageForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        message = actions.write_message(event, form.draft, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Saved. Nothing is sent until you say so."))
        return redirect("mailroom:group_message", event.slug, message.code)
    context = {"form": form, "languages": _languages(event)}
    return _framed(render(request, "mail/groups/draft.html", context, status=422 if form.errors else 200))


@for_team(Role.ORGANISER)
def group_message(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """A draft to work on, or what became of it."""
    message = get_group_message(event, code)
    if request.method != "POST":
        return _draft(request, message) if message.is_draft else _sent(request, message)
    form = GroupMessageForm(request.POST, event=event, message=message)
    if not form.is_valid():
        return _draft(request, message, form)
    try:
        actions.edit_message(
            message,
            form.draft,
            version=form.cleaned_data["version"],
            at=timezone.now(),
            by=request.user,  # type: ignore[arg-type]
        )
    except ChangedMeanwhile as refusal:
        saved = GroupMessageForm(event=event, message=get_group_message(event, code))
        return _draft(request, message, form, conflict=conflict_between(form, saved, refusal.version))
    except GroupMessageRefusal as refusal:
        messages.error(request, refusal_in_words(refusal))
    else:
        messages.success(request, _("Saved. Nothing is sent until you say so."))
    return redirect("mailroom:group_message", event.slug, code)


@require_POST
@for_team(Role.ORGANISER)
def receivers(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """Who would get what is typed, saved or not."""
    message = get_group_message(event, code)
    form = GroupMessageForm(request.POST, event=event, message=message)
    if not request.htmx:  # type: ignore[attr-defined]
        return _draft(request, message, form)
    response = render(request, "mail/groups/_receivers.html", _receivers(message, form))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
@xframe_options_sameorigin
@for_team(Role.ORGANISER)
def preview(request: HttpRequest, event: Event) -> HttpResponse:
    """What is typed as a mail, in a frame, for whoever types it."""
    form = GroupMessageForm(request.POST, event=event)
    if not form.is_valid():
        return render(request, "mail/texts/preview_flaws.html", {"form": form}, status=422)
    language = LanguageForm(request.POST, event=event).chosen
    words = form.words(language)
    if not words["text"].strip():
        error = _("There is no text in this language yet.")
        return render(request, "mail/texts/preview_flaws.html", {"error": error}, status=422)
    facts = actions.facts_for(event, str(request.user)) | {EDITED: words, "is_sample": True}
    shown = preview_of(Message(event=event, template=GROUP_MESSAGE, language=language, context=facts))
    if isinstance(shown, Unreadable):
        return render(request, "mail/texts/preview_flaws.html", {"error": shown.error}, status=422)
    return HttpResponse(shown.html, headers={"Content-Security-Policy": HTML_POLICY})


@require_POST
@for_team(Role.ORGANISER)
def test(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """A mail with what is typed to whoever types it."""
    message = get_group_message(event, code)
    form = GroupMessageForm(request.POST, event=event, message=message)
    if form.is_valid():
        language = LanguageForm(request.POST, event=event).chosen
        words = form.words(language)
        if words["text"].strip():
            actions.send_group_test(message, language, words, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
            said = _("A test mail is on its way to %(address)s. What you typed is not saved yet.")
            messages.success(request, said % {"address": request.user.email})  # type: ignore[union-attr]
        else:
            messages.error(request, _("There is no text in this language yet."))
    return _draft(request, message, form)


@require_POST
@for_team(Role.ORGANISER)
def sending(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """Let it go out."""
    message = get_group_message(event, code)
    form = SendingForm(request.POST)
    if not form.is_valid():
        return _draft(request, message, sending_form=form)
    try:
        send_at = actions.send_message(
            message,
            send_at=form.cleaned_data["send_at"],
            version=form.cleaned_data["version"],
            at=timezone.now(),
            by=request.user,  # type: ignore[arg-type]
        )
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else has changed this message meanwhile. Look at it as it is now."))
    except GroupMessageRefusal as refusal:
        messages.error(request, refusal_in_words(refusal))
    else:
        said = _("The first mail is written on %(moment)s. Until then you can take the message back.")
        messages.success(request, said % {"moment": moment(send_at)})
    return redirect("mailroom:group_message", event.slug, code)


@require_POST
@for_team(Role.ORGANISER)
def taking_back(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """A message that waits is a draft again."""
    said = _("Taken back. Nobody got it, and it is a draft again.")
    return _change(request, event, code, actions.take_message_back, said)


@require_POST
@for_team(Role.ORGANISER)
def going_on(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """A message that was stopped goes on."""
    said = _("It goes on. Everybody who has not got it yet gets it, and nobody twice.")
    return _change(request, event, code, actions.go_on_with_message, said)


@require_POST
@for_team(Role.ORGANISER)
def stop(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """No more mails of this message."""
    message = get_group_message(event, code)
    try:
        held = actions.stop_message(message, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
    except GroupMessageRefusal as refusal:
        messages.error(request, refusal_in_words(refusal))
    else:
        said = ngettext(
            "Stopped. %(number)s mail that was waiting is held back.",
            "Stopped. %(number)s mails that were waiting are held back.",
            held,
        )
        messages.success(request, said % {"number": held})
    return redirect("mailroom:group_message", event.slug, code)


def _change(request: HttpRequest, event: Event, code: str, action: Callable[..., None], said: str) -> HttpResponse:
    try:
        action(get_group_message(event, code), at=timezone.now(), by=request.user)
    except GroupMessageRefusal as refusal:
        messages.error(request, refusal_in_words(refusal))
    else:
        messages.success(request, said)
    return redirect("mailroom:group_message", event.slug, code)


def _draft(
    request: HttpRequest,
    message: GroupMessage,
    form: GroupMessageForm | None = None,
    *,
    sending_form: SendingForm | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    form = form or GroupMessageForm(event=message.event, message=message)
    context = {
        "message": message,
        "form": form,
        "sending_form": sending_form or SendingForm(initial={"version": message.version}),
        "languages": _languages(message.event),
        "conflict": conflict,
        **_receivers(message, form),
    }
    is_wrong = form.errors or (sending_form is not None and sending_form.errors)
    status = 409 if conflict else 422 if is_wrong else 200
    return _framed(render(request, "mail/groups/draft.html", context, status=status))


def _receivers(message: GroupMessage, form: GroupMessageForm) -> dict[str, Any]:
    """Those of what is typed, where that can be read, and else of what is saved."""
    if form.is_bound and form.is_valid():
        message.groups, message.excluded = form.draft.groups, form.draft.excluded
        message.languages = form.draft.languages
    found = receivers_of(message, at=timezone.now())
    return {
        "number": len(found.people),
        "people": found.people[:MOST_LISTED],
        "more": max(0, len(found.people) - MOST_LISTED),
        "dead": found.dead[:MOST_LISTED],
        "dead_number": len(found.dead),
    }


def _sent(request: HttpRequest, message: GroupMessage) -> HttpResponse:
    known = groups_of(message.event)
    context = {
        "message": message,
        "title": _title(message),
        "state": _state(message),
        "groups": _labels(known, message.groups),
        "excluded": _labels(known, message.excluded),
        "only": [name for one, name in _languages(message.event) if one in message.languages],
        "texts": [(name, message.texts[one]) for one, name in _languages(message.event) if one in message.texts],
        "progress": progress_of(message),
        "can_stop": message.state == "sending" or (message.state == "sent" and still_to_go(message).exists()),
        "can_go_on": message.state == "stopped" and message.finished_at is None,
        "expected": len(receivers_of(message, at=timezone.now())) if message.state == "waiting" else None,
    }
    return render(request, "mail/groups/message.html", context)


def _framed(response: HttpResponse) -> HttpResponse:
    response.csp = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response


def _title(message: GroupMessage) -> str:
    """The first subject there is."""
    ordered = [message.texts.get(one, {}) for one in message.event.languages]
    return next((words["subject"] for words in ordered if words.get("subject")), _("Without a subject"))


def _state(message: GroupMessage) -> dict[str, Any]:
    return {"label": STATES[message.state], "tone": TONES.get(message.state, "")}


def _labels(known: dict[str, Any], keys: list[str]) -> list[str]:
    return [str(known[key].label) for key in keys if key in known]


def _languages(event: Event) -> list[tuple[str, str]]:
    names = dict(settings.LANGUAGES)
    return [(one, str(names.get(one, one))) for one in event.languages]
