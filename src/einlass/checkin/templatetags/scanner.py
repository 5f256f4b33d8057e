"""What the scanner's page needs besides its context."""

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from einlass.checkin.scanner_words import scanner_words as all_words

register = template.Library()


@register.simple_tag
def scanner_checks() -> list[str]:
    """{% scanner_checks as checks %}: the lines of the readiness list, as status-panel.js names them."""
    return ["tickets", "keys", "sync", "clock", "camera", "sound", "offline", "storage"]


@register.simple_tag
def scanner_words() -> SafeString:
    """{% scanner_words %}: the texts that the script needs, as JSON in the page."""
    return json_script(all_words(), "scanner-words")
