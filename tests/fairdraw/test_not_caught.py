"""What no verifier can see in the files: these hold, and people must look at what is printed, or at their own page.

Each test is a row of the table "What is proved, by whom, against whom" in docs/lottery.md, and this file checks that table.
"""

import json
import re
from pathlib import Path

import pytest

from einlass.admission.proof_table import proof_table
from fairdraw import Entry, Pool, Quota, Rules, draw, follow_up, solve
from fairdraw.verify import STEPS, check
from tests.fairdraw import test_verify
from tests.fairdraw.cheats.forge import counts_of, exchange, put_counts, result_of, settle, text_of, units_of
from tests.fairdraw.cheats.honest import DICE_VALUE, RANDOMNESS, SIGNATURE, conference
from tests.fairdraw.cheats.kinds import CHESS, FRIEND, KINDS, MANY, announcement_of, drand_announcement_of
from tests.fairdraw.cheats.limits import limits
from tests.fairdraw.cheats.vectors import MADE_UP, sha256_of

pytestmark = pytest.mark.pure

LOTTERY_MD = Path(__file__).parents[2] / "docs" / "lottery.md"


def judged(document, *more):
    return check(text_of(document), text_of(result_of(document, DICE_VALUE)), *more)


def people(number, **attributes):
    return [Entry(f"c{place:03}", attributes) for place in range(number)]


def test_invented_entries_hold():
    invented = [Entry(f"invented {number}", {}) for number in range(20)]

    lottery = solve(Pool((*people(60), *invented)), Rules(20), panels=20)

    assert ", 80 entries, " in check(lottery.to_json()).sentence


def test_one_who_was_entered_wrongly_is_not_seen_here():
    right = [
        *people(60, gender="man"),
        Entry("she", {"gender": "woman"}),
        *(Entry(f"w{n}", {"gender": "woman"}) for n in range(9)),
    ]
    wrong = [*right[:60], Entry("she", {"gender": "man"}), *right[61:]]
    rules = Rules(14, (Quota("gender", "woman", 5),))

    chances = [solve(Pool(tuple(entries)), rules, panels=50).chances()["she"] for entries in (right, wrong)]

    assert check(solve(Pool(tuple(wrong)), rules, panels=50).to_json()).holds
    assert chances[1] < chances[0]


def test_a_rule_for_one_person_holds_and_is_printed_with_one_entry():
    entries = [*people(60, shoe="42"), Entry("friend", {"shoe": "48"})]

    lottery = solve(Pool(tuple(entries)), Rules(10, (Quota("shoe", "48", 1),)), panels=30)

    assert lottery.chances()["friend"] == 1
    assert check(lottery.to_json()).facts["1. shoe = 48"] == "at least 1; 1 entry"


def test_two_rules_that_overlap_make_one_person_certain_and_this_is_printed():
    chess = {"chess": "yes", "chess and not new": "yes"}
    entries = [
        *people(40),
        *(Entry(f"p{number:02}", chess) for number in range(29)),
        Entry("friend", {"chess": "yes"}),
    ]
    quotas = (Quota("chess", "yes", 10), Quota("chess and not new", "yes", None, 9))

    lottery = solve(Pool(tuple(entries)), Rules(20, quotas), panels=100)

    verdict = check(lottery.to_json())
    assert lottery.chances()["friend"] == 1
    assert verdict.facts["1. chess = yes"] == "at least 10; 30 entries"
    assert verdict.facts["2. chess and not new = yes"] == "at most 9; 29 entries"
    assert verdict.facts["chances"].endswith("100 % (1 entry)")


def test_a_weight_for_one_person_holds_and_is_printed():
    lottery = solve(Pool((*people(60), Entry("friend", {}, weight=5))), Rules(13), panels=50)

    verdict = check(lottery.to_json())

    assert lottery.chances()["friend"] > 4 * lottery.chances()["c000"]
    assert verdict.facts["weights not 1"] == "1 entry; largest by smallest: 5"


def test_a_gain_of_one_appearance_holds_and_is_printed():
    document = json.loads(conference().to_json())
    exchange(document, CHESS, FRIEND, 1)
    settle(document)

    verdict = judged(document)

    assert verdict.holds
    assert verdict.facts["largest gain"] == "4.167 % of a chance; 1 entry"


def test_one_seat_of_two_hundred_may_be_empty_and_this_is_printed():
    (lottery,) = limits()[0]["one of 200 seats that may be empty without a proof"]

    assert check(lottery).sentence.startswith("Holds: 199 of 200 seats (at most 200 can be filled), ")


def test_panels_that_take_many_of_a_type_or_none_hold():
    document = json.loads(conference().to_json())
    panels = document["panels"]
    for panel in range(panels):
        # What one panel gives to the many, another takes from them, so all chances stay as they were.
        table = counts_of(document)
        other = panels - 1 - panel
        while panel < other and table[CHESS][panel] > 0 and table[CHESS][other] < units_of(document["types"][CHESS]):
            for place, step in ((panel, 1), (other, -1)):
                table[MANY][place] += step
                table[CHESS][place] -= step
        put_counts(document, table)
    together = counts_of(document)[CHESS]

    verdict = judged(document)

    assert min(together) == 0
    assert max(together) >= 4
    assert verdict.holds
    assert verdict.facts == check(conference().to_json()).facts


