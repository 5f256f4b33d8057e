"""The applicant's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from einlass.applications.loaders import get_application_by_link
from einlass.events.access import by_link
from einlass.events.models import Event


@by_link
def applicant(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    application = get_application_by_link(event, token)
    now = timezone.now()
    return render(
        request,
        "admission/applicant.html",
        {"application": application, "token": token, "may_change": application.may_change(now)},
    )
