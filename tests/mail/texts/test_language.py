import pytest
from hypothesis import given
from hypothesis import strategies as st

from einlass.mail.texts.language import BadText, literal, names_in, parse, write

NAMES = {"name", "event_name", "proof_link"}
CONDITIONS = {"by_draw", "seats is one"}


def written(text, *, holds=(), **values):
    parts = parse(text, placeholders=NAMES, conditions=CONDITIONS)
    return write(parts, value=lambda name: values.get(name, ""), holds=lambda name: name in holds)


def flaw_of(text):
    with pytest.raises(BadText) as raised:
        parse(text, placeholders=NAMES, conditions=CONDITIONS)
    return raised.value.flaw


def test_placeholders_are_replaced():
    assert written("Hello {name}, at { event_name }", name="Anna", event_name="Fest") == "Hello Anna, at Fest"


def test_the_first_branch_that_holds_is_written():
    text = "{if by_draw}drawn{elif seats is one}one{else}none{end}!"

    assert written(text, holds=["by_draw", "seats is one"]) == "drawn!"
    assert written(text, holds=["seats is one"]) == "one!"
    assert written(text) == "none!"


def test_choices_stand_within_one_another():
    text = "{if by_draw}a{if seats is one}b{else}c{end}d{end}e"

    assert written(text, holds=["by_draw"]) == "acde"
    assert written(text, holds=["by_draw", "seats is one"]) == "abde"
    assert written(text) == "e"


def test_doubled_braces_are_braces():
    assert written("{{name}} {name} }", name="x") == "{name} x }"


@pytest.mark.parametrize(
    ("text", "kind", "line", "column", "name", "near"),
    [
        ("Hello {nam}", "unknown", 1, 7, "nam", "name"),
        ("a\nb {zzz}", "unknown", 2, 3, "zzz", ""),
        ("a {name", "open_brace", 1, 3, "", ""),
        ("{name\n}", "open_brace", 1, 1, "", ""),
        ("{if by_draw} x", "no_end", 1, 1, "by_draw", ""),
        ("{if by_drow} x{end}", "unknown_condition", 1, 1, "by_drow", "by_draw"),
        ("x {end}", "no_if", 1, 3, "end", ""),
        ("{else}", "no_if", 1, 1, "else", ""),
        ("{if by_draw}a{else}b{else}c{end}", "after_else", 1, 21, "else", ""),
        ("{if}", "unknown_condition", 1, 1, "", ""),
        ("{}", "unknown", 1, 1, "", ""),
        ("{name.__class__}", "unknown", 1, 1, "name.__class__", ""),
        ("{name|safe}", "unknown", 1, 1, "name|safe", "name"),
        ("{% load x %}", "unknown", 1, 1, "% load x %", ""),
        ("{if by_draw}" * 11, "too_deep", 1, 121, "", ""),
    ],
)
def test_a_text_that_does_not_hold_together_is_refused_with_its_place(text, kind, line, column, name, near):
    flaw = flaw_of(text)

    assert (flaw.kind, flaw.line, flaw.column, flaw.name) == (kind, line, column, name)
    assert flaw.near == near or (kind == "unknown" and not near)


def test_a_value_is_never_read_as_a_placeholder():
    assert written("{name}", name="{event_name} {if by_draw}", event_name="Fest") == "{event_name} {if by_draw}"


def test_djangos_own_tags_are_text_or_refused_and_never_run():
    assert flaw_of("{% include 'x' %}").kind == "unknown"
    assert written("{{ name }}", name="Anna") == "{ name }"


@given(st.text())
def test_any_text_made_literal_is_written_as_it_is(text):
    assert written(literal(text)) == text


@given(st.text(alphabet="{}ifendlsamenby_raw \n", max_size=60))
def test_whatever_is_typed_is_written_or_refused_and_nothing_else(text):
    try:
        parts = parse(text, placeholders=NAMES, conditions=CONDITIONS)
    except BadText:
        return
    assert names_in(parts) <= NAMES
    write(parts, value=lambda name: name, holds=lambda name: True)
