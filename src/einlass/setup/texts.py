"""Texts of ours that become texts of an event, in every language there is."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext


def in_all_languages(text: str) -> dict[str, str]:
    """A text that was marked by gettext_noop, per language."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts[language] = gettext(text)
    return texts