def test_one_who_is_said_to_be_gone_is_not_seen_here():
    lottery = conference(panels=30)
    result = draw(lottery, "1")

    following = follow_up(lottery, result, {result.admitted[0], result.waiting[0]}, seats=1, panels=30)

    verdict = check(following.to_json(), lottery.to_json(), result.to_json())
    assert verdict.sentence.startswith("Holds: 1 of 1 seats, ")


def test_another_announcement_of_the_same_lottery_holds():
    document = json.loads(conference().to_json())

    for number in (1, 2):
        assert judged(document, announcement_of(document, number=number)).holds


def test_an_entry_that_is_left_out_is_not_seen_here():
    verdict = check(solve(Pool(tuple(people(60)[1:])), Rules(20), panels=20).to_json())

    assert ", 59 entries, " in verdict.sentence


def test_a_team_that_is_entered_as_people_alone_is_not_seen_here():
    apart = [Entry("m1", {}), Entry("m2", {})]

    lottery = solve(Pool((*people(60), *apart)), Rules(20), panels=20)

    assert check(lottery.to_json()).holds
    assert {kind.size for kind in lottery.types} == {1}


def test_an_odd_number_of_seats_makes_the_only_one_who_came_alone_certain_and_this_is_printed():
    twos = [Entry(f"{team:02}-{place}", {}, f"team {team}") for team in range(50) for place in range(2)]

    chances = [
        solve(Pool((*twos, Entry("friend"))), Rules(seats), panels=50).chances()["friend"] for seats in (30, 31)
    ]

    verdict = check(solve(Pool((*twos, Entry("friend"))), Rules(31), panels=50).to_json())
    assert chances[1] == 1 > chances[0]
    assert verdict.facts["chances"].endswith("100 % (1 entry)")


def test_a_round_that_is_known_already_holds_and_its_moment_is_printed():
    document = json.loads(conference().to_json())
    result = text_of(result_of(document, RANDOMNESS, SIGNATURE))

    verdict = check(text_of(document), result, drand_announcement_of(document))

    # Round 1,000 came out in 2023: whoever announces it today has had time to try many lotteries.
    assert verdict.holds
    assert verdict.facts["public value"].endswith(", at 2023-08-23T15:59:24Z")


def test_a_value_that_was_misread_holds():
    document = json.loads(conference().to_json())

    for value in ("3 1 4 1 5 6 2 6", "3 1 4 1 5 6 2 5"):
        result = text_of(result_of(document, value))
        assert check(text_of(document), result, announcement_of(document)).holds


def test_an_announcement_that_replaces_another_one_holds_and_this_is_printed():
    document = json.loads(conference().to_json())

    verdict = judged(document, announcement_of(document, number=2, replaces="ab" * 32))

    assert verdict.facts["announced"] == f"number 2 of summit; replaces {'ab' * 32}"


def test_who_was_drawn_stands_in_the_result_by_code():
    document = json.loads(conference().to_json())
    result = result_of(document, DICE_VALUE)

    assert judged(document).holds
    assert sorted(result["admitted"] + result["waiting"]) == sorted(
        code for kind in document["types"] for code in kind["codes"]
    )


def test_a_made_up_signature_holds_here_and_the_verdict_says_that_it_was_not_checked():
    document = json.loads(conference().to_json())
    result = text_of(result_of(document, sha256_of(MADE_UP), MADE_UP))

    verdict = check(text_of(document), result, drand_announcement_of(document))

    assert verdict.holds
    assert "The drand signature was not checked here." in verdict.unchecked


def rows():
    text = LOTTERY_MD.read_text(encoding="utf-8")
    section = text[text.index("## What is proved, by whom, against whom") : text.index("### Why this is enough")]
    table = [re.split(r"\s*\|\s*", line)[1:-1] for line in section.splitlines() if line.startswith("| ")]
    return [row for row in table if row[0] != "who"]


def test_each_row_of_the_table_is_a_test():
    tests = {kind.name for kind in KINDS} | {name.removeprefix("test_") for name in (*globals(), *vars(test_verify))}

    missing = [row[4] for row in rows() if re.sub(r"\W+", "_", row[4]) not in tests]

    assert len(rows()) > 30
    assert missing == []


def test_a_row_names_the_step_that_its_test_is_refused_by():
    step_of = {kind.name: kind.step for kind in KINDS}

    for row in rows():
        name = re.sub(r"\W+", "_", row[4])
        if name in step_of:
            assert f"**{step_of[name]}**" in row[2], row


def test_the_page_of_the_product_says_of_each_row_who_sees_it_as_the_table_does():
    told = {(test, row.seen_by) for group in proof_table() for row in group.rows for test in row.covers}

    assert told == {(row[4], row[3]) for row in rows()}
    for group in proof_table():
        for row in group.rows:
            assert row.is_caught == (row.seen_by != "nobody for certain"), row.attempt


def test_the_table_has_the_order_of_the_verifier():
    named = [step for row in rows() for step in re.findall(r"^\*\*(\w+)\*\*", row[2])]
    first = list(dict.fromkeys(named))

    assert first == STEPS.split()
