"""Signed, absolute links for mails and pages."""

from django import template
from django.conf import settings
from django.urls import reverse

from einlass.events.links import link_token

register = template.Library()


@register.simple_tag(takes_context=True)
def signed_url(context: template.Context, name: str, slug: str, kind: str, code: str, version: int = 1) -> str:
    """{% signed_url "admission:applicant" event_slug "application" code version %}: absolute, with a token as key.

    Where the context has is_preview, the token opens nothing.
    """
    token = "preview" if context.get("is_preview") else link_token(kind, code, version)
    return settings.PUBLIC_URL + reverse(name, args=[slug, token])


@register.simple_tag
def absolute_url(name: str, *args: object) -> str:
    """{% absolute_url "programme:schedule" event_slug %}: with scheme and host."""
    return settings.PUBLIC_URL + reverse(name, args=args)
