"""Applying, and what an applicant does by the link in the mail."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einlass.applications import limits
from einlass.applications.actions import (
    edit_application,
    leave_team,
    prove_address,
    send_link_again,
    submit_application,
    withdraw_application,
)
from einlass.applications.addresses import normalise_address
from einlass.applications.challenge import Solved, check, new_challenge
from einlass.applications.errors import (
    AlreadyErased,
    AlreadyWithdrawn,
    AnotherApplicationCounts,
    ApplicationsClosed,
    ChallengeFailed,
    CodeIsOver,
    FormChanged,
    NotInATeam,
    ProofTooLate,
    TeamProblem,
    WrongCode,
)
from einlass.applications.form_parts import forget_form_parts
from einlass.applications.forms import ApplyForm, CodeForm, DetailsForm, EditForm, LinkForm, team_problem
from einlass.applications.loaders import get_application_by_link, get_code_of_browser
from einlass.applications.models import Application
from einlass.applications.proof_codes import application_by_code
from einlass.applications.teams import TeamWish, find_team
from einlass.events.access import by_link, public_of_event
from einlass.events.limits import TooOften, Tries, network_of, spend, spend_all
from einlass.events.links import link_token
from einlass.events.models import Event
from einlass.web.kept import KEY_MARK, is_kept, kept_page

# In this cookie the browser keeps, for this event's pages, the key of the form that it sent.
SENT = "sent"
SENT_FOR = timedelta(days=1)
page = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422
TOO_MANY = 429


@kept_page
@public_of_event
@page
def apply(request: HttpRequest, event: Event) -> HttpResponse:
    now = timezone.now()
    if not event.takes_applications(now):
        return _closed(request, event)
    invitation = _invitation(request, event)
    form = ApplyForm(event, _posted(request), _files(request), initial=invitation.get("initial", {}))
    if is_kept(request):
        form.initial["submission_key"] = KEY_MARK
    if limit := _keep_files(request, form, now):
        return _too_often(request, "applications/apply.html", form, limit, **invitation)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["submission_key"] or uuid4()
        email, solved = form.cleaned_data["email"], None
        by_whom = [
            (limits.SUBMIT_FROM_NETWORK, network_of(request)),
            (limits.SUBMIT_WITH_ADDRESS, normalise_address(email)),
        ]
        tries = Tries(by_whom, at=now)
        try:
            if event.asks_proof_of_work:
                # A check that fails is a try as well.
                spend_all(tries)
                solved = _solved(request, event, form.cleaned_data["altcha"], at=now)
            submit_application(
                event,
                form.details(),
                email=email,
                language=get_language() or "en",
                submission_key=key,
                at=now,
                solved=solved,
                tries=None if event.asks_proof_of_work else tries,
            )
        except TooOften as limit:
            return _too_often(request, "applications/apply.html", form, limit, **invitation)
        except ChallengeFailed:
            form.add_error(None, _("The check of your browser took too long or did not work. Please send it again."))
        except TeamProblem as problem:
            form.refuse_team(problem)
        except FormChanged:
            forget_form_parts(event)
            form = ApplyForm(event, _posted(request), _files(request))
            form.say_changed()
        else:
            return _remember(redirect("applications:sent", event.slug), event, key)
    return _form_page(request, "applications/apply.html", form, **invitation)


@public_of_event
@never_cache
@require_safe
def challenge(request: HttpRequest, event: Event) -> HttpResponse:
    """A fresh proof of work for the browser of somebody who fills in the form."""
    now = timezone.now()
    if not event.asks_proof_of_work or not event.takes_applications(now):
        raise Http404
    try:
        spend(limits.CHALLENGE_FROM_NETWORK, network_of(request), at=now)
    except TooOften as limit:
        return HttpResponse(status=TOO_MANY, headers={"Retry-After": str(limit.seconds)})
    return JsonResponse(new_challenge(event, at=now))


@public_of_event
@never_cache
@page
def sent(request: HttpRequest, event: Event) -> HttpResponse:
    """Look into your mailbox; the browser that sent the form can type the code here."""
    now = timezone.now()
    key = request.COOKIES.get(SENT)
    code = get_code_of_browser(event, key)
    if request.method != "POST":
        form = CodeForm() if code is not None and code.may_be_typed(now) else None
        return render(request, "applications/sent.html", {"form": form, "was_sent": key is not None})
    form = CodeForm(request.POST)
    is_over = code is None
    if code is not None and form.is_valid():
        try:
            spend(limits.CODE_FROM_NETWORK, network_of(request), at=now)
            application = application_by_code(event, code.submission_key, form.cleaned_data["code"], at=now)
        except TooOften as limit:
            return _too_often(request, "applications/sent.html", form, limit)
        except WrongCode as wrong:
            form.add_error("code", _wrong_code(wrong))
        except CodeIsOver:
            is_over = True
        else:
            return _prove(request, event, application, _token(application))
    context = {"form": None if is_over else form, "is_over": is_over, "was_sent": key is not None}
    return render(request, "applications/sent.html", context, status=UNPROCESSABLE)


@public_of_event
@page
def link(request: HttpRequest, event: Event) -> HttpResponse:
    form = LinkForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        now, email = timezone.now(), form.cleaned_data["email"]
        try:
            spend(limits.LINK_FROM_NETWORK, network_of(request), at=now)
            spend(limits.LINK_FOR_ADDRESS, normalise_address(email), at=now)
        except TooOften as limit:
            return _too_often(request, "applications/link.html", form, limit)
        send_link_again(event, email, at=now)
        return redirect("applications:link_sent", event.slug)
    return _form_page(request, "applications/link.html", form)


@public_of_event
def link_sent(request: HttpRequest, event: Event) -> HttpResponse:
    return render(request, "applications/link_sent.html")


@by_link
@page
def proof(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    application = get_application_by_link(event, token)
    if request.method != "POST":
        if application.email_proved_at is not None or application.withdrawn_at is not None:
            return redirect("admission:applicant", event.slug, token)
        return render(request, "applications/proof.html", {"application": application})
    return _prove(request, event, application, token)


def _prove(request: HttpRequest, event: Event, application: Application, token: str) -> HttpResponse:
    """Answer somebody who has shown that the mailbox is theirs."""
    try:
        proved = prove_address(application, at=timezone.now())
    except AlreadyErased:
        return redirect("applications:erased", event.slug)
    except AlreadyWithdrawn:
        return redirect("admission:applicant", event.slug, token)
    except AnotherApplicationCounts as refusal:
        context = {"application": application, "existing_token": _token(refusal.existing)}
        return render(request, "applications/another_counts.html", context, status=UNPROCESSABLE)
    except ProofTooLate:
        return render(request, "applications/proof_too_late.html", status=UNPROCESSABLE)
    messages.success(request, _("Thank you: your address is confirmed and your application counts."))
    if application.team is not None and proved.team is None:
        messages.warning(
            request,
            _("The team “%(team)s” has filled up in the meantime, so your application counts alone.")
            % {"team": application.team.name},
        )
    return redirect("admission:applicant", event.slug, token)


@by_link
@page
def edit(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    application = get_application_by_link(event, token)
    now = timezone.now()
    if not application.may_change(now):
        return _closed(request, event, token, application)
    form = EditForm(application, _posted(request), _files(request))
    if limit := _keep_files(request, form, now):
        return _too_often(request, "applications/edit.html", form, limit, application=application, token=token)
    if request.method == "POST" and form.is_valid():
        try:
            edit_application(application, form.details(), at=now)
        except TeamProblem as problem:
            form.refuse_team(problem)
        except FormChanged:
            forget_form_parts(event)
            form = EditForm(application, _posted(request), _files(request))
            form.say_changed()
        except AlreadyErased:
            return redirect("applications:erased", event.slug)
        except (ApplicationsClosed, AlreadyWithdrawn):
            return _closed(request, event, token, application)
        else:
            messages.success(request, _("Your changes are saved."))
            return redirect("admission:applicant", event.slug, token)
    return _form_page(request, "applications/edit.html", form, application=application, token=token)


@by_link
@require_POST
def departure(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    """Leave the team."""
    application = get_application_by_link(event, token)
    try:
        leave_team(application, at=timezone.now())
    except (ApplicationsClosed, AlreadyWithdrawn):
        return _closed(request, event, token, application)
    except NotInATeam:
        return redirect("admission:applicant", event.slug, token)
    messages.success(request, _("You have left the team. Your application counts alone now."))
    return redirect("admission:applicant", event.slug, token)


@by_link
@page
def withdrawal(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    application = get_application_by_link(event, token)
    now = timezone.now()
    if request.method != "POST":
        if not application.may_change(now):
            return _closed(request, event, token, application)
        context = {"application": application, "token": token, "may_apply_again": event.takes_applications(now)}
        return render(request, "applications/withdrawal.html", context)
    try:
        withdraw_application(application, at=now)
    except ApplicationsClosed:
        return _closed(request, event, token, application)
    except AlreadyErased:
        return redirect("applications:erased", event.slug)
    except AlreadyWithdrawn:
        return redirect("admission:applicant", event.slug, token)
    messages.success(request, _("Your application is withdrawn."))
    return redirect("admission:applicant", event.slug, token)


def _remember(answer: HttpResponse, event: Event, key: UUID) -> HttpResponse:
    """Nobody but this browser knows the key, which was drawn for it with the form; so it needs no session."""
    answer.set_cookie(
        SENT,
        str(key),
        max_age=SENT_FOR,
        path=f"/{event.slug}/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _invitation(request: HttpRequest, event: Event) -> dict[str, Any]:
    """What a team's link, …/apply/?team=CODE, does to the form: the code is filled in, the team is named."""
    code = request.GET.get("team", "")
    if not code:
        return {}
    try:
        team = find_team(event, code[:20])
    except TeamProblem as problem:
        return {"team_problem": team_problem(problem)}
    return {"invited": team, "initial": {"team": TeamWish.JOIN.value, "team_code": team.code}}


