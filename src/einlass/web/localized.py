"""Texts that an organiser writes once per language, kept as {"en": "…", "de": "…"}."""

from collections.abc import Mapping

from django.utils.translation import get_language


def localized(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """The text in `language` (default: the active one), else English, else whatever there is."""
    if not texts:
        return ""
    language = (language or get_language() or "en").split("-")[0]
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
