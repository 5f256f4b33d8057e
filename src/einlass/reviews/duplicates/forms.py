"""Putting two applications together."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from einlass.reviews.duplicates.queries import Difference
from einlass.reviews.models import DuplicatePair

FIRST, SECOND = "first", "second"


class MergeForm(forms.Form):
    """Which of the two stays, and, for everything in which they differ, whose words hold."""

    keep = forms.ChoiceField(
        choices=[(FIRST, ""), (SECOND, "")], error_messages={"required": _("Please choose which application stays.")}
    )
    tell = forms.BooleanField(label=_("Write to the person about it"), required=False, initial=True)

    def __init__(
        self, pair: DuplicatePair, rows: Sequence[Difference], parameters: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(parameters)
        self.pair = pair
        self.differing = [row for row in rows if row.is_other]
        stays = FIRST if pair.first.counts or not pair.second.counts else SECOND
        self.fields["keep"].initial = stays
        for row in self.differing:
            # What only one of them says is worth keeping, whichever stays.
            said_by = FIRST if not row.second else SECOND if not row.first else stays
            self.fields[f"of_{row.key}"] = forms.ChoiceField(
                label=row.label, choices=[(FIRST, row.first), (SECOND, row.second)], initial=said_by
            )

    def kept_pk(self) -> int:
        return self.pair.first_id if self.cleaned_data["keep"] == FIRST else self.pair.second_id

    def from_other(self) -> frozenset[str]:
        keep = self.cleaned_data["keep"]
        return frozenset(row.key for row in self.differing if self.cleaned_data[f"of_{row.key}"] != keep)
