"""The verifier finds every change, ends whatever it is given, and says in a sentence what it saw."""

import copy
import hashlib
import json
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

import fairdraw
from fairdraw import Announcement, Entry, Pool, Quota, Rules, commit, draw, follow_up, numbers_form, solve, verify
from fairdraw.verify import check
from tests.fairdraw.builders import make_lottery, make_pool, women
from tests.fairdraw.cheats.forge import canonical, exchange, result_of, settle, text_of
from tests.fairdraw.cheats.honest import (
    DICE_VALUE,
    RANDOMNESS,
    SIGNATURE,
    conference,
    small,
    unfilled,
    wave,
    weighted,
)
from tests.fairdraw.cheats.kinds import CHESS, FRIEND, NOON, announcement_of, drand_announcement_of

pytestmark = pytest.mark.pure

VERIFIER = Path(fairdraw.__file__).with_name("verify.py")


def document_of(lottery):
    return json.loads(lottery.to_json())


def published(lottery, value=DICE_VALUE):
    return lottery.to_json(), draw(lottery, value).to_json()


def step_of(*texts, **options):
    """The step that refuses, None if everything holds."""
    verdict = check(*texts, **options)
    assert verdict.sentence.startswith("Holds" if verdict.holds else "Does not hold: ")
    return verdict.problems[0].step if verdict.problems else None


def medium_lottery():
    dice = random.Random(1)
    entries = [Entry(f"c{n:03}", {"a": dice.choice("xxxy"), "b": dice.choice("pq")}) for n in range(90)]
    return solve(Pool(tuple(entries)), Rules(31, (Quota("a", "y", 13), Quota("b", "p", None, 30))), panels=50)


def little_lottery():
    return make_lottery(make_pool("abc", "de", teams=[("f", "g"), ("hij", "")]), 5, women(3, 4), panels=6)


@pytest.mark.parametrize("make", [little_lottery, medium_lottery, small, unfilled, weighted])
def test_what_was_published_holds(make):
    assert step_of(*published(make())) is None


def test_files_may_come_in_any_order():
    follow = wave()
    texts = [*published(follow.lottery), announcement_of(document_of(follow.lottery)), *follow.before]
    dice = random.Random(1)

    for _ in range(10):
        dice.shuffle(texts)
        assert step_of(*texts) is None


def test_a_lottery_is_checked_before_it_is_drawn():
    lottery = conference()
    document = document_of(lottery)
    exchange(document, CHESS, FRIEND, document["panels"])
    settle(document)

    assert verify(lottery).holds
    assert verify(lottery).unchecked[:2] == ("No result was given.", "No announcement was given.")
    assert step_of(text_of(document)) == "closeness"


@pytest.mark.parametrize("which", [0, 1, 2])
def test_every_character_is_guarded(which):
    texts = [*published(little_lottery()), announcement_of(document_of(little_lottery()))]

    for place, character in enumerate(texts[which]):
        for other in {"", "0", "1", "a", '"', ",", " "} - {character}:
            changed = [*texts]
            changed[which] = texts[which][:place] + other + texts[which][place + 1 :]
            # Some words of an announcement may be any others.
            if which == 2 and differs_in_words_only(texts[2], changed[2]):
                continue
            assert step_of(*changed) is not None, (place, other, changed[which][max(0, place - 20) : place + 20])


# What the announcement of dice says that nothing in it has to agree with.
WORDS = ("at", "draw", "event", "number", "outcome_at", "replaces", "source", "trail")


def differs_in_words_only(before, after):
    try:
        documents = [json.loads(before), json.loads(after)]
    except ValueError:
        return False
    for document in documents:
        for key in WORDS:
            document.pop(key, None)
            (document.get("value") or {}).pop(key, None)
    return documents[0] == documents[1]


WRONG = [
    None,
    True,
    -1,
    0,
    2**53,
    10**40,
    10**60,
    0.5,
    "",
    "x",
    "1/2",
    "\u200b",
    [],
    {},
    [[]],
    [None],
    {"at": 0},
    ["0"],
]


