import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from einlass.applications.conditions import asked, is_asked
from tests.checkin_js.node import node_binary

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "conditions.json").read_text())


@pytest.mark.parametrize("vector", VECTORS["is_asked"], ids=lambda vector: vector["says"])
def test_a_question_is_asked_as_its_condition_says(vector):
    assert is_asked(vector["condition"], vector["answers"]) is vector["asked"]


@pytest.mark.parametrize("vector", VECTORS["asked"], ids=lambda vector: vector["says"])
def test_questions_hang_together(vector):
    assert asked(vector["conditions"], vector["answers"]) == set(vector["keys"])


def test_the_browser_applies_the_same_rule():
    run = subprocess.run(
        [node_binary(), "--test", str(Path(__file__).parent / "conditions.test.mjs")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr


# Few keys and values, so that conditions meet answers; and the words that mean something in either language.
KEYS = st.sampled_from(["category", "team", "region", "stage", "photos", "people", "constructor", "__proto__", "é"])
VALUES = st.sampled_from(["", "yes", "true", "abroad", "0", "10", "null", "toString", "ä", "👩‍🚀", "a,b"])
ANSWERS = st.one_of(
    st.none(),
    st.booleans(),
    VALUES,
    st.lists(VALUES, max_size=3),
    st.integers(-(2**40), 2**40),
    st.text(max_size=5),
)
CONDITIONS = st.one_of(
    st.none(), st.fixed_dictionaries({"question": KEYS, "is": st.lists(VALUES | st.integers(-20, 20), max_size=3)})
)
CASE = st.fixed_dictionaries(
    {
        "conditions": st.lists(st.tuples(KEYS, CONDITIONS), max_size=6, unique_by=lambda pair: pair[0]),
        "answers": st.dictionaries(KEYS, ANSWERS, max_size=6),
    }
)


NAMED_LIKE_A_PROTOTYPE = {
    "conditions": [("__proto__", None), ("photos", {"question": "__proto__", "is": ["ä"]})],
    "answers": {"__proto__": "ä"},
}


@given(st.lists(CASE, min_size=20, max_size=60))
@example([NAMED_LIKE_A_PROTOTYPE])
@settings(max_examples=15, deadline=None)
def test_the_browser_and_the_server_ask_the_same_questions(cases):
    run = subprocess.run(
        [node_binary(), str(Path(__file__).parent / "asked_keys.mjs")],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )

    in_the_browser = [set(keys) for keys in json.loads(run.stdout)]

    assert in_the_browser == [asked(case["conditions"], case["answers"]) for case in cases]
