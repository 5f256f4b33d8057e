"""The frame's own answers: nothing here, a form that waited too long."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "web/not_found.html", status=404)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "web/form_expired.html", status=403)
