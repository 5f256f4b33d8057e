"""One bundle has one text: each way to say the same otherwise, or what no lottery can say, is refused in words."""

import json
import re
from fractions import Fraction

import pytest

from fairdraw import BadInput, Entry, Lottery, Pool, Quota, Result, Rules, draw, solve
from fairdraw.canonical import canonical
from tests.fairdraw.builders import make_lottery, make_pool, women
from tests.fairdraw.test_follow_up import followed
from tests.fairdraw.test_format import unfilled_lottery


def team_lottery():
    return make_lottery(make_pool("abc", "de", teams=[("f", "g"), ("hij", "")]), 5, women(3, 4), panels=6)


def mixed_lottery():
    """The example worked by hand in docs/lottery.md: half of the time the team is in, and half of the time e."""
    return make_lottery(make_pool("abcd", "e", teams=[("", "fg")]), 4, women(least=2))


def shoe_lottery():
    """A rule for shoes that cannot bind counts one of the men."""
    entries = [Entry(code, {"gender": "woman" if code < "d" else "man"}) for code in "abcdef"]
    shoe = Entry("z", {"gender": "man", "shoe": "48"})
    return solve(Pool((*entries, shoe)), Rules(4, (women(2), Quota("shoe", "48", least=0))), panels=10)


def refusal(make, edit):
    document = json.loads(make().to_json())
    edit(document)
    with pytest.raises(BadInput) as refused:
        Lottery.from_json(canonical(document) + "\n")
    assert (refused.value.line, refused.value.column) == (1, 1)
    return refused.value.problem


def type_edit(number, **parts):
    return lambda document: document["types"][number].update(parts)


def proof_edit(**parts):
    return lambda document: document["proof"].update(parts)


def swap(listed, one, other):
    listed[one], listed[other] = listed[other], listed[one]