@pytest.mark.parametrize("make", [little_lottery, small, unfilled, weighted])
def test_a_wrong_value_anywhere_is_refused_in_words(make):
    document = document_of(make())
    result = text_of(result_of(document, DICE_VALUE))

    for path in paths(document):
        for wrong in WRONG:
            forged = copy.deepcopy(document)
            place = follow(forged, path[:-1])
            if place[path[-1]] == wrong and type(place[path[-1]]) is type(wrong):
                continue
            place[path[-1]] = wrong
            assert step_of(text_of(forged), result) is not None, (path, wrong)


@pytest.mark.parametrize("which", [1, 2, 3, 4])
def test_a_wrong_value_in_another_file_is_refused_in_words(which):
    follow_up = wave()
    texts = [*published(follow_up.lottery), announcement_of(document_of(follow_up.lottery)), *follow_up.before]
    end = "" if which == 2 else "\n"

    for path in paths(json.loads(texts[which])):
        for wrong in WRONG:
            forged = json.loads(texts[which])
            follow(forged, path[:-1])[path[-1]] = wrong
            changed = [*texts]
            changed[which] = canonical(forged) + end
            step = step_of(*changed)
            assert step is not None or changed[which] == texts[which] or (which == 2 and path[-1] in WORDS), (
                path,
                wrong,
            )


def paths(value, path=()):
    """All places in a document, without more than three of one list."""
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value[:3]) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from paths(inner, (*path, key))


def follow(value, path):
    for key in path:
        value = value[key]
    return value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "null",
        "[" * 200_000,
        '{"format":' * 100_000,
        "9" * 10_000,
        '{"format":"fairdraw lottery 2"}\n',
        '{"format":["fairdraw lottery 2"]}\n',
        "\ufeff{}",
        '{"format":"\ud800"}',
        "\udcff",
        "NaN",
    ],
)
def test_rubbish_is_refused_in_words(text):
    lottery, result = published(little_lottery())

    assert step_of(text) == "text"
    assert step_of(text, result) == "text"
    assert step_of(lottery, text) == "text"


@pytest.mark.parametrize("number", ["9" * 5_000, "1e999999999", "1E400", "-0", "0x1", "1_0"])
def test_a_number_of_any_size_is_refused_at_once(number):
    lottery, result = published(little_lottery())

    assert step_of(lottery.replace('"seats":5', f'"seats":{number}'), result) == "text"
    assert step_of(lottery.replace('"weight":"1"', f'"weight":"{number}"', 1), result) == "text"


def test_a_tree_may_be_deep_but_not_too_deep():
    document = document_of(unfilled())
    grow(document, 199)
    assert step_of(text_of(document)) is None

    for deeper in (1, 100, 10_000):
        grow(document, deeper)
        assert nested_text(document) is None or step_of(nested_text(document)) in ("fill", "text")


def grow(document, branches):
    """Put branches above the tree that leave it as it is: nobody can be in more often than there are units."""
    for _ in range(branches):
        units = len(document["types"][0]["codes"]) // document["types"][0]["size"]
        document["fill"]["tree"] = {"at": units, "high": [0, 1], "low": document["fill"]["tree"], "type": 0}


def nested_text(document):
    try:
        return text_of(document)
    except RecursionError:
        return None


def test_trees_with_very_many_leaves_are_refused():
    document = document_of(unfilled())
    leaf = [1, 1]
    for _ in range(15):
        leaf = {"at": 7, "high": leaf, "low": leaf, "type": 0}
    document["fill"]["tree"] = leaf

    assert step_of(text_of(document)) == "fill"


def test_more_panels_than_can_be_checked_are_refused():
    document = document_of(little_lottery())
    document["panels"] = 100_001

    assert step_of(text_of(document)) == "panels"


def test_how_much_may_be_lost_can_be_said():
    document = document_of(conference())
    exchange(document, CHESS, FRIEND, 1)
    settle(document)
    texts = text_of(document), text_of(result_of(document, DICE_VALUE))

    assert step_of(*texts) is None
    assert step_of(*texts, most_loss=Fraction(0)) == "closeness"


