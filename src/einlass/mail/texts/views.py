"""The words of each mail of the event: the list, editing with a preview, a test mail, the way back to the default."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.mail.catalogue import MailKind
from einlass.mail.models import MailText, Message
from einlass.mail.outbox.previews import HTML_POLICY, Unreadable, preview_of
from einlass.mail.texts import actions
from einlass.mail.texts.defaults import MailDefault, default_of
from einlass.mail.texts.differences import difference
from einlass.mail.texts.explanations import condition_in_words, placeholder_in_words
from einlass.mail.texts.forms import PersonForm, TextForm
from einlass.mail.texts.loaders import get_kind
from einlass.mail.texts.queries import (
    editable_kinds,
    facts_for,
    fits,
    has_new_default,
    links_left_out,
    people_for,
    states,
    text_of,
)
from einlass.mail.texts.writing import EDITED
from einlass.web.versions import ChangedMeanwhile, Conflict, conflict_between


@require_safe
@for_team(Role.ORGANISER)
def texts(request: HttpRequest, event: Event) -> HttpResponse:
    by_template = states(event)
    rows = [
        {
            "kind": kind,
            "room": kind.template.partition("/")[0],
            "mail": kind.template.partition("/")[2],
            "states": found,
        }
        for kind in editable_kinds()
        if (found := by_template[kind.template])
    ]
    return render(request, "mail/texts/texts.html", {"rows": rows})


@for_team(Role.ORGANISER)
def text(request: HttpRequest, event: Event, room: str, mail: str, language: str) -> HttpResponse:
    kind = get_kind(event, room, mail, language)
    default = default_of(kind.template, language)
    row = text_of(event, kind.template, language)
    form = TextForm(
        request.POST if request.method == "POST" else None, default=default, initial=_initial(row, default)
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.edit_text(
                event,
                kind.template,
                language,
                subject=typed["subject"],
                text=typed["text"],
                version=typed["version"],
                at=timezone.now(),
                by=request.user,  # type: ignore[arg-type]
            )
        except ChangedMeanwhile as refusal:
            saved = TextForm(default=default, initial=_initial(text_of(event, kind.template, language), default))
            conflict = conflict_between(form, saved, refusal.version)
            return _text(request, event, kind, language, form, row, conflict=conflict)
        messages.success(request, _("Saved. Every mail of this kind is written like this from now on."))
        return redirect("mailroom:text", event.slug, room, mail, language)
    return _text(request, event, kind, language, form, row)


@xframe_options_sameorigin
@for_team(Role.ORGANISER)
def text_preview(request: HttpRequest, event: Event, room: str, mail: str, language: str) -> HttpResponse:
    """The mail in a frame: by GET as it is written now, by POST as it would be with what was typed."""
    kind = get_kind(event, room, mail, language)
    default = default_of(kind.template, language)
    form = TextForm(request.POST, default=default) if request.method == "POST" else None
    if form is not None and not form.is_valid():
        return _flaws(request, {"form": form})
    people = PersonForm(request.POST or request.GET, people=people_for(event, kind.template))
    facts = facts_for(event, people.chosen)
    # The default too is written as an edited text: where no mail has said a value yet, its placeholder stands there.
    words = form.cleaned_data if form is not None else _initial(text_of(event, kind.template, language), default)
    facts[EDITED] = {"subject": words["subject"], "text": words["text"]}
    preview = preview_of(Message(event=event, template=kind.template, language=language, context=facts))
    if isinstance(preview, Unreadable):
        return _flaws(request, {"error": preview.error})
    return HttpResponse(preview.html, headers={"Content-Security-Policy": HTML_POLICY})


def _flaws(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """Why there is no preview, in its frame."""
    response = render(request, "mail/texts/preview_flaws.html", context, status=422)
    response.headers["Content-Security-Policy"] = HTML_POLICY
    return response


@require_POST
@for_team(Role.ORGANISER)
def text_test(request: HttpRequest, event: Event, room: str, mail: str, language: str) -> HttpResponse:
    """A mail with what was typed to whoever types."""
    kind = get_kind(event, room, mail, language)
    form = TextForm(request.POST, default=default_of(kind.template, language))
    if form.is_valid():
        actions.send_test(
            event,
            kind.template,
            language,
            subject=form.cleaned_data["subject"],
            text=form.cleaned_data["text"],
            like=PersonForm(request.POST, people=people_for(event, kind.template)).chosen,
            at=timezone.now(),
            by=request.user,  # type: ignore[arg-type]
        )
        words = _("A test mail is on its way to %(address)s. The text itself is not saved yet.")
        messages.success(request, words % {"address": request.user.email})  # type: ignore[union-attr]
    return _text(request, event, kind, language, form, text_of(event, kind.template, language))


@require_POST
@for_team(Role.ORGANISER)
def text_default(request: HttpRequest, event: Event, room: str, mail: str, language: str) -> HttpResponse:
    """Back to the default."""
    return _switch(request, event, room, mail, language, to_default=True)


@require_POST
@for_team(Role.ORGANISER)
def text_again(request: HttpRequest, event: Event, room: str, mail: str, language: str) -> HttpResponse:
    """The team's own text once more, after the default was taken."""
    return _switch(request, event, room, mail, language, to_default=False)


