"""Sentences that more than one page says."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext


def say_made(request: HttpRequest, number: int) -> None:
    text = ngettext("%(number)s offer is on its way.", "%(number)s offers are on their way.", number)
    messages.success(request, text % {"number": number})
