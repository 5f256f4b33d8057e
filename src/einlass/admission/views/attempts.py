"""Doing what a form asks for; a rule's refusal is said on the form, which comes back as it was sent."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import Form

from einlass.admission.errors import AdmissionError
from einlass.admission.wording import words

Done = TypeVar("Done")


def attempt(form: Form, deed: Callable[[dict[str, Any]], Done]) -> Done | None:
    """What the deed gives, from what was typed; None where the form is not filled in right or a rule says no."""
    if not form.is_valid():
        return None
    try:
        return deed(form.cleaned_data)
    except AdmissionError as refusal:
        form.add_error(None, words(refusal))
        return None


def unsaid(form: Form | None, *, is_shown: bool) -> list[str]:
    """Why a form was refused, for a page that does not show it: sent twice, or from a page that was out of date."""
    if form is None or is_shown:
        return []
    return [str(text) for texts in form.errors.values() for text in texts]
