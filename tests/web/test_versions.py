"""What two people changed at once."""

from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict

from einlass.web.versions import ChangedMeanwhile, Difference, VersionField, check_version, conflict_between

pytestmark = pytest.mark.pure


class Sample(forms.Form):
    name = forms.CharField(label="Name")
    seats = forms.IntegerField(label="Seats")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "First"), ("b", "Second")])
    loud = forms.BooleanField(label="Loud", required=False)
    version = VersionField()


def test_the_version_that_was_seen_must_be_the_one_that_is():
    check_version(SimpleNamespace(version=3), 3)

    with pytest.raises(ChangedMeanwhile) as caught:
        check_version(SimpleNamespace(version=4), 3)
    assert caught.value.version == 4


def test_the_conflict_names_what_differs_and_nothing_else():
    typed = Sample(QueryDict("csrfmiddlewaretoken=x&name=Mine&seats=5&kind=b&loud=on&version=1"))
    saved = Sample(initial={"name": "Theirs", "seats": 5, "kind": "a", "loud": False, "version": 2})

    conflict = conflict_between(typed, saved, 2)

    assert conflict.differences == [
        Difference("Name", "Theirs", "Mine"),
        Difference("Kind", "First", "Second"),
        Difference("Loud", "no", "yes"),
    ]
    assert conflict.typed == [("name", "Mine"), ("seats", "5"), ("kind", "b"), ("loud", "on")]
    assert conflict.version == 2
