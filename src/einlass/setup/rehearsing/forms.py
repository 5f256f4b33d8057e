"""How many people are expected, and in which proportions."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.applications.models import Application
from einlass.events.models import Event
from einlass.web.localized import localized

MOST: Final = 20_000
LEAST: Final = 10


@dataclass(frozen=True)
class Group:
    """The proportions of one attribute; fields: the names of theirs in the form."""

    attribute: str
    label: str
    values: list[tuple[str, str]]


class RehearsalForm(forms.Form):
    use_required_attribute = False
    people = forms.IntegerField(
        label=_("How many people do you expect?"), min_value=LEAST, max_value=MOST, widget=forms.NumberInput
    )

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.groups = groups_of(event)
        self.initial["people"] = min(max(2 * event.capacity, LEAST), MOST)
        for group in self.groups:
            shares = _shares_so_far(event, group)
            for value, label in group.values:
                self.fields[_name(group, value)] = forms.IntegerField(
                    label=label, min_value=0, max_value=1000, initial=shares[value]
                )

    def shown_groups(self) -> list[tuple[str, list[Any]]]:
        """For the page: each attribute with its fields."""
        return [(group.label, [self[_name(group, value)] for value, _label in group.values]) for group in self.groups]

    def shares(self) -> dict[str, dict[str, int]]:
        """Attribute → value → parts of the whole. An attribute where nothing is given is left to chance."""
        found = {
            group.attribute: {
                value: self.cleaned_data.get(_name(group, value)) or 0 for value, _label in group.values
            }
            for group in self.groups
        }
        return {attribute: shares for attribute, shares in found.items() if any(shares.values())}


def groups_of(event: Event) -> list[Group]:
    """The categories one can apply as, and every choice that quotas may ask about."""
    categories = [(one.key, localized(one.name)) for one in event.categories.filter(takes_applications=True)]
    found = [Group("category", str(_("Category")), categories)]
    for question in event.questions.asked_now().filter(is_attribute=True, kind__in=["choice", "multiple"]):
        values = [
            (one["value"], localized(one["label"]) or one["value"])
            for one in question.choices
            if not one.get("retired")
        ]
        found.append(Group(question.key, localized(question.label) or question.key, values))
    return [group for group in found if group.values]


def _shares_so_far(event: Event, group: Group) -> dict[str, int]:
    """In per cent, as they are among those who have applied; equal parts as long as nobody has."""
    counts: Counter[str] = Counter()
    rows = Application.objects.filter(event=event, email_proved_at__isnull=False, erased_at=None)
    if group.attribute == "category":
        counts.update(rows.values_list("category__key", flat=True))
    else:
        for answer in rows.values_list(f"answers__{group.attribute}", flat=True):
            counts.update(answer if isinstance(answer, list) else [answer] if answer else [])
    total = sum(counts[value] for value, _label in group.values)
    if not total:
        return {value: round(100 / len(group.values)) for value, _label in group.values}
    return {value: round(100 * counts[value] / total) for value, _label in group.values}


def _name(group: Group, value: str) -> str:
    return f"share-{group.attribute}-{value}"
