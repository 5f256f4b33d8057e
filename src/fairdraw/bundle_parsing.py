"""Reading a bundle, strictly: one bundle has one text, and what is no bundle has no commitment.

The format is described in docs/lottery.md under "The bundle".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from fairdraw.bundle import FORMAT, METHOD, document_of
from fairdraw.canonical import parse
from fairdraw.closeness import Closeness, Deviation
from fairdraw.entries import Quota, Rules
from fairdraw.errors import BadInput
from fairdraw.filling import Fill
from fairdraw.lottery import Appearances, Lottery, Previous, unpack
from fairdraw.proof import DEEPEST, MOST_LEAVES, MOST_LEAVES_IN_ALL, Branch, Level, Tree, leaves
from fairdraw.shapes import (
    HEX_64,
    anything,
    codes,
    exactly,
    fit,
    fraction,
    matching,
    name,
    nothing,
    whole,
    wholes,
)
from fairdraw.texts import shown
from fairdraw.types import Type, can_bind, supply_of_quotas
from fairdraw.witness import Witness

MOST_PANELS = 100_000
# Panels times types that anybody wants to unpack.
MOST_COUNTS = 400_000_000
# A plane for each binary digit of a number of units.
MOST_PLANES = 53

_DEVIATION = {"most": whole(), "entries": whole()}
_LEVEL = {"claims": wholes, "tree": anything, "types": [whole()], "value": fraction}
_TYPE = {
    "adds": [wholes],
    "codes": codes,
    "members": [whole()],
    "panels": anything,
    "size": whole(1),
    "weight": fraction,
}
_BUNDLE = {
    "bands": nothing,
    "fill": ({"most": whole(), "tree": anything},),
    "filled": whole(),
    "format": exactly(FORMAT),
    "kinds": [wholes],
    "method": exactly(METHOD),
    "panels": whole(1, MOST_PANELS),
    "previous": (
        {
            "counts": [whole()],
            "gone": codes,
            "held": codes,
            "lottery": matching(HEX_64),
            "result": matching(HEX_64),
        },
    ),
    "proof": {
        "bound": fraction,
        "gain": _DEVIATION,
        "levels": [_LEVEL],
        "loss": _DEVIATION,
        "min_chance": fraction,
        "witness": ({"panels": [[whole()]], "shares": wholes},),
    },
    "rules": [{"attribute": name, "least": (whole(),), "most": (whole(),), "value": name}],
    "seated": nothing,
    "seats": whole(1),
    "types": [_TYPE],
    "wishes": nothing,
}


def read_bundle(text: str) -> Lottery:
    """Raises BadInput if the text is not a bundle, or not the one text of what it says."""
    document = parse(text, FORMAT)
    fit(document, _BUNDLE, "The lottery")
    lottery = _Reader(document).lottery()
    if document_of(lottery) != document:
        raise _damaged("it does not say what it says in its one way")
    return lottery


class _Reader:
    """Makes the lottery of a document that has the right shape, and checks what makes its text the only one."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.quotas = _quotas(document)
        self.types = len(document["types"])

    def lottery(self) -> Lottery:
        document, proof = self.document, self.document["proof"]
        self._check_seats()
        types = tuple(self._type(kind) for kind in document["types"])
        previous = self._previous()
        _check_types(types, self.quotas, previous)
        lottery = Lottery(
            document["seats"],
            document["filled"],
            self.quotas,
            types,
            document["panels"],
            tuple(
                self._appearances(kind, len(one.units)) for kind, one in zip(document["types"], types, strict=True)
            ),
            tuple(self._level(level) for level in proof["levels"]),
            self._witness(),
            document["fill"] and Fill(document["fill"]["most"], self._tree(document["fill"]["tree"])),
            Closeness(
                Deviation(**proof["loss"]),
                Deviation(**proof["gain"]),
                Fraction(proof["min_chance"]),
                Fraction(proof["bound"]),
            ),
            previous,
        )
        _check_proof(lottery)
        return lottery

    def _check_seats(self) -> None:
        document = self.document
        if list(self.quotas) != sorted(self.quotas, key=lambda quota: (quota.attribute, quota.value)):
            raise _damaged("the rules are not in their order")
        rules = range(len(self.quotas))
        if not all(_strictly_ascending(kind) and all(rule in rules for rule in kind) for kind in document["kinds"]):
            raise _damaged("a kind names a rule that there is none of, or not in its order")
        if document["filled"] > document["seats"]:
            raise _damaged("more seats are filled than there are")
        if (document["fill"] is None) != (document["filled"] == document["seats"]):
            raise _damaged("there is a proof of filled seats exactly if not all are filled")
        if not 0 < self.types * document["panels"] <= MOST_COUNTS:
            raise _damaged("it has no types, or more of them than anybody can unpack")

    def _type(self, kind: dict[str, Any]) -> Type:
        size, listed, numbers = kind["size"], kind["codes"], kind["members"]
        if not listed or len(listed) % size:
            raise _damaged("a type has half a team, or nobody")
        if len(numbers) not in (0, len(listed)) or any(number >= len(self.document["kinds"]) for number in numbers):
            raise _damaged("the members of a type are not of its kinds")
        kinds = [tuple(each) for each in self.document["kinds"]]
        adds = [0] * len(self.quotas)
        for pair in kind["adds"]:
            if len(pair) != 2 or not 0 <= pair[0] < len(adds) or not 1 <= pair[1] <= size:
                raise _damaged("a type adds to rules what it cannot")
            adds[pair[0]] = pair[1]
        return Type(
            size,
            tuple(adds),
            Fraction(kind["weight"]),
            tuple(zip(*[iter(listed)] * size, strict=True)),
            tuple(zip(*[iter([kinds[number] for number in numbers])] * size, strict=True)),
        )

    def _appearances(self, kind: dict[str, Any], units: int) -> Appearances:
        packed, panels = kind["panels"], self.document["panels"]
        if not isinstance(packed, list) or not packed or whole()(packed[0]) or len(packed) > MOST_PLANES:
            raise _damaged("the panels of a type are no list of its least number and of digits")
        row = matching(re.compile(f"[0-9a-f]{{{(panels + 3) // 4}}}"))
        if any(row(plane) for plane in packed[1:]):
            raise _damaged(f"a row is not one of {panels} panels in hexadecimal digits")
        if any(int(plane[-1], 16) % (1 << (-panels % 4)) for plane in packed[1:]):
            raise _damaged("a row of panels is longer than there are panels")
        if len(packed) > 1 and not packed[-1].strip("0"):
            raise _damaged("a row of panels is superfluous")
        appearances = Appearances(packed[0], tuple(packed[1:]))
        counts = unpack(appearances, panels)
        if min(counts) != packed[0] or max(counts) > units:
            raise _damaged("a panel takes more units of a type than there are, or always more than is said")
        return appearances

    def _level(self, level: dict[str, Any]) -> Level:
        if level["types"] != sorted(set(level["types"])) or any(kind >= self.types for kind in level["types"]):
            raise _damaged("the types of a level are not in their order")
        if len(level["claims"]) not in (0, self.types) or any(claim < 0 for claim in level["claims"]):
            raise _damaged("the claims of a level are not those of all types")
        tree = () if level["tree"] == [] else self._tree(level["tree"])
        return Level(Fraction(level["value"]), tuple(level["types"]), tuple(level["claims"]), tree)

    def _tree(self, tree: Any, deep: int = DEEPEST) -> Tree:
        if isinstance(tree, list):
            if wholes(tree) or len(tree) < 2 + len(self.quotas) or tree[0] < 0:
                raise _damaged("a leaf of the proof is not its scale and a price for each bound")
            return tuple(tree)
        if not isinstance(tree, dict) or tree.keys() != {"at", "high", "low", "type"} or deep == 0:
            raise _damaged("a tree of the proof is none, or too deep")
        if whole()(tree["at"]) or whole(0, self.types - 1)(tree["type"]):
            raise _damaged("a branch of the proof names no type and number")
        low, high = self._tree(tree["low"], deep - 1), self._tree(tree["high"], deep - 1)
        return Branch(tree["type"], tree["at"], low, high)

    def _witness(self) -> Witness | None:
        witness = self.document["proof"]["witness"]
        if witness is None:
            return None
        panels = tuple(tuple(panel) for panel in witness["panels"])
        if not panels or any(len(panel) != self.types for panel in panels) or not _strictly_ascending(panels):
            raise _damaged("the panels of the witness are not in their order, or not of all types")
        if len(witness["shares"]) != len(panels) or min(witness["shares"]) < 1:
            raise _damaged("the shares of the witness are not those of its panels")
        return Witness(panels, tuple(witness["shares"]))

    def _previous(self) -> Previous | None:
        previous = self.document["previous"]
        if previous is None:
            return None
        if len(previous["counts"]) != len(self.quotas):
            raise _damaged("the draw before has not a count for each rule")
        if not _strictly_ascending(previous["held"]) or not _strictly_ascending(previous["gone"]):
            raise _damaged("the codes of the draw before are not in their order")
        return Previous(
            previous["lottery"],
            previous["result"],
            tuple(previous["held"]),
            tuple(previous["gone"]),
            tuple(previous["counts"]),
        )


