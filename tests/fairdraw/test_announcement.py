"""An announcement has one text, and the value that it announces has one spelling."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairdraw import Announcement, BadInput, drand_form, numbers_form
from fairdraw.announcement import ValueForm

DRAWN_AT = datetime(2026, 9, 5, 19, 25, tzinfo=UTC)
LOTTO = numbers_form(6, 1, 49, "ascending", source="Lotto 6 aus 49, Saturday", at=DRAWN_AT)
DICE = numbers_form(8, 1, 6, "as thrown", source="eight dice on stage", at=DRAWN_AT)
ROUND = drand_form(1000)
DIGITS = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"


def make_announcement(value=LOTTO, **facts):
    return Announcement(
        **{"commitment": "ab" * 32, "draw": "7KQW", "event": "funke", "number": 1} | facts, value=value
    )


def edited(edit, announcement=None):
    document = json.loads((announcement or make_announcement()).to_json())
    edit(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# --- the value ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "3 12 20 31 40 44",
        " 3, 12,20 ;31  40\t44\n",
        "44 40 31 20 12 3",
        "03-12-20-31-40-44",
        "003 012 020 031 040 044",
        "\uff13 \uff11\uff12 20 31 40 44",
        "3\u00a012\u200320 31 40 44",
    ],
)
def test_all_usual_spellings_of_numbers_are_one_value(typed):
    assert LOTTO.canonical(typed) == "3 12 20 31 40 44"


def test_the_order_of_dice_counts_and_numbers_may_come_twice():
    assert DICE.canonical("6,6,1,1,3,2,5,4") == "6 6 1 1 3 2 5 4"


def test_the_digits_of_a_round_are_small():
    assert ROUND.canonical(f" {DIGITS.upper()}\n") == DIGITS


@pytest.mark.parametrize(
    ("form", "typed", "problem"),
    [
        (LOTTO, "", "The public value is empty."),
        (LOTTO, "3 12 20 31 40", "The announcement asks for 6 numbers, and these are 5."),
        (LOTTO, "3 12 20 31 40 44 7", "The announcement asks for 6 numbers, and these are 7."),
        (LOTTO, "3 12 20 31 40 50", "The number '50' is not one from 1 to 49, as was announced."),
        (LOTTO, "0 12 20 31 40 44", "The number '0' is not one from 1 to 49, as was announced."),
        (LOTTO, "3 3 20 31 40 44", "The number 3 comes twice; each was announced to come once."),
        (LOTTO, "3 12 20 31 40 x", "'x' is not a number; the value is like “1 10 20 29 39 49”."),
        (LOTTO, f"3 12 20 31 40 {'9' * 5000}", "The public value has 5014 characters; it is much shorter."),
        (LOTTO, f"3 12 20 31 40 {'9' * 99}", f"The number '{'9' * 60}…' is not one from 1 to 49, as was announced."),
        (LOTTO, "3 12 20 31 40 ٤", "'٤' is not a number; the value is like “1 10 20 29 39 49”."),
        (DICE, "7 1 1 1 1 1 1 1", "The number '7' is not one from 1 to 6, as was announced."),
        (ROUND, DIGITS[1:], f"The value of a round of drand has 64 hexadecimal digits, like “{DIGITS}”."),
    ],
)
def test_what_is_not_the_announced_value_is_refused_in_words(form, typed, problem):
    with pytest.raises(BadInput) as refusal:
        form.canonical(typed)

    assert refusal.value.problem == problem


@st.composite
def number_forms(choose):
    low = choose(st.integers(0, 10**6 - 1))
    high = choose(st.integers(low + 1, 10**6))
    order = choose(st.sampled_from(["ascending", "as thrown"]))
    try:
        return numbers_form(choose(st.integers(1, 100)), low, high, order, source="balls", at=DRAWN_AT)
    except BadInput:
        assume(False)


@given(number_forms(), st.data())
def test_a_value_has_one_spelling_which_matches_the_pattern(form, data):
    numbers = st.lists(
        st.integers(form.low, form.high), min_size=form.count, max_size=form.count, unique=form.order == "ascending"
    )
    drawn = data.draw(numbers)

    value = form.canonical(", ".join(f"{number:03}" for number in drawn))

    assert form.canonical(value) == value
    assert form.is_canonical(value)
    assert re.fullmatch(form.pattern, value)
    assert sorted(map(int, value.split())) == sorted(drawn)
    assert len(value) <= 500


@given(number_forms())
def test_the_example_is_a_value(form):
    assert form.is_canonical(form.example)


@given(st.text(max_size=60))
def test_any_text_is_a_value_or_refused_in_words(typed):
    for form in (LOTTO, DICE, ROUND):
        try:
            value = form.canonical(typed)
        except BadInput:
            continue
        assert form.is_canonical(value)


def test_the_example_shows_whether_order_counts():
    assert LOTTO.example == "1 10 20 29 39 49"
    assert DICE.example == "6 5 4 3 3 2 1 1"
    assert numbers_form(1, 0, 10**6, "ascending", source="s", at=DRAWN_AT).example == "0"
    assert ROUND.example == DIGITS


# --- forms that are not offered --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("count", "low", "high", "order", "problem"),
    [
        (7, 1, 6, "as thrown", "Only 279,936 different values are possible. At least 1,000,000 must be"),
        (4, 1, 49, "ascending", "Only 211,876 different values are possible"),
        (6, 1, 5, "ascending", "Only 0 different values are possible"),
        (0, 1, 49, "ascending", "A value has 1 to 100 numbers."),
        (101, 1, 49, "as thrown", "A value has 1 to 100 numbers."),
        (True, 0, 10**6, "ascending", "A value has 1 to 100 numbers."),
        (6, -1, 49, "ascending", "The numbers of a value go from a lowest, 0 or more"),
        (6, 49, 49, "ascending", "The numbers of a value go from a lowest, 0 or more"),
        (6, 1, 10**6 + 1, "ascending", "The numbers of a value go from a lowest, 0 or more"),
        (6, 1, 49, "descending", "The order of numbers is “ascending” or “as thrown”."),
        (100, 1, 10**6, "as thrown", "100 numbers up to 1000000 are longer than 500 characters."),
    ],
)
def test_forms_of_which_all_values_could_be_tried_or_that_are_none_are_refused(count, low, high, order, problem):
    with pytest.raises(BadInput, match=re.escape(problem)):
        numbers_form(count, low, high, order, source="balls", at=DRAWN_AT)


def test_a_moment_of_no_calendar_of_ours_is_refused():
    for at in (
        DRAWN_AT.replace(year=999),
        DRAWN_AT.replace(microsecond=1),
        DRAWN_AT.replace(tzinfo=None),
        "today",
        None,
    ):
        with pytest.raises(BadInput, match="A moment of the announcement"):
            numbers_form(6, 1, 49, "ascending", source="balls", at=at)


def test_a_round_has_more_values_than_anybody_could_try():
    assert ROUND.values == 2**256


def test_a_million_values_are_enough():
    # One number from 0 to 999,999.
    assert numbers_form(1, 0, 999_999, "ascending", source="balls", at=DRAWN_AT).values == 1_000_000


def test_a_round_of_drand_has_its_own_moment():
    assert ROUND.at == datetime(2023, 8, 23, 15, 59, 24, tzinfo=UTC)
    with pytest.raises(BadInput, match="is not that of the announced moment"):
        drand_form(1000, at=ROUND.at + timedelta(seconds=3))


@pytest.mark.parametrize("number", [0, -1, True, None, 2**53, 2**52, "7"])
def test_a_round_that_cannot_be_is_refused(number):
    with pytest.raises(BadInput):
        drand_form(number)


@pytest.mark.parametrize("source", ["", " dice", "di\u200bce", "d" * 201, "ding\x00"])
def test_a_source_is_named_in_words_that_can_be_seen(source):
    with pytest.raises(BadInput, match="The source of the value"):
        numbers_form(6, 1, 49, "ascending", source=source, at=DRAWN_AT)


def test_the_parts_of_a_form_belong_together():
    for wrong in ({"round": 7}, {"form": "drand"}, {"form": "dice"}, {"count": None}, {"at": datetime(2026, 9, 5)}):  # noqa: DTZ001
        with pytest.raises(BadInput):
            replace(LOTTO, **wrong)
    for wrong in ({"count": 6}, {"order": "ascending"}, {"round": None}):
        with pytest.raises(BadInput):
            replace(ROUND, **wrong)


# --- the text -------------------------------------------------------------------------------------------
def test_an_announcement_has_these_keys_in_one_text():
    announcement = make_announcement(replaces="cd" * 32, outcome_at=DRAWN_AT + timedelta(hours=1))

    assert announcement.to_json() == (
        '{"commitment":"'
        + "ab" * 32
        + '","draw":"7KQW","event":"funke","format":"fairdraw announcement 2","number":1,'
        '"outcome_at":"2026-09-05T20:25:00Z","replaces":"' + "cd" * 32 + '","trail":null,"value":{'
        '"at":"2026-09-05T19:25:00Z","chain":null,"count":6,"example":"1 10 20 29 39 49","form":"numbers","high":49,"low":1,'
        '"order":"ascending","pattern":"(0|[1-9][0-9]*)( (0|[1-9][0-9]*)){5}","round":null,'
        '"source":"Lotto 6 aus 49, Saturday"}}'
    )


@pytest.mark.parametrize("value", [LOTTO, DICE, ROUND])
def test_an_announcement_is_read_back_as_it_was(value):
    announcement = make_announcement(value, number=3, trail="ef" * 32)

    assert Announcement.from_json(announcement.to_json()) == announcement


@pytest.mark.parametrize("ending", ["\n", " ", "{}"])
def test_a_text_with_anything_after_it_is_refused(ending):
    with pytest.raises(BadInput):
        Announcement.from_json(make_announcement().to_json() + ending)


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: document["value"].update(example="1 2 3 4 5 6"),
        lambda document: document["value"].update(pattern="[0-9 ]+"),
        lambda document: document["value"].update(at="2026-09-05T19:25Z"),
        lambda document: document["value"].update(at=None),
        lambda document: document["value"].update(count=True),
        lambda document: document["value"].update(count=[6]),
        lambda document: document["value"].update(low={}),
        lambda document: document["value"].update(order=["ascending"]),
        lambda document: document["value"].update(form=None),
        lambda document: document["value"].update(chain="00" * 32),
        lambda document: document["value"].update(more=1),
        lambda document: document["value"].pop("round"),
        lambda document: document.update(value=None),
        lambda document: document.update(value="drand"),
        lambda document: document.update(number=0),
        lambda document: document.update(number="1"),
        lambda document: document.update(commitment="AB" * 32),
        lambda document: document.update(commitment=None),
        lambda document: document.update(replaces="ab"),
        lambda document: document.update(trail=0),
        lambda document: document.update(draw=""),
        lambda document: document.update(event=["funke"]),
        lambda document: document.update(outcome_at="tomorrow"),
        lambda document: document.update(more=1),
        lambda document: document.pop("trail"),
        lambda document: document.update(format="fairdraw announcement 1"),
    ],
)
def test_a_text_of_which_anything_is_wrong_is_refused(edit):
    with pytest.raises(BadInput):
        Announcement.from_json(edited(edit))


def test_the_digest_is_that_of_the_file():
    assert make_announcement().digest != make_announcement(number=2).digest
    assert len(make_announcement().digest) == 64


def test_a_form_can_be_compared():
    assert drand_form(1000) == ROUND
    assert isinstance(ROUND, ValueForm)
