"""The form of all quotas: two numbers for each value, and for each attribute over whom they count."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.admission.attributes import Attribute, Value, by_key
from einlass.admission.models import Quota
from einlass.admission.quota_effect import LEAST, MOST, Wanted
from einlass.admission.quota_pool import QuotaPool

LARGEST: Final = 1_000_000
# So many values are shown of an attribute without being asked for: those that most people gave.
MOST_SHOWN: Final = 24
# What comes of reading JSON that no button of ours wrote; brackets thousands deep are too much for the reader.
NOT_OURS: Final = (ValueError, TypeError, RecursionError)
SIDES: Final = (LEAST, MOST)
WIDTH: Final = 1000


def field_name(side: str, attribute: str, value: str = "") -> str:
    return f"{side}:{attribute}:{value}"


@dataclass(frozen=True)
class Row:
    """people: in the pool.  expected: seats they would get by equal chances.  coming: beside the draw.

    top: the seats that the whole line stands for; bar, low and high: lengths on a line of WIDTH.
    """

    value: Value
    people: int
    expected: float
    coming: int
    top: int
    least: forms.BoundField
    most: forms.BoundField

    @property
    def has_bound(self) -> bool:
        return any(field.value() not in (None, "") for field in (self.least, self.most))

    @property
    def errors(self) -> list[str]:
        return [*self.least.errors, *self.most.errors]

    @property
    def bar(self) -> float:
        return self._length(self.expected)

    @property
    def low(self) -> float:
        return self._length(_typed(self.least) or 0)

    @property
    def high(self) -> float:
        most = _typed(self.most)
        return WIDTH if most is None else self._length(most)

    def _length(self, seats: float) -> float:
        return round(min(WIDTH * seats / max(self.top, 1), WIDTH), 1)


@dataclass(frozen=True)
class Block:
    """One attribute with its values. hidden: how many values without a quota are not shown."""

    attribute: Attribute
    scope: forms.BoundField
    rows: Sequence[Row]
    hidden: int

    @property
    def is_used(self) -> bool:
        return any(row.has_bound or row.errors for row in self.rows)


class QuotasForm(forms.Form):
    """Built for the values that people gave or that have a quota. `gone` are quotas that the form cannot ask about."""

    def __init__(
        self,
        attributes: Sequence[Attribute],
        people: Mapping[str, Mapping[str, int]],
        quotas: Iterable[Quota | Wanted],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """people: how many in the pool have each value of each attribute."""
        super().__init__(data)
        self.attributes, self.people = attributes, people
        set_before = {(one.attribute, one.value): one for one in quotas}
        known = by_key(attributes)
        self.gone = [one for key, one in set_before.items() if not _is_known(known, key)]
        self.fields["base"] = forms.CharField(widget=forms.HiddenInput, initial=as_base(set_before.values()))
        self._values = {one.key: list(self._shown(one, set_before)) for one in attributes}
        for attribute in attributes:
            scopes = [one.scope for key, one in set_before.items() if key[0] == attribute.key]
            self._add_scope(attribute, scopes[0] if scopes else Quota.Scope.DRAW)
            for value in self._values[attribute.key]:
                self._add_bounds(attribute, value, set_before.get((attribute.key, value.key)))
        for one in self.gone:
            self.fields[field_name("remove", one.attribute, one.value)] = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for attribute, value in self._pairs():
            least, most = (cleaned.get(field_name(side, attribute.key, value.key)) for side in SIDES)
            if least is not None and most is not None and least > most:
                self.add_error(
                    field_name(MOST, attribute.key, value.key), _("The most must not be smaller than the least.")
                )
        return cleaned

    def clean_base(self) -> list[Wanted]:
        """The quotas that were changed on this page, as they were when it was opened."""
        try:
            found = [
                Wanted(str(attribute), str(value), _number(least), _number(most), str(scope))
                for attribute, value, least, most, scope in json.loads(self.cleaned_data["base"])
            ]
        except NOT_OURS as error:
            raise forms.ValidationError(_("Please open this page anew.")) from error
        return list({one.key: one for one in found}.values())

    def wanted(self) -> list[Wanted]:
        """What was typed, and the quotas that are gone from the form unless they are to be removed. After is_valid()."""
        typed = [
            Wanted(
                attribute.key,
                value.key,
                self.cleaned_data[field_name(LEAST, attribute.key, value.key)],
                self.cleaned_data[field_name(MOST, attribute.key, value.key)],
                self.cleaned_data[field_name("scope", attribute.key)],
            )
            for attribute, value in self._pairs()
        ]
        kept = [
            Wanted(one.attribute, one.value, one.least, one.most, one.scope)
            for one in self.gone
            if not self.cleaned_data[field_name("remove", one.attribute, one.value)]
        ]
        return [one for one in (*typed, *kept) if not one.is_empty]

    def blocks(self, pool: QuotaPool) -> list[Block]:
        return [self._block(attribute, pool) for attribute in self.attributes]

    def _block(self, attribute: Attribute, pool: QuotaPool) -> Block:
        scope = self[field_name("scope", attribute.key)]
        is_wide = scope.value() == Quota.Scope.EVERYBODY
        top = pool.seats + (pool.coming.people if is_wide else 0)
        rows = []
        for value in self._values[attribute.key]:
            people = self.people[attribute.key].get(value.key, 0)
            coming = pool.coming.having(attribute.key, value.key)
            drawn = people * min(1.0, pool.seats / max(pool.people, 1))
            least, most = (self[field_name(side, attribute.key, value.key)] for side in SIDES)
            rows.append(Row(value, people, drawn + (coming if is_wide else 0), coming, top, least, most))
        return Block(attribute, scope, rows, self._number_hidden(attribute))

    def _pairs(self) -> Iterator[tuple[Attribute, Value]]:
        return ((attribute, value) for attribute in self.attributes for value in self._values[attribute.key])

    def _shown(self, attribute: Attribute, set_before: Mapping[tuple[str, str], object]) -> Iterator[Value]:
        people = self.people[attribute.key]
        often = set(sorted(people, key=lambda key: -people[key])[:MOST_SHOWN])
        few = len(attribute.values) <= MOST_SHOWN
        for value in attribute.values:
            asked = (attribute.key, value.key) in set_before
            typed = any(field_name(side, attribute.key, value.key) in self.data for side in SIDES)
            if asked or typed or value.key in often or (few and value.is_offered):
                yield value

    def _number_hidden(self, attribute: Attribute) -> int:
        shown = {value.key for value in self._values[attribute.key]}
        return sum(value.is_offered and value.key not in shown for value in attribute.values)

    def _add_scope(self, attribute: Attribute, scope: str) -> None:
        self.fields[field_name("scope", attribute.key)] = forms.ChoiceField(
            choices=Quota.Scope.choices, label=gettext_lazy("Counted"), initial=scope
        )

    def _add_bounds(self, attribute: Attribute, value: Value, quota: Quota | Wanted | None) -> None:
        for side in SIDES:
            self.fields[field_name(side, attribute.key, value.key)] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=LARGEST,
                initial=getattr(quota, side, None),
                error_messages={"invalid": gettext_lazy("Please give a whole number, such as 12.")},
            )


def as_base(quotas: Iterable[Quota | Wanted]) -> str:
    """The quotas that the page began with, for its hidden field."""
    return json.dumps([[one.attribute, one.value, one.least, one.most, one.scope] for one in quotas])


def as_change(shifts: Iterable[tuple[Wanted, str, int | None]]) -> str:
    """For the value of a button: what it sets."""
    return json.dumps([[field_name(side, one.attribute, one.value), then] for one, side, then in shifts])


def with_change(data: Mapping[str, Any], change: str) -> dict[str, Any]:
    """What was typed, with what a button sets; a button that is none of ours changes nothing."""
    changed = dict(data.items())
    try:
        pairs = [(str(name), then) for name, then in json.loads(change)]
    except NOT_OURS:
        return changed
    for name, then in pairs:
        if name.split(":")[0] in SIDES and (then is None or isinstance(then, int)):
            changed[name] = "" if then is None else str(then)
    return changed


def _typed(field: forms.BoundField) -> int | None:
    """The number in a field, as far as it is one."""
    text = str(field.value() if field.value() is not None else "").strip()
    return int(text) if text.isdecimal() and len(text) <= len(str(LARGEST)) else None


def _number(found: object) -> int | None:
    if found is None or isinstance(found, int):
        return found
    raise TypeError(found)


def _is_known(attributes: Mapping[str, Attribute], key: tuple[str, str]) -> bool:
    attribute = attributes.get(key[0])
    return attribute is not None and attribute.value(key[1]) is not None
