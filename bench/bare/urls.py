"""Einlass's addresses, and two views that do next to nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.bare.models import Row
from einlass.config import urls as einlass_urls

handler404 = einlass_urls.handler404


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def insert(request: HttpRequest) -> HttpResponse:
    """One row, committed as durably as any other; guarded against forged forms as any other."""
    Row.objects.create(text="a row")
    return HttpResponse("ok")


urlpatterns = [path("bare/page/", page), path("bare/insert/", insert), *einlass_urls.urlpatterns]