def _switch(
    request: HttpRequest, event: Event, room: str, mail: str, language: str, *, to_default: bool
) -> HttpResponse:
    kind = get_kind(event, room, mail, language)
    seen = request.POST.get("version", "")
    change = actions.use_default if to_default else actions.use_again
    try:
        change(
            event,
            kind.template,
            language,
            version=int(seen) if seen.isdecimal() else 0,
            at=timezone.now(),
            by=request.user,  # type: ignore[arg-type]
        )
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else has changed this mail meanwhile. Look at it as it is now."))
    else:
        words = (
            _("This mail is the default again. Your own text is kept.")
            if to_default
            else _("Your own text is used again.")
        )
        messages.success(request, words)
    return redirect("mailroom:text", event.slug, room, mail, language)


def _text(
    request: HttpRequest,
    event: Event,
    kind: MailKind,
    language: str,
    form: TextForm,
    row: MailText | None,
    *,
    conflict: Conflict | None = None,
) -> HttpResponse:
    room, _slash, mail = kind.template.partition("/")
    default = form.default
    own = row if row and row.is_used else None
    people = people_for(event, kind.template)
    is_typed = form.is_bound and form.is_valid()
    context = {
        "kind": kind,
        "room": room,
        "mail": mail,
        "language": language,
        "languages": event.languages,
        "form": form,
        "row": row,
        "is_edited": own is not None,
        "is_broken": own is not None and not fits(own.subject, own.text, default),
        "new_default": _new_default(own, default),
        "difference": difference(_whole(default.subject, default.text), _whole(own.subject, own.text)) if own else [],
        "links_left_out": links_left_out(form.cleaned_data["subject"], form.cleaned_data["text"], default)
        if is_typed
        else _left_out(own, default),
        "placeholders": [(name, placeholder_in_words(name)) for name in default.values],
        "conditions": [(name, condition_in_words(name)) for name in default.conditions],
        "people": PersonForm(request.POST if form.is_bound else None, people=people) if people else None,
        "has_own_samples": any(message.template == kind.template for message in people),
        "conflict": conflict,
    }
    status = 409 if conflict else 422 if form.errors else 200
    response = render(request, "mail/texts/text.html", context, status=status)
    response.csp = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response


def _initial(row: MailText | None, default: MailDefault) -> dict[str, object]:
    own = row if row and row.is_used else None
    return {
        "version": row.version if row else 0,
        "subject": own.subject if own else default.subject,
        "text": own.text if own else default.text,
    }


def _new_default(own: MailText | None, default: MailDefault) -> list[object]:
    """How the default differs from the one that the team's text was made from."""
    if own is None or not has_new_default(own, default):
        return []
    return list(difference(_whole(own.default_subject, own.default_text), _whole(default.subject, default.text)))


def _left_out(own: MailText | None, default: MailDefault) -> list[str]:
    if own is None or not fits(own.subject, own.text, default):
        return []
    return links_left_out(own.subject, own.text, default)


def _whole(subject: str, text: str) -> str:
    return f"{subject}\n\n{text}"