DAMAGED = [
    # What has not the right shape.
    (lambda d: d.update(more=1), "The lottery is damaged: it must have exactly the keys bands, fill, filled"),
    (lambda d: d.pop("kinds"), "it must have exactly the keys"),
    (lambda d: d["types"][1].pop("size"), "types[1] must have exactly the keys"),
    (lambda d: d.update(bands=[]), "bands must be null"),
    (lambda d: d.update(method="by hand"), "method must be “leximin by types; panels of equal chance"),
    (lambda d: d.update(seats=True), "seats must be a whole number from 1 to 9007199254740991"),
    (lambda d: d.update(seats=0), "seats must be a whole number from 1"),
    (lambda d: d.update(filled=-1), "filled must be a whole number from 0"),
    (lambda d: d.update(panels=100_001), "panels must be a whole number from 1 to 100000"),
    (lambda d: d.update(types={}), "types must be a list"),
    (type_edit(0, weight="2/2"), "types[0].weight must be a fraction in its shortest form"),
    (type_edit(0, weight="4/1"), "types[0].weight must be a fraction in its shortest form"),
    (type_edit(0, weight="-1"), "types[0].weight must be a fraction in its shortest form"),
    (type_edit(0, weight=1), "types[0].weight must be a fraction in its shortest form"),
    (type_edit(0, weight="1" * 201), "types[0].weight must be a fraction in its shortest form"),
    (type_edit(0, adds=[[0, True]]), "types[0].adds[0] must be a list of whole numbers"),
    (type_edit(0, codes=["d", ""]), "types[0].codes has a code that is empty"),
    (type_edit(0, codes=["d", "e "]), "types[0].codes has a code that begins or ends with a blank"),
    (type_edit(0, codes=["d", "e\u200b"]), "types[0].codes has a code that has the character U+200B in it"),
    (type_edit(0, codes=["d", "e\ue000" * 101]), "types[0].codes has a code that has 202 characters"),
    (type_edit(0, codes=["d", 5]), "types[0].codes has a code that is no text"),
    (type_edit(0, codes="de"), "types[0].codes must be a list of codes"),
    (lambda d: d["rules"][0].update(value="wo\tman"), "rules[0].value has the character U+0009 in it"),
    (lambda d: d["rules"][0].update(least=2**53), "rules[0].least must be a whole number from 0"),
    (lambda d: d["proof"]["levels"][0].update(value="0.5"), "proof.levels[0].value must be a fraction"),
    # Rules and seats.
    (lambda d: d["rules"].append(d["rules"][0]), "There are two quotas for gender = woman."),
    (lambda d: d["rules"].append({"attribute": "a", "least": None, "most": 9, "value": "x"}), "rules are not in"),
    (lambda d: d["rules"][0].update(attribute="a & b"), "a & b = woman combines 2 attributes with 1 values."),
    (lambda d: d["rules"][0].update(least=5), "gender = woman asks for at least 5 and at most 4 seats."),
    (lambda d: d.update(seats=4), "more seats are filled than there are"),
    (lambda d: d.update(seats=6), "there is a proof of filled seats exactly if not all are filled"),
    (lambda d: d.update(fill={"most": 5, "tree": [1, 1, 0]}), "there is a proof of filled seats exactly if not"),
    (lambda d: d.update(types=[]), "it has no types"),
    # Types, their codes and members.
    (type_edit(0, codes=[]), "a type has half a team, or nobody"),
    (lambda d: d["types"][2].update(codes=["f"]), "a type has half a team, or nobody"),
    (lambda d: d["types"][2].update(members=[1]), "the members of a type are not of its kinds"),
    (lambda d: d["types"][2].update(members=[1, 2]), "the members of a type are not of its kinds"),
    (lambda d: d["kinds"].append([0, 0]), "a kind names a rule that there is none of, or not in its order"),
    (lambda d: d["kinds"].append([1]), "a kind names a rule that there is none of, or not in its order"),
    (lambda d: d["kinds"].reverse(), "a member of a type like that of"),
    (type_edit(1, adds=[[0, 2]]), "a type adds to rules what it cannot"),
    (type_edit(1, adds=[[0, 0]]), "a type adds to rules what it cannot"),
    (type_edit(1, adds=[[1, 1]]), "a type adds to rules what it cannot"),
    (type_edit(1, adds=[[0]]), "a type adds to rules what it cannot"),
    (type_edit(1, adds=[[0, 1], [0, 1]]), "it does not say what it says in its one way"),
    (type_edit(0, codes=["a", "e"]), "a code occurs twice"),
    (type_edit(0, codes=["e", "d"]), "the codes of a type are not in their order"),
    (lambda d: swap(d["types"][2]["codes"], 0, 1), "the codes of a type are not in their order"),
    (lambda d: swap(d["types"], 0, 1), "two types are alike, or types are not in their order"),
    (type_edit(0, weight="0"), "a weight is not above zero"),
    (type_edit(3, members=[]), "it does not say what the members of the team of 'h' count towards"),
    (type_edit(1, members=[1, 1, 1]), "it says twice what the members of a type count towards"),
    (type_edit(2, members=[1, 1]), "a member of a type like that of 'f' adds otherwise than its type"),
    (lambda d: d["kinds"].insert(0, []), "a member of a type like that of"),
    # Panels.
    (type_edit(0, panels=[]), "the panels of a type are no list"),
    (type_edit(0, panels=[True]), "the panels of a type are no list"),
    (type_edit(0, panels=[0, "a"]), "a row is not one of 6 panels in hexadecimal digits"),
    (type_edit(0, panels=[0, "A8"]), "a row is not one of 6 panels in hexadecimal digits"),
    (type_edit(0, panels=[0, "a9"]), "a row of panels is longer than there are panels"),
    (type_edit(0, panels=[0, "a8", "00"]), "a row of panels is superfluous"),
    (type_edit(0, panels=[0, "fc"]), "a panel takes more units of a type than there are, or always more than is"),
    (type_edit(0, panels=[2, "a8"]), "a panel takes more units of a type than there are, or always more than is"),
    (type_edit(0, panels=[0] + ["a8"] * 60), "the panels of a type are no list"),
    # Proof.
    (lambda d: d["proof"]["levels"].pop(), "the levels of the proof do not end each type once"),
    (lambda d: d["proof"]["levels"][0]["types"].append(4), "the types of a level are not in their order"),
    (lambda d: d["proof"]["levels"][0].update(types=[2, 1]), "the types of a level are not in their order"),
    (lambda d: d["proof"]["levels"][0].update(claims=[1]), "the claims of a level are not those of all types"),
    (lambda d: d["proof"]["levels"][0].update(claims=[-1] * 4), "the claims of a level are not those of all types"),
    (lambda d: d["proof"]["levels"][0].update(tree=[1]), "a leaf of the proof is not its scale and a price for each"),
    (lambda d: d["proof"]["levels"][0].update(tree=[-1, 0, 0]), "a leaf of the proof is not its scale and a price"),
    (lambda d: d["proof"]["levels"][0].update(tree=[1, "0", 0]), "a leaf of the proof is not its scale and a price"),
    (lambda d: d["proof"]["levels"][0].update(tree={"at": 1}), "a tree of the proof is none, or too deep"),
    (lambda d: d["proof"]["levels"][0].update(tree=5), "a tree of the proof is none, or too deep"),
    (proof_edit(witness={"panels": [], "shares": []}), "the panels of the witness are not in their order"),
    (proof_edit(witness={"panels": [[1, 1]], "shares": [1]}), "the panels of the witness are not in their order"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "problem"), DAMAGED)
