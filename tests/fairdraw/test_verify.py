"""The verifier finds every change, whether clumsy or made by someone who can compute commitments."""

import copy
import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import fairdraw
from fairdraw import Entry, Lottery, Pool, Quota, Rules, draw, solve
from fairdraw.verify import digest, problems_of
from tests.fairdraw.builders import make_lottery, make_pool, women

VERIFIER = Path(fairdraw.__file__).with_name("verify.py")


def small_lottery():
    return make_lottery(make_pool("abc", "de", teams=[("f", "g"), ("hij", "")]), 5, women(3, 4), panels=6)


def medium_lottery():
    dice = random.Random(1)
    entries = [Entry(f"c{n:03}", {"a": dice.choice("xxxy"), "b": dice.choice("pq")}) for n in range(90)]
    return solve(Pool(tuple(entries)), Rules(31, (Quota("a", "y", 13), Quota("b", "p", None, 30))), panels=50)


def published(lottery, value="a public value"):
    return lottery.to_json(), draw(lottery, value).to_json()


def edited(lottery, edit):
    """The texts that a forger publishes: the lottery changed, and a result that fits the changed lottery."""
    document = json.loads(lottery.to_json())
    edit(document)
    text = json.dumps(document)
    try:
        result = draw(Lottery.from_json(text), "a public value")
    except IndexError:
        result = draw(lottery, "a public value")
    return text, replace(result, commitment=digest(document)).to_json()


@pytest.mark.parametrize("make", [small_lottery, medium_lottery])
def test_what_was_published_holds(make):
    assert problems_of(*published(make())) == []


@pytest.mark.parametrize("which", [0, 1])
def test_every_character_that_matters_is_guarded(which):
    texts = published(small_lottery())
    original = json.loads(texts[which])

    for place, character in enumerate(texts[which]):
        for other in {"0", "1", "a", '"', ","} - {character}:
            changed = texts[which][:place] + other + texts[which][place + 1 :]
            try:
                matters = json.loads(changed) != original
            except json.JSONDecodeError:
                matters = True
            if matters:
                pair = (changed, texts[1]) if which == 0 else (texts[0], changed)
                assert problems_of(*pair) != [], changed[max(0, place - 20) : place + 20]


@pytest.mark.parametrize("which", [0, 1])
def test_every_character_that_is_left_out_is_missed(which):
    texts = published(small_lottery())
    original = json.loads(texts[which])

    for place in range(len(texts[which]) - 1):
        changed = texts[which][:place] + texts[which][place + 1 :]
        try:
            matters = json.loads(changed) != original
        except json.JSONDecodeError:
            matters = True
        if matters:
            assert problems_of(*((changed, texts[1]) if which == 0 else (texts[0], changed))) != []


def move_entry(document):
    document["types"][1]["codes"].insert(0, document["types"][0]["codes"].pop(0))


def double_entry(document):
    document["types"][1]["codes"].append(document["types"][0]["codes"][-1])


def reorder_entries(document):
    document["types"][0]["codes"].reverse()


def drop_type(document):
    document["types"].pop()


def tighten_rule(document):
    document["rules"][-1]["most"] = document["rules"][-1]["least"] = 0


def count_otherwise(document):
    document["types"][0]["adds"] = [] if document["types"][0]["adds"] else [[0, 1]]


def fill_fewer_seats(document):
    document["filled"] -= 1


def favour_a_type(document):
    document["types"][-1]["panels"][0] += 1


def swap_panels_of_types(document):
    first, last = document["types"][0], document["types"][-1]
    first["panels"], last["panels"] = last["panels"], first["panels"]


