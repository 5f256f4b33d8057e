"""A public value has one spelling: the form is announced, usual ways to type it lead there, and all others are refused."""

from datetime import timedelta

import pytest
from django.utils import translation

from einlass.admission.actions import give_value
from einlass.admission.errors import BadValue, ValueNotDue
from einlass.admission.forms.draws import CommitForm, PublicValueForm
from einlass.admission.value_forms import form_in_words, possible_values, why_not
from einlass.admission.wording import words
from einlass.events.models import AuditEntry
from fairdraw import drand_form
from fairdraw.announcement import AS_THROWN, ASCENDING
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import make_committed_draw, make_contingent, make_entrant, make_value_form

DICE = {"count": 8, "low": 1, "high": 6, "order": AS_THROWN}
LOTTERY = {"count": 6, "low": 1, "high": 49, "order": ASCENDING}


# --- what may be announced ------------------------------------------------------------------------------
def promise(**typed: str) -> CommitForm:
    return CommitForm(
        {
            "source": "dice",
            "dice": "8",
            "value_source": "On stage",
            "known_at": "2026-09-01T20:00",
            "order": AS_THROWN,
        }
        | typed
    )


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ({"dice": "9"}, DICE | {"count": 9}),
        ({"source": "lottery", "count": "3", "dice": "1"}, LOTTERY),
        (
            {"source": "numbers", "count": "5", "low": "0", "high": "36"},
            {"count": 5, "low": 0, "high": 36, "order": AS_THROWN},
        ),
        (
            {"source": "numbers", "count": "5", "low": "1", "high": "90", "order": ASCENDING},
            {"count": 5, "low": 1, "high": 90, "order": ASCENDING},
        ),
    ],
)
def test_numbers_are_announced_with_how_many_from_where_to_where_and_in_which_order(typed, form):
    commitment = promise(**typed)

    assert commitment.is_valid(), commitment.errors
    announced = commitment.cleaned_data["form"]
    assert {name: getattr(announced, name) for name in form} == form
    assert (announced.source, announced.at.isoformat()) == ("On stage", "2026-09-01T20:00:00+00:00")


@pytest.mark.parametrize(
    ("typed", "field", "possible"),
    [
        ({"dice": "7"}, "dice", "279,936"),
        ({"dice": "1"}, "dice", "6"),
        ({"source": "numbers", "count": "3", "low": "1", "high": "49"}, "count", "117,649"),
        ({"source": "numbers", "count": "5", "low": "1", "high": "40", "order": ASCENDING}, "count", "658,008"),
    ],
)
def test_where_few_values_are_possible_the_form_says_how_many_and_what_is_needed(typed, field, possible):
    errors = promise(**typed).errors

    assert list(errors) == [field]
    assert (
        f"Only {possible} different values would be possible, and at least 1,000,000 are needed" in errors[field][0]
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"value_source": " \n"}, "value_source"),
        ({"known_at": ""}, "known_at"),
        ({"dice": ""}, "dice"),
        ({"dice": "101"}, "dice"),
        ({"source": "cards"}, "source"),
        ({"source": "numbers", "low": "1", "high": "49"}, "count"),
        ({"source": "numbers", "count": "6", "low": "49", "high": "49"}, "high"),
        ({"source": "numbers", "count": "6", "low": "1", "high": "1000001"}, "high"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(typed, field):
    assert list(promise(**typed).errors) == [field]


def test_what_the_library_refuses_is_said_and_never_an_error():
    commitment = promise(source="numbers", count="100", low="0", high="1000000")

    assert "longer than 500 characters" in str(commitment.non_field_errors())


def test_of_drand_the_round_of_the_moment_is_announced():
    commitment = promise(source="drand", value_source="", known_at="2026-09-01T20:00")

    assert commitment.is_valid(), commitment.errors
    announced = commitment.cleaned_data["form"]
    assert (announced, announced.at.isoformat()) == (drand_form(announced.round), "2026-09-01T20:00:00+00:00")


def test_possible_values_are_counted_as_they_are_announced():
    assert possible_values(**DICE) == 6**8
    assert possible_values(**LOTTERY) == 13_983_816


# --- what may be typed ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed", ["44 6 13 22 31 40", "6, 13, 22, 31, 40, 44", "06 13\n22 31  40 44", "6-13-22-31-40-44"]
)
def test_usual_spellings_lead_to_the_announced_one(typed):
    form = PublicValueForm({"value": typed, "again": "6 13 22 31 40 44"}, announced=make_value_form(**LOTTERY))

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"value": "6 13 22 31 40 44", "again": "6 13 22 31 40 44"}


def test_two_values_that_differ_are_refused():
    form = PublicValueForm({"value": "1 2 3", "again": "1 3 2"}, announced=make_value_form())

    assert "The two values are not the same." in form.errors["again"][0]


@pytest.mark.parametrize(
    ("form", "typed", "said"),
    [
        (LOTTERY, " , ", "Please type the public value."),
        (LOTTERY, "6 13 22 31 40", "6 numbers were announced, but you typed 5."),
        (LOTTERY, "6 13 22 31 40 50", "50 is not a number from 1 to 49."),
        (LOTTERY, "6 13 22 31 40 40", "40 is there twice, but each number can be drawn once only."),
        (LOTTERY, "6 13 22 31 40 XLIV", "“XLIV” is not a whole number."),
        (DICE, "1 2 3 4 5 6 0 1", "0 is not a number from 1 to 6."),
    ],
)
def test_other_values_are_refused_in_words(form, typed, said):
    announced = make_value_form(**form)

    assert not PublicValueForm({"value": typed, "again": typed}, announced=announced).is_valid()
    assert said in why_not(announced, typed)


def test_forms_are_said_in_the_readers_language():
    document = {"form": "numbers", **LOTTERY}
    with translation.override("de"):
        assert form_in_words(document) == (
            "6 verschiedene ganze Zahlen von 1 bis 49, die kleinste zuerst, mit je einem Leerzeichen dazwischen"
        )
    assert (
        form_in_words({"form": "drand", "order": "as published"}) == "64 hexadecimal digits, as drand publishes them"
    )


# --- the action -----------------------------------------------------------------------------------------
@pytest.fixture
def draw(db):
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    return make_committed_draw(event)


def test_the_value_is_kept_in_the_announced_spelling(draw):
    drawn = give_value(draw, " 04,1 ;\n6", by=make_member(draw.event), at=NOON)

    assert drawn.value == "4 1 6"
    assert AuditEntry.objects.get(action="give_value").after["value"] == "4 1 6"


@pytest.mark.parametrize("typed", ["4 1", "4 1 6 6", "4 1 1000", "four one six", "4 1 -6x"])
def test_a_value_in_another_form_draws_nothing_whoever_gives_it(draw, typed):
    with pytest.raises(BadValue) as refusal:
        give_value(draw, typed, by=make_member(draw.event), at=NOON)

    draw.refresh_from_db()
    assert (draw.value, draw.value_at) == ("", None)
    assert words(refusal.value)


def test_no_value_is_taken_before_the_announced_moment(draw):
    with pytest.raises(ValueNotDue) as refusal:
        give_value(draw, "4 1 6", by=make_member(draw.event), at=NOON - timedelta(seconds=1))

    assert "The value was announced for" in words(refusal.value)
    assert give_value(draw, "4 1 6", by=make_member(draw.event), at=NOON).value_at == NOON