def test_what_no_bundle_says_is_refused_in_words(edit, problem):
    assert problem in refusal(team_lottery, edit)


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (lambda witness: witness["panels"].reverse(), "the panels of the witness are not in their order"),
        (lambda witness: witness["shares"].append(1), "the shares of the witness are not those of its panels"),
        (lambda witness: witness.update(shares=[0, 1]), "the shares of the witness are not those of its panels"),
    ],
)
def test_the_panels_of_a_witness_come_in_order_with_a_share_each(edit, problem):
    assert problem in refusal(mixed_lottery, lambda document: edit(document["proof"]["witness"]))


def branch(tree, depth):
    for _ in range(depth):
        tree = {"at": 0, "high": tree, "low": tree, "type": 0}
    return tree


def comb(leaf, depth):
    """A tree with one leaf at each depth."""
    tree = leaf
    for _ in range(depth):
        tree = {"at": 0, "high": leaf, "low": tree, "type": 0}
    return tree


@pytest.mark.parametrize(
    ("tree", "problem"),
    [
        (lambda leaf: comb(leaf, 201), "a tree of the proof is none, or too deep"),
        (lambda leaf: branch(leaf, 12), "its trees have too many leaves"),
        (lambda leaf: branch(leaf, 1) | {"type": 4}, "a branch of the proof names no type and number"),
        (lambda leaf: branch(leaf, 1) | {"at": -1}, "a branch of the proof names no type and number"),
        (lambda leaf: branch(leaf, 1) | {"more": 0}, "a tree of the proof is none, or too deep"),
    ],
)
def test_trees_have_their_bounds(tree, problem):
    def edit(document):
        level = document["proof"]["levels"][0]
        level["tree"] = tree([1, *level["tree"][1:]] if isinstance(level["tree"], list) else [1, 0, 0])

    assert problem in refusal(team_lottery, edit)


def test_a_tree_of_two_hundred_branches_is_read():
    document = json.loads(team_lottery().to_json())
    document["proof"]["levels"][0]["tree"] = comb([1, 0, 0], 200)

    text = canonical(document) + "\n"

    assert Lottery.from_json(text).to_json() == text


