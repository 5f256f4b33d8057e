"""Signed, absolute links for mails and pages."""

from django import template
from django.conf import settings
from django.urls import reverse

from einlass.events.links import link_token

register = template.Library()


@register.simple_tag
def signed_url(name: str, slug: str, kind: str, code: str, version: int = 1) -> str:
    """{% signed_url "admission:applicant" event_slug "application" code version %}: absolute, with a token as key."""
    return settings.PUBLIC_URL + reverse(name, args=[slug, link_token(kind, code, version)])


@register.simple_tag
def absolute_url(name: str, *args: object) -> str:
    """{% absolute_url "programme:schedule" event_slug %}: with scheme and host."""
    return settings.PUBLIC_URL + reverse(name, args=args)