def add_a_plane(document):
    document["types"][0]["panels"].append("f" * ((document["panels"] + 3) // 4))


def drop_a_panel(document):
    document["panels"] -= 4


def praise_the_chance(document):
    document["proof"]["min_chance"] = "1"


def lower_the_bound(document):
    document["proof"]["bound"] = document["proof"]["min_chance"]
    document["proof"]["levels"][0]["value"] = "1/50"


def raise_a_level(document):
    document["proof"]["levels"][-1]["value"] = "1" if document["proof"]["levels"][-1]["value"] != "1" else "1/2"


def change_a_price(document):
    tree = document["proof"]["levels"][0]["tree"]
    while isinstance(tree, dict):
        tree = tree["low"]
    tree[1] += 1


def forget_a_level(document):
    document["proof"]["levels"].pop()


def repeat_a_level(document):
    document["proof"]["levels"].append(copy.deepcopy(document["proof"]["levels"][0]))


def change_weight(document):
    document["types"][0]["weight"] = "2"


def change_method(document):
    document["method"] = "whatever we like"


def use_a_float(document):
    document["seats"] = float(document["seats"])


def add_a_key(document):
    document["note"] = "trust us"


def invent_a_draw_before(document):
    document["previous"] = {"lottery": "", "result": "", "held": ["zz"], "gone": [], "counts": [0]}


EDITS = [
    double_entry, reorder_entries, drop_type, tighten_rule, count_otherwise, fill_fewer_seats, favour_a_type,
    swap_panels_of_types, add_a_plane, drop_a_panel, praise_the_chance, lower_the_bound, raise_a_level,
    change_a_price, forget_a_level, repeat_a_level, change_weight, change_method, use_a_float, add_a_key,
    move_entry, invent_a_draw_before,
]  # fmt: skip


@pytest.mark.parametrize("make", [small_lottery, medium_lottery])
@pytest.mark.parametrize("edit", EDITS)
def test_a_forger_who_computes_commitments_is_found_out(make, edit):
    assert problems_of(*edited(make(), edit)) != []


@pytest.mark.parametrize(
    "change",
    [
        lambda result: replace(result, value="another value"),
        lambda result: replace(result, value=result.value + " "),
        lambda result: replace(result, seed="00" * 32),
        lambda result: replace(result, panel=result.panel % 6 + 1),
        lambda result: replace(result, commitment="00" * 32),
        lambda result: replace(result, admitted=result.admitted[::-1]),
        lambda result: replace(result, admitted=result.admitted[:-1]),
        lambda result: replace(result, admitted=(*result.admitted[:-1], result.waiting[0])),
        lambda result: replace(result, waiting=result.waiting[::-1]),
        lambda result: replace(result, waiting=(*result.waiting, "zz")),
    ],
)
def test_every_change_of_the_result_is_found(change):
    lottery = small_lottery()

    assert problems_of(lottery.to_json(), change(draw(lottery, "a public value")).to_json()) != []


def test_a_result_of_another_lottery_is_refused():
    other = make_lottery(make_pool("abc", "de", teams=[("f", "g"), ("hij", "")]), 5, women(3, 4), panels=12)

    problems = problems_of(small_lottery().to_json(), published(other)[1])

    assert "The “commitment” of the result does not follow from this lottery and the public value." in problems


def test_the_verifier_runs_alone_without_the_library(tmp_path):
    lottery, result = published(medium_lottery())
    (tmp_path / "verify.py").write_text(VERIFIER.read_text())
    (tmp_path / "lottery.json").write_text(lottery)
    (tmp_path / "result.json").write_text(result)
    (tmp_path / "forged.json").write_text(result.replace('"panel":', '"panel":1'))

    def run(name):
        command = [sys.executable, "-I", "-S", "verify.py", "lottery.json", name]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (run("result.json").returncode, run("result.json").stdout) == (0, "It holds.\n")
    assert run("forged.json").returncode == 1
    assert run("nothing.json").returncode == 2


def test_the_verifier_can_be_read_in_a_sitting():
    text = VERIFIER.read_text()

    assert len(text.splitlines()) < 400
    assert "fairdraw." not in text.replace("fairdraw.verify", "")