def _quotas(document: dict[str, Any]) -> tuple[Quota, ...]:
    try:
        quotas = [Quota(each["attribute"], each["value"], each["least"], each["most"]) for each in document["rules"]]
        return Rules(document["seats"], tuple(quotas)).quotas
    except BadInput as error:
        raise _damaged(error.problem.rstrip(".")) from error


def _check_types(types: Sequence[Type], quotas: Sequence[Quota], previous: Previous | None) -> None:
    """Types differ in what can bind, and are in their order; each member counts towards what its type adds."""
    listed = [code for kind in types for unit in kind.units for code in unit]
    if len(set(listed)) != len(listed):
        raise _damaged("a code occurs twice")
    if not _strictly_ascending([(kind.size, kind.adds, kind.weight) for kind in types]):
        raise _damaged("two types are alike, or types are not in their order")
    if any(kind.weight <= 0 for kind in types):
        raise _damaged("a weight is not above zero")
    binding = can_bind(quotas, supply_of_quotas(types, len(quotas)), previous.counts if previous else None)
    for kind in types:
        if not _strictly_ascending(kind.units) or not all(_strictly_ascending(unit) for unit in kind.units):
            raise _damaged("the codes of a type are not in their order")
        if any(adds and not binds for adds, binds in zip(kind.adds, binding, strict=True)):
            raise _damaged("a type adds to a rule that cannot bind")
        if problem := _wrong_members(kind, binding):
            raise _damaged(problem)


