"""What quotas may ask about: the category, and the questions whose answers can be counted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models.expressions import Combinable, F
from django.utils import translation
from django.utils.translation import gettext as _

from einlass.admission.models import Quota
from einlass.applications.countries import country_choices
from einlass.applications.models import Question
from einlass.events.models import Category, Event
from einlass.reviews.pool.fields import AnswerText
from einlass.web.localized import localized

CATEGORY: Final = "category"
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Value:
    """One answer. is_offered: whether an applicant could give it today."""

    key: str
    names: Texts
    is_offered: bool = True

    def __str__(self) -> str:
        return localized(self.names)


@dataclass(frozen=True)
class Attribute:
    """kind: "category", or that of the question.  values: in the order of the form."""

    key: str
    names: Texts
    kind: str
    values: Sequence[Value]

    def __str__(self) -> str:
        return localized(self.names)

    @property
    def column(self) -> Combinable:
        """What a query over applications asks for; `answers` reads it."""
        return F("category__key") if self.kind == CATEGORY else AnswerText(self.key)

    def answers(self, raw: Any) -> tuple[str, ...]:
        """The values in one field of such a query: none, one, or for a question with several choices some."""
        if raw in (None, ""):
            return ()
        if self.kind != Question.Kind.MULTIPLE:
            return (str(raw),)
        found = json.loads(raw)
        return tuple(sorted(set(map(str, found)))) if isinstance(found, list) else (str(found),)

    def value(self, key: str) -> Value | None:
        return next((value for value in self.values if value.key == key), None)


def attributes_for_quotas(event: Event) -> list[Attribute]:
    """The category first, then the questions as the form has them; archived ones are not asked about."""
    questions = event.questions.asked_now().filter(is_attribute=True, kind__in=Question.COUNTABLE)
    return [_of_categories(event, list(event.categories.all())), *(_of_question(event, one) for one in questions)]


def named_quotas(event: Event) -> list[tuple[str, Quota]]:
    """The event's quotas with their names for the reader; their keys where the form does not have them any more."""
    quotas = list(event.quotas.all())
    attributes = by_key(attributes_for_quotas(event)) if quotas else {}
    return [(quota_name(attributes, quota.attribute, quota.value), quota) for quota in quotas]


def quota_name(attributes: Mapping[str, Attribute], key: str, option: str) -> str:
    attribute = attributes.get(key)
    value = attribute.value(option) if attribute else None
    return of_attribute(str(attribute), str(value)) if value else f"{key}: {option}"


def of_attribute(attribute: str, value: str) -> str:
    """Both in one line. Attributes are often questions: no colon after a question mark."""
    return f"{attribute} {value}" if attribute.endswith("?") else f"{attribute}: {value}"


def by_key(attributes: Iterable[Attribute]) -> dict[str, Attribute]:
    return {attribute.key: attribute for attribute in attributes}


def in_each_language(event: Event, word: Any) -> dict[str, str]:
    """What word() says in each of the event's languages."""
    texts = {}
    for language in event.languages or ["en"]:
        with translation.override(language):
            texts[language] = str(word())
    return texts


def _of_categories(event: Event, categories: Sequence[Category]) -> Attribute:
    values = [Value(one.key, one.name, one.takes_applications) for one in categories]
    return Attribute(CATEGORY, in_each_language(event, lambda: _("Category")), CATEGORY, values)


def _of_question(event: Event, question: Question) -> Attribute:
    if question.kind == Question.Kind.COUNTRY:
        values = _countries(event)
    else:
        values = [
            Value(str(choice["value"]), choice["label"], not choice.get("retired")) for choice in question.choices
        ]
    return Attribute(question.key, question.label, question.kind, values)


def _countries(event: Event) -> list[Value]:
    names: dict[str, dict[str, str]] = {}
    for language in event.languages or ["en"]:
        with translation.override(language):
            for code, name in country_choices():
                names.setdefault(code, {})[language] = name
    return [Value(code, texts) for code, texts in names.items()]