def _solved(request: HttpRequest, event: Event, payload: str, *, at: datetime) -> Solved | None:
    """The proof of work that came along; without one, only a few may apply.

    Raises ChallengeFailed, TooOften.
    """
    if payload:
        return check(payload, event, at=at)
    spend(limits.UNSOLVED_FROM_NETWORK, network_of(request), at=at)
    spend(limits.UNSOLVED_OF_EVENT, event.slug, at=at)
    return None


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _files(request: HttpRequest) -> MultiValueDict[str, UploadedFile] | None:
    return request.FILES if request.method == "POST" else None


def _keep_files(request: HttpRequest, form: DetailsForm, at: datetime) -> TooOften | None:
    """Keep the files that came along, so that nobody must choose them again; says if a network sent too many."""
    if request.method == "POST" and form.has_new_files:
        try:
            spend(limits.UPLOAD_FROM_NETWORK, network_of(request), at=at)
        except TooOften as limit:
            return limit
        form.keep_files(at=at)
    return None


def _form_page(request: HttpRequest, template: str, form: object, **context: object) -> HttpResponse:
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, template, {"form": form, **context}, status=status)


def _too_often(request: HttpRequest, template: str, form: Form, limit: TooOften, **context: object) -> HttpResponse:
    """The page again, with all that was typed, and from when on one may go on."""
    text = ngettext(
        "Too many tries from your network or with this address. Please wait %(number)d minute and send it again.",
        "Too many tries from your network or with this address. Please wait %(number)d minutes and send it again.",
        limit.minutes,
    )
    kept = _("What you typed is still here.")
    form.add_error(None, f"{text % {'number': limit.minutes}} {kept}")
    answer = render(request, template, {"form": form, **context}, status=TOO_MANY)
    answer.headers["Retry-After"] = str(limit.seconds)
    return answer


def _closed(
    request: HttpRequest, event: Event, token: str = "", application: Application | None = None
) -> HttpResponse:
    status = UNPROCESSABLE if request.method == "POST" else 200
    is_before = timezone.now() < event.applications_open_at
    context = {"token": token, "application": application, "is_before": is_before}
    return render(request, "applications/closed.html", context, status=status)


def _token(application: Application) -> str:
    return link_token("application", application.code, application.link_version)


def _wrong_code(wrong: WrongCode) -> str:
    return ngettext(
        "This code is not right. You have %(number)d more try; the link in the mail works in any case.",
        "This code is not right. You have %(number)d more tries; the link in the mail works in any case.",
        wrong.tries_left,
    ) % {"number": wrong.tries_left}