def test_the_verdict_is_a_sentence_with_numbers():
    verdict = check(*published(conference()), announcement_of(document_of(conference())))

    assert verdict.facts == {
        "1. club = chess": "at least 1; 15 entries",
        "2. gender = woman": "at least 8; 16 entries",
        "3. shoe = 48": "at most 8; 9 entries",
        "weights not 1": "0 entries; largest by smallest: 1",
        "chances": "22.22 % (54 entries) to 50 % (16 entries)",
        "smallest for its weight": "22.22 %; at best 22.22 %",
        "largest loss": "0 % of a chance; 0 entries",
        "largest gain": "0 % of a chance; 0 entries",
        "announced": "number 1 of summit; replaces none",
        "public value": "eight dice on stage, such as 6 5 4 3 3 2 1 1, at 2026-09-02T12:00:00Z",
    }
    assert verdict.unchecked == ["Whether whole panels can give these chances was not checked."]
    assert verdict.sentence == (
        "Holds: 20 of 20 seats, 70 entries, 3 quotas, no weights. No lottery under these quotas could give anyone more "
        "without giving less to somebody whose chance is no larger; this list keeps to those chances within 0 %."
    )


def test_a_rule_is_printed_with_the_entries_that_count_towards_it():
    people = [Entry(f"c{n}", {"shoe": "48" if n == 0 else "42"}) for n in range(60)]
    quotas = (Quota("shoe", "48", 0, None), Quota("shoe", "42", 1, 59))

    verdict = check(*published(solve(Pool(tuple(people)), Rules(20, quotas), panels=30)))

    assert verdict.facts["2. shoe = 48"] == "at least 0; 1 entry"
    assert verdict.facts["1. shoe = 42"] == "at least 1, at most 59; 59 entries"


def test_no_rule_hides_another_one_whose_name_looks_the_same():
    badges = {"badge": "blue = early", "badge = blue": "late"}
    people = (Entry("friend", badges), *(Entry(f"m{number}", {}) for number in range(20)))
    quotas = (Quota("badge", "blue = early", 1), Quota("badge = blue", "early", None, 20))

    verdict = check(*published(solve(Pool(people), Rules(5, quotas), panels=20)))

    assert verdict.facts["1. badge = blue = early"] == "at least 1; 1 entry"
    assert verdict.facts["2. badge = blue = early"] == "at most 20; 0 entries"
    assert verdict.facts["chances"].endswith("100 % (1 entry)")


def test_more_types_and_rules_than_can_be_checked_are_refused_at_once():
    document = document_of(little_lottery())
    kind = document["types"][0]
    document["types"] = [kind | {"codes": [f"c{number:04}"]} for number in range(3200)]
    document["rules"] = [{"attribute": "a", "least": None, "most": None, "value": f"{n:04}"} for n in range(3200)]

    assert step_of(text_of(document)) == "text"


def test_what_was_not_checked_of_earlier_draws_is_said():
    first = conference(panels=60)
    signature = "ab" * 48
    value = hashlib.sha256(bytes.fromhex(signature)).hexdigest()
    drawn = draw(first, value, signature)
    second = follow_up(first, drawn, drawn.admitted[:2], panels=60)
    form = numbers_form(8, 1, 6, "as thrown", source="whatever suits us", at=NOON)
    announcement = Announcement(commit(second), "DRAW", "summit", 7, form, replaces="ab" * 32)

    verdict = check(*published(second), announcement.to_json(), first.to_json(), drawn.to_json())

    assert verdict.holds
    assert "Of the draw before: No announcement was given." in verdict.unchecked
    assert "Of the draw before: The drand signature was not checked here." in verdict.unchecked
    assert verdict.facts["announced"] == f"number 7 of summit; replaces {'ab' * 32}"
    assert verdict.facts["public value"].startswith("whatever suits us, such as 6 5 4")


def test_weights_and_empty_seats_stand_in_the_verdict():
    heavy, empty = check(*published(weighted())), check(*published(unfilled()))

    assert heavy.facts["weights not 1"] == "40 entries; largest by smallest: 3"
    assert "1 quota, 40 weights." in heavy.sentence
    assert empty.sentence.startswith(
        "Holds: 18 of 20 seats (at most 18 can be filled), 126 entries, 0 quotas, no weights."
    )


