"""A form as a file: it comes back as it was, and what is wrong is named exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einlass.applications.builder.checks import KEY, RESERVED, Frame
from einlass.applications.builder.spec import Choice, Condition, QuestionSpec
from einlass.applications.builder.toml import BadFile, read_toml, to_toml
from einlass.applications.text import plain_text

FRAME = Frame(("en", "de"), frozenset({"founder", "student"}))
HEAD = 'format = "einlass-form-1"\n\n'
texts = st.text(min_size=1, max_size=40).map(plain_text).filter(bool)
line_texts = st.text(min_size=1, max_size=40).map(lambda text: plain_text(text, lines=True)).filter(bool)
keys = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True).filter(
    lambda key: KEY.fullmatch(key) and key not in RESERVED
)


@st.composite
def forms(draw):
    specs = []
    for key in draw(st.lists(keys, unique=True, min_size=1, max_size=5)):
        kind = draw(
            st.sampled_from(
                ["text", "long_text", "choice", "multiple", "number", "date", "country", "url", "file", "consent"]
            )
        )
        choices = ()
        if kind in {"choice", "multiple"}:
            values = draw(st.lists(keys, min_size=2, max_size=4, unique=True))
            names = draw(st.lists(texts, min_size=len(values), max_size=len(values), unique=True))
            choices = tuple(Choice(value, {"en": name}) for value, name in zip(values, names, strict=True))
        label = {"en": draw(texts)} | ({"de": draw(texts)} if draw(st.booleans()) else {})
        sources = [one for one in specs if one.choices]
        condition = None
        if draw(st.booleans()):
            source = draw(st.sampled_from([None, *sources]))
            condition = (
                Condition(source.key, (source.choices[0].value,)) if source else Condition("category", ("founder",))
            )
        specs.append(
            QuestionSpec(
                key=key,
                kind=kind,
                label=label,
                help={"de": draw(line_texts)} if draw(st.booleans()) else {},
                choices=choices,
                required=draw(st.booleans()),
                condition=condition,
                is_attribute=kind == "choice" and draw(st.booleans()),
                is_hidden_in_blind_review=draw(st.booleans()),
                kept_days=draw(st.none() | st.integers(0, 3650)),
                file_types=("pdf", "picture") if kind == "file" else (),
                file_megabytes=draw(st.integers(1, 10)) if kind == "file" else 5,
            )
        )
    return specs


@given(forms())
def test_a_form_comes_back_from_its_file_as_it_was(specs):
    assert read_toml(to_toml(specs, title="Fun\nkenflug"), FRAME) == specs


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    for start in ("", HEAD, HEAD + "[[question]]\n"):
        assert is_form_or_has_faults(start + text)


@pytest.mark.parametrize(
    "line",
    [
        "kept_days = " + "9" * 5000,
        "kept_days = 0x" + "f" * 5000,
        "kept_days = 1e9999",
        "file_megabytes = -" + "9" * 5000,
        "choices = " + "[" * 100_000,
        "a." * 5000 + "b = 1",
    ],
    ids=["digits", "hex", "infinite", "negative", "brackets", "dots"],
)
def test_numbers_and_brackets_without_end_are_faults(line):
    assert faults(HEAD + f'[[question]]\nkey = "a"\nkind = "text"\nlabel.en = "A"\n{line}\n')


def is_form_or_has_faults(text):
    try:
        return isinstance(read_toml(text, FRAME), list)
    except BadFile as bad:
        return len(bad.faults) > 0


def faults(text):
    with pytest.raises(BadFile) as bad:
        read_toml(text, FRAME)
    return [(fault.line, fault.question, fault.key) for fault in bad.value.faults]


def test_a_fault_in_the_writing_is_named_by_its_line():
    assert faults(HEAD + "[[question]]\nkey = \n") == [(4, "", "")]


def test_another_file_is_told_by_its_first_line():
    assert faults("[[question]]\nkey = 'a'\n") == [(None, "", "format")]


def test_each_fault_is_named_by_line_question_and_key():
    text = (
        HEAD
        + """[[question]]
key = "company"
kind = "text"
label.en = "Company"
requird = true

[[question]]
key = "stage"
kind = "chioce"
label = "Stage"
only_if = { question = "category" }
kept_days = "ten"
"""
    )

    assert faults(text) == [
        (7, "company", "requird"),
        (11, "stage", "kind"),
        (12, "stage", "label"),
        (13, "stage", "only_if"),
        (14, "stage", "kept_days"),
    ]


def test_a_form_that_does_not_hold_together_is_named_too():
    text = (
        HEAD
        + """[[question]]
key = "country"
kind = "country"
label.en = "Country"
only_if = { question = "region", is = ["abroad"] }

[[question]]
key = "region"
kind = "choice"
label.en = "Region"
choices = [ { value = "owl", en = "OWL" }, { value = "owl", fr = "OWL" } ]

[[question]]
key = "country"
kind = "file"
label.en = "Once more"
file_types = ["exe"]
"""
    )

    assert faults(text) == [
        (7, "country", "only_if"),
        (13, "region", "choices, 2"),
        (16, "country", "key"),
        (19, "country", "file_types"),
    ]


def test_a_header_inside_of_a_text_leads_to_no_wrong_line():
    text = HEAD + '[[question]]\nkey = "a"\nkind = "text"\nlabel.en = """x\n[[question]]\ny"""\nbad = 1\n'

    assert faults(text) == [(None, "a", "bad")]
