"""Settings and members of the team in the team's search."""

from collections.abc import Iterator
from typing import Any, Final

from django.forms import BaseForm, Form
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.events.models import Event, Membership, in_force
from einlass.events.search.providers import Hit, Search, SearchProvider
from einlass.setup.settings.forms import (
    CategoryForm,
    DatesForm,
    DayForm,
    DetailsForm,
    LegalForm,
    PageForm,
    SeatsForm,
    SettingsForm,
    StageForm,
    StartingFormForm,
)
from einlass.setup.settings.sections import SECTIONS, Section

FORMS: Final[dict[str, type[Form]]] = {
    "details": DetailsForm,
    "days": DayForm,
    "dates": DatesForm,
    "seats": SeatsForm,
    "starting_form": StartingFormForm,
    "categories": CategoryForm,
    "stages": StageForm,
    "page": PageForm,
    "legal": LegalForm,
}


def find_settings(search: Search) -> Iterator[Hit]:
    """Each field by its label, which leads to it; and each page by its name and what it says of itself."""
    for section in SECTIONS:
        url = section.url(search.event)
        score = search.query.score(str(section.label), str(section.sentence))
        if score is not None:
            yield Hit(str(section.label), str(section.sentence), url, score)
        for label, anchor in _fields(section, search.event):
            score = search.query.score(label)
            if score is not None:
                yield Hit(label, _("Settings: %(page)s") % {"page": section.label}, url + anchor, score)


def find_members(search: Search) -> Iterator[Hit]:
    """By name and address."""
    memberships = Membership.objects.filter(in_force(search.at), event=search.event).select_related("user")
    url = reverse("setup:people", args=[search.event.slug])
    for membership in memberships:
        score = search.query.score(membership.user.name, membership.user.email)
        if score is not None:
            detail = f"{membership.get_role_display()} · {membership.user.email}"
            yield Hit(str(membership.user), detail, url, score)


def _fields(section: Section, event: Event) -> list[tuple[str, str]]:
    """Label and anchor of each; a row of a list of forms has no anchor of its own."""
    kind = FORMS.get(section.name)
    if kind is None:
        return []
    if not issubclass(kind, SettingsForm):
        return [
            (str(field.label), "") for field in kind.base_fields.values() if field.label and not _is_hidden(field)
        ]
    form: BaseForm = kind(event=event)
    return [(str(field.label), f"#{field.id_for_label}") for field in form.visible_fields() if field.label]


def _is_hidden(field: Any) -> bool:
    return bool(field.widget.is_hidden)


SETTINGS = SearchProvider(gettext_lazy("Settings"), "settings", ("setup:settings",), find_settings)
MEMBERS = SearchProvider(gettext_lazy("Team"), "team", ("setup:people",), find_members)