def test_a_type_adds_nothing_to_a_rule_that_cannot_bind():
    def edit(document):
        # The man with large shoes as a type of one's own, as it was possible once.
        kind = document["types"][0]
        one = kind | {"adds": [[1, 1]], "codes": ["z"], "members": [], "panels": [1]}
        kind.update(codes=kind["codes"][:-1], members=[], panels=[0])
        document["types"].insert(1, one)
        document["kinds"] = []
        for level in document["proof"]["levels"]:
            level["types"] = [0, 1, 2] if level is document["proof"]["levels"][0] else []

    assert "a type adds to a rule that cannot bind" in refusal(shoe_lottery, edit)


def test_a_draw_before_is_named_in_order():
    def make():
        return followed()[3][0]

    for edit, problem in [
        (lambda d: d["previous"]["held"].reverse(), "the codes of the draw before are not in their order"),
        (lambda d: d["previous"]["gone"].reverse(), "the codes of the draw before are not in their order"),
        (lambda d: d["previous"]["counts"].append(0), "the draw before has not a count for each rule"),
        (lambda d: d["previous"].update(lottery="ab"), "previous.lottery must match [0-9a-f]{64}"),
        (lambda d: d["previous"].update(result=None), "previous.result must match [0-9a-f]{64}"),
    ]:
        assert problem in refusal(make, edit)


def test_the_proof_of_filled_seats_is_read_as_a_tree():
    assert "a leaf of the proof is not" in refusal(
        unfilled_lottery, lambda document: document["fill"].update(tree=[1])
    )
    assert "fill.most must be a whole number" in refusal(unfilled_lottery, lambda d: d["fill"].update(most="99"))


def test_a_text_that_goes_on_otherwise_is_named_where_it_does():
    text = team_lottery().to_json()
    place = text.index('"seats":')

    with pytest.raises(BadInput, match="here it goes on otherwise") as refused:
        Lottery.from_json(text[:place] + " " + text[place:])

    assert (refused.value.line, refused.value.column) == (1, place + 1)


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (lambda d: d.update(panel=0), "panel must be a whole number from 1 to 100000"),
        (lambda d: d.update(panel="1"), "panel must be a whole number"),
        (lambda d: d.update(signature="AB" * 48), "signature must match [0-9a-f]{96}"),
        (lambda d: d.update(seed=""), "seed must match [0-9a-f]{64}"),
        (lambda d: d.update(value=" x"), "value is not in its normal form"),
        (lambda d: d.update(value=""), "value is none: The public value is empty"),
        (lambda d: d.update(value="x" * 501), "value is none: The public value has 501 characters; at most 500"),
        (lambda d: d.update(value=None), "value must be a text"),
        (lambda d: d.update(admitted="abc"), "admitted must be a list of codes"),
        (lambda d: d["waiting"].append(d["admitted"][0]), "a code occurs twice"),
        (lambda d: d.update(more=1), "must have exactly the keys"),
        (lambda d: d.update(format="fairdraw result 1"), "This is not a 'fairdraw result 2' file."),
    ],
)
def test_what_no_result_says_is_refused_in_words(edit, problem):
    document = json.loads(draw(team_lottery(), "x").to_json())
    edit(document)

    with pytest.raises(BadInput, match=re.escape(problem)):
        Result.from_json(canonical(document) + "\n")


@pytest.mark.parametrize(
    ("value", "signature", "problem"),
    [
        ("x", "00" * 48, "The public value is not the SHA-256 of the signature."),
        ("x", "00" * 47, "The signature is not one of 96 small hexadecimal digits."),
        ("x", "AB" * 48, "The signature is not one of 96 small hexadecimal digits."),
    ],
)
def test_a_signature_belongs_to_its_value(value, signature, problem):
    with pytest.raises(BadInput, match=re.escape(problem)):
        draw(team_lottery(), value, signature)


def test_weights_are_kept_as_they_are():
    pool = Pool((Entry("a", weight=Fraction(1, 3)), Entry("b", weight=Fraction(5, 2)), *map(Entry, "cdef")))
    lottery = solve(pool, Rules(2), panels=60)

    assert Lottery.from_json(lottery.to_json()) == lottery
    assert sorted(kind.weight for kind in lottery.types) == [Fraction(1, 3), 1, Fraction(5, 2)]