def test_a_proof_over_whole_panels_needs_no_note():
    assert check(*published(small())).unchecked == ["No announcement was given."]


def test_the_old_format_is_refused_with_the_reason():
    lottery, result = published(little_lottery())

    for texts in (
        (lottery.replace("lottery 2", "lottery 1"), result),
        (lottery, result.replace("result 2", "result 1")),
    ):
        assert "let one entry be a type of its own" in check(*texts).sentence


def test_a_result_of_drand_says_that_its_signature_was_not_checked():
    document = document_of(conference())
    result = text_of(result_of(document, RANDOMNESS, SIGNATURE))

    verdict = check(text_of(document), result, drand_announcement_of(document))

    assert verdict.holds
    assert verdict.unchecked[0] == "The drand signature was not checked here."


def test_a_chain_of_three_draws_holds_and_needs_all_its_files():
    first = conference(panels=60)
    drawn = draw(first, "one")
    second = follow_up(first, drawn, drawn.admitted[:4], panels=60)
    drawn_again = draw(second, "two")
    third = follow_up(second, drawn_again, {drawn.admitted[5], drawn_again.admitted[0]}, before=[first], panels=60)
    texts = [*published(third, "three"), second.to_json(), drawn_again.to_json(), first.to_json(), drawn.to_json()]

    assert step_of(*texts) is None
    for left_out in range(2, 6):
        assert step_of(*texts[:left_out], *texts[left_out + 1 :]) in ("text", "previous", "commitment")


def test_files_that_do_not_belong_together_are_refused():
    one, other = conference(seed=1), conference(seed=5)

    assert step_of(one.to_json(), other.to_json()) == "text"
    assert step_of(*published(one), published(one, "another value")[1]) == "text"
    assert step_of(published(one)[1]) == "text"
    assert step_of(*published(one), published(other)[1]) == "commitment"


def run(*arguments, cwd):
    command = [sys.executable, "-I", "-S", "verify.py", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, check=False)


def test_the_verifier_runs_alone_without_the_library(tmp_path):
    lottery, result = published(medium_lottery())
    (tmp_path / "verify.py").write_text(VERIFIER.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "lottery.json").write_text(lottery)
    (tmp_path / "result.json").write_text(result)
    (tmp_path / "forged.json").write_text(result.replace('"panel":', '"panel":1'))
    (tmp_path / "windows.json").write_bytes(result.replace("\n", "\r\n").encode())
    (tmp_path / "latin.json").write_bytes(result.replace("public", "öffentlich").encode("latin-1"))
    (tmp_path / "other.json").write_bytes(b"\xff\xfe\x00")

    good = run("result.json", "lottery.json", cwd=tmp_path)
    assert good.returncode == 0
    assert good.stdout.decode().splitlines()[0] == "1. a = y: at least 13; 23 entries"
    assert (
        good.stdout.decode().splitlines()[-1].startswith("Holds: 31 of 31 seats, 90 entries, 2 quotas, no weights. ")
    )
    for name in ("forged", "windows", "other"):
        bad = run("lottery.json", f"{name}.json", cwd=tmp_path)
        assert (bad.returncode, bad.stderr) == (1, b"")
        assert bad.stdout.startswith(b"Does not hold: ")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing.json",),
        ("verify.py", "--most-loss", "nan"),
        ("verify.py", "--most-loss", "inf"),
        ("verify.py", "--rate"),
    ],
)
def test_what_cannot_be_read_is_bad_usage(arguments, tmp_path):
    (tmp_path / "verify.py").write_text(VERIFIER.read_text(encoding="utf-8"), encoding="utf-8")

    assert run(*arguments, cwd=tmp_path).returncode == 2


def test_the_verifier_can_be_read_in_a_sitting():
    text = VERIFIER.read_text(encoding="utf-8")

    assert len(text.splitlines()) < 500
    assert "import fairdraw" not in text
    assert "from fairdraw" not in text
