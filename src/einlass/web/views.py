"""The frame's own answers: nothing here, a form that waited too long."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "web/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """More than we read at once (DATA_UPLOAD_MAX_MEMORY_SIZE), or something no browser sends."""
    return render(request, "web/bad_request.html", status=400)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "web/form_expired.html", status=403)