def _wrong_members(kind: Type, binding: Sequence[bool]) -> str:
    if not kind.members:
        wrong = kind.size > 1 or any(adds not in (0, 1) for adds in kind.adds)
        return (
            f"it does not say what the members of the team of {shown(kind.units[0][0])} count towards"
            if wrong
            else ""
        )
    plain = tuple(quota for quota, adds in enumerate(kind.adds) if adds)
    different = set(kind.members)
    if kind.size == 1 and different == {(plain,)}:
        return "it says twice what the members of a type count towards"
    for member in different:
        adds = [0] * len(binding)
        for hits in member:
            for quota in hits:
                adds[quota] += binding[quota]
        if tuple(adds) != kind.adds:
            return f"a member of a type like that of {shown(kind.units[0][0])} adds otherwise than its type"
    return ""


def _check_proof(lottery: Lottery) -> None:
    ended = [kind for level in lottery.levels for kind in level.types]
    if sorted(ended) != list(range(len(lottery.types))):
        raise _damaged("the levels of the proof do not end each type once")
    trees = [level.tree for level in lottery.levels if level.tree] + ([lottery.fill.tree] if lottery.fill else [])
    sizes = [leaves(tree) for tree in trees]
    if max(sizes, default=0) > MOST_LEAVES or sum(sizes) > MOST_LEAVES_IN_ALL:
        raise _damaged("its trees have too many leaves")


def _strictly_ascending(values: Sequence[Any]) -> bool:
    return all(one < after for one, after in pairwise(values))


def _damaged(problem: str) -> BadInput:
    return BadInput(f"The lottery is damaged: {problem}.", line=1, column=1)
