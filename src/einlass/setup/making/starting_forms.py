"""Forms to begin with: what one can come as, and what is asked. Each is a folder of two TOML files."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from einlass.admission.models import Contingent
from einlass.applications.builder.actions import replace_form
from einlass.applications.builder.checks import Frame
from einlass.applications.builder.queries import frame_of
from einlass.applications.builder.spec import Choice, QuestionSpec
from einlass.applications.builder.toml import read_toml
from einlass.applications.models import Application
from einlass.applications.queries import form_version
from einlass.events import audit
from einlass.events.editions.audit_actions import EditionAction
from einlass.events.models import Category, Event, User
from einlass.tickets.models import Ticket

FOLDER: Final = Path(__file__).parent / "forms_to_begin_with"
EMPTY: Final = 'format = "einlass-form-1"\n'


@dataclass(frozen=True)
class StartingForm:
    """key: its folder; the texts are for the page where one chooses."""

    key: str
    name: str | Promise
    sentence: str | Promise


STARTING_FORMS: Final = {
    form.key: form
    for form in (
        StartingForm(
            "startup",
            _("Start-up conference"),
            _("Founders, companies, investors, students; how far the company is, its field."),
        ),
        StartingForm(
            "academic",
            _("Academic conference"),
            _("Researchers and students; institution, discipline, poster or talk with abstract."),
        ),
        StartingForm(
            "community",
            _("Community meeting"),
            _("Members and newcomers; what they do, where they help, what they need."),
        ),
        StartingForm("blank", _("Blank"), _("Name and address only. You add the questions yourself.")),
    )
}


class HasApplications(Exception):
    """People have applied with the form there is, so another one is not put in its place here."""

    def __init__(self, event: Event) -> None:
        super().__init__(event)
        self.event = event


@transaction.atomic
def begin_with(event: Event, key: str, *, at: datetime, by: User) -> None:
    """Give the event the categories and questions of a starting form. Raises HasApplications, FormChangedMeanwhile."""
    put_form(event, categories_of(key), questions_of(key, event), source=key, at=at, by=by)


@transaction.atomic
def put_form(
    event: Event,
    categories: Sequence[Mapping[str, Any]],
    specs: Sequence[QuestionSpec],
    *,
    source: str,
    at: datetime,
    by: User,
) -> None:
    """Put these in the place of the categories and questions there are. Raises HasApplications, FormChangedMeanwhile."""
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if Application.objects.filter(event=event).exists():
        raise HasApplications(event)
    # Questions first: those there are may hang on categories that go.
    replace_form(event, [], seen_version=form_version(event), at=at, by=by, source=source)
    _replace_categories(event, categories, at=at, by=by)
    replace_form(event, specs, seen_version=form_version(event), at=at, by=by, source=source)


def questions_of(key: str, event: Event) -> list[QuestionSpec]:
    """The questions of a starting form, in the languages of the event."""
    categories = frozenset(str(row["key"]) for row in categories_of(key))
    frame = Frame(("en", "de"), categories)
    specs = read_toml((FOLDER / key / "form.toml").read_text() or EMPTY, frame) if _has_questions(key) else []
    languages = frame_of(event).languages
    return [in_languages(spec, languages) for spec in specs]


def categories_of(key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((FOLDER / key / "categories.toml").read_text())["category"]
    return rows


def _has_questions(key: str) -> bool:
    return "question" in tomllib.loads((FOLDER / key / "form.toml").read_text())


def _replace_categories(event: Event, categories: Sequence[Mapping[str, Any]], *, at: datetime, by: User) -> None:
    before = list(event.categories.values_list("key", flat=True))
    rows = {str(row["key"]): row for row in categories}
    # Of a category that a contingent or a ticket names, the key stays.
    kept = {one.key: one for one in event.categories.all() if one.key in rows or _is_used(one)}
    event.categories.exclude(key__in=kept).delete()
    index = max((one.index for one in kept.values()), default=-1) + 1
    for category_key, row in rows.items():
        if category_key not in kept:
            Category.objects.create(event=event, index=index, **row)
            index += 1
    after = list(event.categories.values_list("key", flat=True))
    audit.record(
        event,
        EditionAction.CHANGE_CATEGORIES,
        event.subject,
        at=at,
        by=by,
        before={"keys": before},
        after={"keys": after},
    )


def _is_used(category: Category) -> bool:
    return Ticket.objects.filter(category=category).exists() or Contingent.objects.filter(category=category).exists()


def in_languages(spec: QuestionSpec, languages: tuple[str, ...]) -> QuestionSpec:
    def only(texts: Any) -> dict[str, str]:
        return {language: text for language, text in texts.items() if language in languages} or dict(texts)

    choices = tuple(Choice(choice.value, only(choice.label)) for choice in spec.choices)
    return replace(spec, label=only(spec.label), help=only(spec.help), choices=choices)
