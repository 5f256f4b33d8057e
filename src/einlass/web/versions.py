"""Two people at once: a version on what both may edit, in the form as well, and what differs if it rose meanwhile.

The action calls `check_version` on the locked row and raises the version by one as it saves. The view catches
ChangedMeanwhile and shows `web/_conflict.html` with the `Conflict` of the form that was sent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django import forms
from django.utils.translation import gettext as _


class Versioned(Protocol):
    version: int


class ChangedMeanwhile(Exception):
    """Somebody else has saved since the form was opened."""

    def __init__(self, row: Versioned) -> None:
        super().__init__(row, row.version)
        self.row = row
        self.version = row.version


def check_version(row: Versioned, seen: int) -> None:
    """Raises ChangedMeanwhile. row: freshly loaded and locked; seen: the version in the form."""
    if row.version != seen:
        raise ChangedMeanwhile(row)


class VersionField(forms.IntegerField):
    """The version that the form was filled from; hidden."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, **options)


@dataclass(frozen=True)
class Difference:
    """One field in which what is saved now differs from what was typed."""

    label: str
    saved: str
    typed: str


@dataclass(frozen=True)
class Conflict:
    """What `web/_conflict.html` shows. typed: every value that was sent, to be sent once more with the new version."""

    differences: list[Difference]
    typed: list[tuple[str, str]]
    version: int


def conflict_between(typed: forms.Form, saved: forms.Form, version: int) -> Conflict:
    """typed: the form as it was sent; saved: the same form, unbound, filled with what is saved now."""
    differences = [
        Difference(str(saved[name].label), _shown(field, saved[name].value()), _shown(field, typed[name].data))
        for name, field in typed.fields.items()
        if name != "version" and field.has_changed(saved[name].initial, typed[name].data)
    ]
    return Conflict(differences, list(_sent(typed)), version)


def _sent(form: forms.Form) -> Iterator[tuple[str, str]]:
    data = form.data
    for name in data:
        if name not in {"csrfmiddlewaretoken", form.add_prefix("version"), "version"}:
            values = data.getlist(name) if hasattr(data, "getlist") else [data[name]]
            yield from ((name, value) for value in values)


def _shown(field: forms.Field, value: Any) -> str:
    """A value in words, as the field would show it."""
    if isinstance(field, forms.BooleanField):
        return _("yes") if field.to_python(value) else _("no")
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in cast(Iterable[tuple[Any, Any]], field.choices)}
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(one), str(one)) for one in chosen if one not in (None, ""))
    prepared = field.prepare_value(value)
    shown = field.widget.format_value(prepared)
    return "" if shown is None else str(shown)
