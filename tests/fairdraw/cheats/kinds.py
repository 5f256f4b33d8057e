"""The kinds of cheats. Each is a function whose name says what is done, and names the step that must refuse it.

A cheat takes an honest lottery as a document of its own and returns what is published: texts in any order.
"""

from __future__ import annotations

import copy
import hashlib
import json
import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction

from fairdraw import (
    Announcement,
    Entry,
    Lottery,
    Pool,
    Quota,
    Result,
    Rules,
    commit,
    drand_form,
    draw,
    follow_up,
    numbers_form,
    solve,
)
from tests.fairdraw.cheats.forge import (
    Document,
    add_rule,
    canonical,
    commitment_of,
    counts_of,
    exchange,
    lottery_of,
    prove,
    put_counts,
    result_of,
    settle,
    sort_types,
    split_off,
    text_of,
    units_of,
)
from tests.fairdraw.cheats.honest import DICE_VALUE, RANDOMNESS, ROUND, SIGNATURE

NOON = datetime(2026, 9, 2, 12, tzinfo=UTC)
Texts = tuple[str, ...]
Forge = Callable[[Document], Document | Texts]


@dataclass(frozen=True)
class Kind:
    """name: what is done.  step: which must refuse it.  base: the honest lottery that it begins with.

    old: whether the verifier of format 1 accepted it; None where there is nothing to compare.
    """

    name: str
    step: str
    base: str
    old: bool | None
    forge: Forge

    def texts(self, honest: str, before: Sequence[str] = ()) -> Texts:
        """What the organiser publishes."""
        forged = self.forge(json.loads(honest))
        return forged if isinstance(forged, tuple) else (*published(forged), *before)


KINDS: list[Kind] = []


def cheat(step: str, base: str = "conference", *, old: bool | None = True) -> Callable[[Forge], Forge]:
    def register(forge: Forge) -> Forge:
        KINDS.append(Kind(forge.__name__, step, base, old, forge))
        return forge

    return register


def published(document: Document, value: str = DICE_VALUE) -> tuple[str, str]:
    return text_of(document), text_of(result_of(document, value))


# --- types: somebody is told apart from people who are alike

# In `conference` types are (chess, woman, shoe 48): 0 is (0, 0, 0) with many units, 4 is (1, 0, 0), 5 is (1, 0, 1) with one.
MANY, WOMEN, WOMEN_IN_SHOES, WOMEN_AT_CHESS, CHESS, FRIEND = 0, 2, 3, 6, 4, 5


@cheat("types")
def a_twin_becomes_a_type_of_his_own_and_is_certain(document: Document) -> Document:
    friend = split_off(document, MANY)
    exchange(document, MANY, friend, document["panels"])
    settle(document)
    return document


@cheat("types")
def a_twin_is_told_apart_by_a_rule_that_asks_for_nothing(document: Document) -> Document:
    rule = add_rule(document, {"attribute": "shoe", "least": None, "most": None, "value": "49"})
    friend = split_off(document, MANY, adds=[[rule, 1]])
    exchange(document, MANY, friend, document["panels"])
    settle(document)
    return document


@cheat("types")
def a_twin_is_told_apart_by_a_rule_that_allows_all_there_are(document: Document) -> Document:
    rule = add_rule(document, {"attribute": "shoe", "least": 0, "most": 1, "value": "49"})
    friend = split_off(document, MANY, adds=[[rule, 1]])
    exchange(document, MANY, friend, document["panels"])
    settle(document)
    return document


@cheat("types")
def a_twin_is_told_apart_by_a_rule_that_allows_as_many_as_there_are_seats(document: Document) -> Document:
    """More count towards it than there are seats, so no outcome can break it."""
    rule = add_rule(document, {"attribute": "late", "least": None, "most": document["seats"], "value": "yes"})
    friend = split_off(document, MANY)
    document["types"][MANY]["adds"] = [[rule, 1]]
    if units_of(document["types"][MANY]) <= document["seats"]:
        raise AssertionError("the rule allows all there are")
    exchange(document, MANY, friend, document["panels"])
    sort_types(document)
    settle(document)
    return document


@cheat("types", old=None)
def a_weight_has_sixty_zeros(document: Document) -> Document:
    document["types"][-1]["weight"] = "1" + "0" * 60
    return document


@cheat("types", "teams", old=False)
def a_member_counts_for_more_than_the_team_adds(document: Document) -> Document:
    kind = next(kind for kind in document["types"] if kind["size"] == 2 and kind["adds"] == [[0, 1]])
    kind["members"][:2] = [1, 1]
    return document


@cheat("types", old=False)
def a_single_entry_counts_otherwise_than_its_type(document: Document) -> Document:
    document["kinds"] = [[], [1]]
    document["types"][MANY]["members"] = [1] + [0] * (units_of(document["types"][MANY]) - 1)
    return document


@cheat("types")
def members_are_named_where_their_type_says_it_all(document: Document) -> Document:
    document["kinds"] = [[]]
    document["types"][MANY]["members"] = [0] * units_of(document["types"][MANY])
    return document


@cheat("types")
def a_kind_is_listed_that_nobody_is_of(document: Document) -> Document:
    document["kinds"] = [[0]]
    return document


@cheat("types")
def types_stand_in_another_order(document: Document) -> Document:
    document["types"][MANY], document["types"][MANY + 1] = document["types"][MANY + 1], document["types"][MANY]
    return document


# --- panels: outcomes that are not what was promised


@cheat("panels", old=False)
def a_panel_breaks_a_rule(document: Document) -> Document:
    table = counts_of(document)
    place = next(place for place, count in enumerate(table[WOMEN]) if count)
    table[WOMEN][place] -= 1
    table[MANY][place] += 1
    put_counts(document, table)
    settle(document)
    return document


@cheat("panels", old=False)
def a_panel_takes_a_friend_twice(document: Document) -> Document:
    table = counts_of(document)
    place = next(place for place, count in enumerate(table[FRIEND]) if count)
    table[FRIEND][place] += 1
    table[CHESS][place] -= 1
    put_counts(document, table)
    settle(document)
    return document


@cheat("panels", old=False)
def a_panel_leaves_a_seat_empty(document: Document) -> Document:
    table = counts_of(document)
    table[MANY][0] -= 1
    put_counts(document, table)
    settle(document)
    return document


@cheat("panels", old=None)
def the_list_of_panels_is_shorter_than_announced(document: Document) -> Texts:
    result = text_of(result_of(document, DICE_VALUE))
    document["panels"] += 100
    return text_of(document), result


@cheat("panels", old=None)
def a_row_of_panels_goes_on_after_the_last(document: Document) -> Texts:
    document["panels"] -= 1
    return published(document)


@cheat("panels")
def a_row_of_panels_is_written_in_a_longer_way(document: Document) -> Document:
    kind = document["types"][FRIEND]
    kind["panels"] = [*kind["panels"], "0" * len(kind["panels"][1])]
    return document


# --- fill: seats are kept for somebody


@cheat("fill")
def seats_are_withheld(document: Document) -> Document:
    _withhold(document, 2)
    return document


@cheat("fill")
def seats_are_withheld_and_it_is_shown_that_they_could_be_filled(document: Document) -> Document:
    _withhold(document, 1)
    document["fill"] = {"most": document["seats"], "tree": [1, 1, *[0] * len(document["rules"])]}
    return document


@cheat("fill")
def seats_are_withheld_and_the_number_that_is_shown_is_forged(document: Document) -> Document:
    _withhold(document, 1)
    document["fill"] = {"most": document["filled"], "tree": [1, 1, *[0] * len(document["rules"])]}
    return document


@cheat("fill", "unfilled")
def the_proof_that_no_more_seats_can_be_filled_is_a_leaf_that_lies(document: Document) -> Document:
    document["fill"]["tree"] = [0, 1]
    return document


@cheat("fill")
def all_seats_are_filled_and_a_proof_says_that_this_cannot_be(document: Document) -> Document:
    document["fill"] = {"most": document["filled"], "tree": [1, 1, *[0] * len(document["rules"])]}
    return document


@cheat("levels", old=None)
def a_seat_is_left_empty_so_that_the_only_one_who_came_alone_is_certain(_: Document) -> Document:
    """Of 200 seats 199 are filled, which is near enough; and where all others come in twos, one must then come alone."""
    # Without the friend 199 seats cannot be filled; so she claims none, and the teams share what she leaves.
    without = {"at": 99, "high": [0, 1], "low": [0, -1], "type": 1}
    tree = {"at": 0, "high": [2, 1], "low": without, "type": 0}
    levels = [
        {"claims": [0, 1], "tree": tree, "types": [1], "value": str(Fraction(99, 150))},
        {"claims": [], "tree": [], "types": [0], "value": "1"},
    ]
    return _one_alone_among_teams(levels, {"panels": [[1, 99]], "shares": [1]})


@cheat("closeness", old=None)
def a_seat_is_left_empty_so_that_one_who_came_alone_is_certain_whatever_is_proved(_: Document) -> Document:
    level = {"claims": [], "tree": [1, 1], "types": [0, 1], "value": str(Fraction(200, 301))}
    return _one_alone_among_teams([level], None)


def _one_alone_among_teams(levels: list[Document], witness: Document | None) -> Document:
    """A friend and 150 teams of two; in each of 100 panels are she and 99 of them."""
    document = lottery_of(199, [], [([], ["friend"], [1] * 100), ([], _twos(150), [99] * 100)], levels, witness)
    document |= {"fill": {"most": 200, "tree": [1, 1]}, "kinds": [[]], "seats": 200}
    document["types"][1] |= {"members": [0] * 300, "size": 2}
    settle(document)
    return document


def _twos(teams: int) -> list[str]:
    return [f"team {number:03}-{place}" for number in range(teams) for place in range(2)]


def _withhold(document: Document, seats: int) -> None:
    """Leave seats empty in every panel, and prove the chances as if there were only those that are filled."""
    table = counts_of(document)
    for panel in range(document["panels"]):
        table[MANY][panel] -= seats
    document["filled"] -= seats
    put_counts(document, table)
    prove(document)
    settle(document)


# --- levels: the proof says less than it seems


@cheat("levels")
def women_are_put_into_the_level_of_all_others_where_they_have_no_claim(document: Document) -> Document:
    first, second = document["proof"]["levels"]
    first["types"], second["types"] = sorted([*first["types"], WOMEN_IN_SHOES]), [WOMEN, WOMEN_AT_CHESS]
    prove(document)
    exchange(document, WOMEN_IN_SHOES, WOMEN, 55)
    settle(document)
    return document


@cheat("levels")
def men_are_given_a_bit_too_much_so_that_women_can_be_robbed_of_half(document: Document) -> Document:
    """The prices of men are so much larger that a rounding of their chances counts as much as a woman's seat."""
    _rob(document, large=10**12)
    exchange(document, WOMEN_IN_SHOES, WOMEN, 54)
    settle(document)
    return document


def _rob(document: Document, large: int) -> None:
    """Levels for men, for women in shoes 48, for other women. Prices come in the order seats, chess, woman, shoe."""
    men = document["proof"]["levels"][0]["types"]
    loose = {"claims": [], "tree": [1, large, 0, -large, 1], "types": men, "value": ""}
    steep = loose | {"types": [WOMEN_IN_SHOES]}
    rest = {"claims": [], "tree": [1, 1, 0, 0, 0], "types": [WOMEN, WOMEN_AT_CHESS], "value": ""}
    document["proof"]["levels"] = [loose, steep, rest]
    for factor in range(1, 10**4):
        steep["tree"] = [1, large * factor // 100, 0, -large * factor // 100, 1]
        prove(document)
        if Fraction(steep["value"]) < Fraction(1, 4):
            return
    raise AssertionError("steeper prices rob more")


@cheat("levels", old=False)
def a_price_is_forged(document: Document) -> Document:
    document["proof"]["levels"][0]["tree"][1] += 1
    return document


@cheat("levels", old=False)
def a_level_is_said_to_give_less(document: Document) -> Document:
    document["proof"]["levels"][0]["value"] = "1/5"
    settle(document)
    return document


@cheat("levels", old=None)
def a_level_has_no_prices(document: Document) -> Document:
    document["proof"]["levels"][0]["tree"] = []
    return document


@cheat("levels", old=None)
def a_level_has_a_price_too_many(document: Document) -> Document:
    document["proof"]["levels"][0]["tree"].append(0)
    return document


@cheat("levels", old=None)
def a_leaf_has_the_scale_zero(document: Document) -> Document:
    document["proof"]["levels"][0]["tree"][0] = 0
    return document


@cheat("levels", old=False)
def a_group_is_said_to_have_no_chance_at_all(document: Document) -> Document:
    levels = document["proof"]["levels"]
    levels[0]["types"].remove(FRIEND)
    levels.insert(0, {"claims": [], "tree": [], "types": [FRIEND], "value": "0"})
    exchange(document, FRIEND, CHESS, document["panels"])
    prove(document)
    settle(document)
    return document


@cheat("levels")
def a_level_without_prices_ends_only_a_friend(document: Document) -> Document:
    levels = document["proof"]["levels"]
    levels[1]["types"] = [WOMEN, WOMEN_AT_CHESS]
    levels.append({"claims": [], "tree": [], "types": [WOMEN_IN_SHOES], "value": "1"})
    levels[1:] = levels[:0:-1]
    exchange(document, WOMEN, WOMEN_IN_SHOES, document["panels"] * 2)
    prove(document)
    settle(document)
    return document


@cheat("levels", old=False)
def a_type_is_left_out_of_the_levels(document: Document) -> Document:
    document["proof"]["levels"][0]["types"].remove(FRIEND)
    settle(document)
    return document


@cheat("levels", "ladder")
def levels_stand_in_another_order(document: Document) -> Document:
    """The rarest come first, with a value that their own rule proves; all later levels give less."""
    levels = document["proof"]["levels"]
    levels.reverse()
    prove(document)
    settle(document)
    return document


@cheat("levels", "small", old=None)
def a_claim_is_negative(document: Document) -> Document:
    level = next(level for level in document["proof"]["levels"] if level["claims"])
    level["claims"][level["claims"].index(0) if 0 in level["claims"] else 0] = -1
    return document


@cheat("levels", "small", old=None)
def a_branch_names_a_type_that_is_not_there(document: Document) -> Document:
    level = next(level for level in document["proof"]["levels"] if level["claims"])
    level["tree"] = {"at": 0, "high": level["tree"], "low": level["tree"], "type": len(document["types"])}
    return document


# --- possible: the proof promises more than there is


@cheat("possible")
def the_gap_is_large(document: Document) -> Document:
    """The bound that is proved for the smallest chance forgets about the women, so any list lies far below it."""
    for level in document["proof"]["levels"]:
        level["tree"] = [1, 1, *[0] * (len(level["tree"]) - 2)]
    prove(document)
    settle(document)
    return document


@cheat("possible")
def women_are_promised_certain_seats(document: Document) -> Document:
    document["proof"]["levels"][-1] |= {"tree": [], "value": "1"}
    settle(document)
    return document


@cheat("possible", "small", old=True)
def a_proof_over_whole_panels_shows_no_mix(document: Document) -> Document:
    document["proof"]["witness"] = None
    return document


@cheat("possible", "small", old=True)
def the_shares_of_the_mix_are_forged(document: Document) -> Document:
    document["proof"]["witness"]["shares"][0] += 1
    return document


@cheat("possible", "small", old=True)
def a_panel_of_the_mix_breaks_a_rule(document: Document) -> Document:
    witness = document["proof"]["witness"]
    witness["panels"] = sorted([[units_of(kind) for kind in document["types"]], *witness["panels"][1:]])
    return document


@cheat("possible", "small", old=True)
def the_shares_of_the_mix_are_written_in_a_longer_way(document: Document) -> Document:
    shares = document["proof"]["witness"]["shares"]
    shares[:] = [2 * share for share in shares]
    return document


@cheat("possible", old=None)
def men_are_promised_a_bit_more_than_the_mix_gives_so_that_women_can_be_robbed(_: Document) -> Document:
    """The level after theirs has claims for men that are 10,000 times larger, so a woman's seat is a small part of them."""
    men, drawn, women, panels = 2000, 200, 50, 1000
    seats, scale, bit = drawn + 10, 10**12, 4081
    promised = Fraction(scale * drawn + (women - 1) * bit, scale)
    woman = (seats + 9999 * drawn - 10**4 * promised) / (women + 1)
    friend = seats - promised - women * woman + Fraction((women - 1) * bit, scale)
    levels = [
        {"claims": [0, 0, scale], "tree": [1, 0, scale, bit], "types": [2], "value": str(promised / men)},
        {"claims": [1, 1, 10**4], "tree": [1, 1, 9999, 0], "types": [1], "value": str(woman)},
        {"claims": [scale] * 3, "tree": [1, scale, 0, bit], "types": [0], "value": str(friend)},
    ]
    share = round(friend * scale)
    parts = math.gcd(share, scale)
    witness = {"panels": [[0, 10, drawn], [1, 9, drawn]], "shares": [(scale - share) // parts, share // parts]}
    ones = [int(panel < round(friend * panels)) for panel in range(panels)]
    types = [
        ([], ["friend"], ones),
        ([[1, 1]], [f"w{number:02}" for number in range(women)], [10 - one for one in ones]),
        ([[0, 1]], [f"x{number:04}" for number in range(men)], [drawn] * panels),
    ]
    return lottery_of(seats, [("man", drawn), ("woman", women - 1)], types, levels, witness)


@cheat("possible")
def a_mix_is_shown_where_none_belongs(document: Document) -> Document:
    document["proof"]["witness"] = {"panels": [[counts[0] for counts in counts_of(document)]], "shares": [1]}
    return document


# --- closeness: the panels do not give what was proved


@cheat("closeness")
def a_friend_is_certain(document: Document) -> Document:
    exchange(document, CHESS, FRIEND, document["panels"])
    settle(document)
    return document


@cheat("closeness")
def a_friend_is_in_twice_as_often_as_if_she_had_a_weight_that_is_not_shown(document: Document) -> Document:
    exchange(document, CHESS, FRIEND, sum(counts_of(document)[FRIEND]))
    settle(document)
    return document


@cheat("closeness")
def a_chance_is_rounded_in_the_favour_of_a_friend(document: Document) -> Document:
    exchange(document, CHESS, FRIEND, 3)
    settle(document)
    return document


@cheat("closeness")
def a_group_of_the_first_level_is_robbed(document: Document) -> Document:
    exchange(document, CHESS, MANY, sum(counts_of(document)[CHESS]) // 10)
    settle(document)
    return document


@cheat("closeness")
def a_group_of_the_second_level_is_robbed(document: Document) -> Document:
    exchange(document, WOMEN, WOMEN_IN_SHOES, sum(counts_of(document)[WOMEN]) // 10)
    settle(document)
    return document


@cheat("closeness")
def a_woman_is_robbed_for_many(document: Document) -> Document:
    exchange(document, WOMEN_IN_SHOES, WOMEN, 30)
    settle(document)
    return document


@cheat("closeness")
def a_twin_with_a_slightly_larger_weight_is_certain(document: Document) -> Document:
    friend = split_off(document, MANY, weight="1000001/1000000")
    prove(document)
    exchange(document, MANY, friend, document["panels"])
    settle(document)
    return document


@cheat("closeness", old=False)
def the_smallest_chance_is_praised(document: Document) -> Document:
    document["proof"]["min_chance"] = document["proof"]["bound"] if document["proof"]["loss"]["most"] else "1/4"
    return document


@cheat("closeness")
def the_largest_loss_is_hushed_up(document: Document) -> Document:
    exchange(document, WOMEN, WOMEN_AT_CHESS, 5)
    return document


@cheat("closeness", old=None)
def five_panels_give_a_friend_twice_the_chance(document: Document) -> Document:
    """Of so few panels one more is a fifth."""
    table = counts_of(document)
    means = [Fraction(sum(counts), len(counts)) for counts in table]
    places = [place for place, count in enumerate(table[FRIEND]) if count][:2]
    places += [place for place, count in enumerate(table[FRIEND]) if not count][:3]
    put_counts(document, [[counts[place] for place in places] for counts in table])
    if means[FRIEND] >= Fraction(2, 5):
        raise AssertionError("the friend is in too often to begin with")
    settle(document)
    return document


@cheat("closeness", old=None)
def twenty_panels_give_six_friends_five_times_the_chance(_: Document) -> Document:
    """Each is alone in what they answered. Six of 600 are drawn, so one appearance in 20 panels is five times their part."""
    panels, seats, everybody = 20, 6, 600
    regions = range(4)
    rows: list[tuple[list[list[int]], list[str]]] = [([], [f"m{number:03}" for number in range(194)])]
    rows += [([[region, 1]], [f"r{region}-{number:03}" for number in range(100)]) for region in regions]
    pairs = [(one, other) for one in regions for other in regions if one < other]
    rows += [([[one, 1], [other, 1]], [f"friend {one} {other}"]) for one, other in pairs]
    rows.sort(key=lambda row: [dict(map(tuple, row[0])).get(region, 0) for region in regions])  # type: ignore[arg-type]
    times = [1 if len(codes) == 1 else -(-95 * panels * seats * len(codes) // (100 * everybody)) for _, codes in rows]
    largest = max(range(len(rows)), key=lambda row: len(rows[row][1]))
    times[largest] += panels * seats - sum(times)
    # Appearances are dealt to the panels in turn, so that no type has more than five in one.
    dealt = [row for row, number in enumerate(times) for _ in range(number)]
    table = [[dealt[panel::panels].count(row) for panel in range(panels)] for row in range(len(rows))]
    level = {"claims": [], "tree": [1, 1, 0, 0, 0, 0], "types": [*range(len(rows))], "value": str(Fraction(1, 100))}
    types = [(adds, codes, counts) for (adds, codes), counts in zip(rows, table, strict=True)]
    return lottery_of(seats, [(f"region {region}", 5) for region in regions], types, [level])


# --- entries: two people with one code, or one person with two


@cheat("entries", old=False)
def a_code_occurs_twice(document: Document) -> Document:
    document["types"][WOMEN]["codes"][0] = document["types"][CHESS]["codes"][0]
    document["types"][WOMEN]["codes"].sort()
    return document


@cheat("entries")
def a_code_has_a_twin_that_looks_the_same(document: Document) -> Document:
    twin = document["types"][CHESS]["codes"][0] + "\u200b"
    document["types"][WOMEN]["codes"] = sorted([*document["types"][WOMEN]["codes"][1:], twin])
    return document


@cheat("entries")
def a_code_has_a_twin_with_a_tag_that_nobody_sees(document: Document) -> Document:
    twin = document["types"][CHESS]["codes"][0] + "\U000e0020"
    document["types"][WOMEN]["codes"] = sorted([*document["types"][WOMEN]["codes"][1:], twin])
    return document


@cheat("entries")
def a_code_is_written_decomposed(document: Document) -> Document:
    document["types"][MANY]["codes"][-1] = unicodedata.normalize("NFD", "zoë")
    return document


@cheat("entries")
def a_code_ends_in_a_blank(document: Document) -> Document:
    document["types"][MANY]["codes"][-1] += " "
    return document


@cheat("entries", old=False)
def codes_stand_in_another_order(document: Document) -> Document:
    document["types"][MANY]["codes"].reverse()
    return document


@cheat("entries", "teams", old=None)
def a_team_has_lost_a_member(document: Document) -> Texts:
    result = text_of(result_of(document, DICE_VALUE))
    kind = next(kind for kind in document["types"] if kind["size"] == 2)
    kind["codes"].pop()
    return text_of(document), result


# --- text: one lottery, two texts


def _retold(document: Document, retell: Callable[[str], str]) -> Texts:
    text = text_of(document)
    retold = retell(text)
    if retold == text:
        raise AssertionError("nothing was changed")
    return retold, text_of(result_of(json.loads(retold), DICE_VALUE))


@cheat("text")
def a_fraction_is_not_reduced(document: Document) -> Texts:
    value = document["proof"]["levels"][0]["value"]
    doubled = "/".join(str(2 * int(part)) for part in value.split("/"))
    return _retold(document, lambda text: text.replace(f'"value":"{value}"', f'"value":"{doubled}"'))


@cheat("text")
def true_stands_for_one(document: Document) -> Texts:
    return _retold(document, lambda text: text.replace('"size":1', '"size":true', 1))


@cheat("text")
def a_key_is_added(document: Document) -> Document:
    return document | {"note": "trust us"}


@cheat("text")
def a_key_is_left_out(document: Document) -> Document:
    document.pop("seated")
    return document


@cheat("text")
def a_field_that_is_kept_for_later_is_used(document: Document) -> Document:
    return document | {"seated": []}


@cheat("text")
def the_last_line_feed_is_left_out(document: Document) -> Texts:
    return _retold(document, lambda text: text.rstrip("\n"))


@cheat("text")
def there_is_a_blank_between(document: Document) -> Texts:
    return _retold(document, lambda text: text.replace(",", ", ", 1))


@cheat("text")
def a_key_occurs_twice(document: Document) -> Texts:
    return _retold(document, lambda text: text.replace('"filled":', '"filled":7,"filled":', 1))


@cheat("text")
def a_letter_is_escaped(document: Document) -> Texts:
    code = document["types"][0]["codes"][0]
    return _retold(document, lambda text: text.replace(f'"{code}"', f'"\\u{ord(code[0]):04x}{code[1:]}"'))


@cheat("text", old=None)
def a_number_is_written_with_a_point(document: Document) -> Texts:
    return _retold(document, lambda text: text.replace('"seats":20', '"seats":20.0', 1))


@cheat("text", old=None)
def a_member_is_number_minus_one(document: Document) -> Texts:
    return _retold(document, lambda text: text.replace('"members":[]', '"members":[-1]', 1))


@cheat("text", old=None)
def the_name_of_an_attribute_is_a_list(document: Document) -> Document:
    document["rules"][0]["attribute"] = ["club"]
    return document


@cheat("text", old=None)
def a_rule_has_a_twin_with_a_tag_that_nobody_sees(document: Document) -> Document:
    add_rule(document, {"attribute": "gender", "least": None, "most": None, "value": "woman\U000e0020"})
    return document


@cheat("text", old=None)
def codes_are_one_text(document: Document) -> Document:
    document["types"][FRIEND]["codes"] = "f"
    return document


@cheat("text", old=None)
def it_is_the_old_format(document: Document) -> Document:
    return document | {"format": "fairdraw lottery 1"}


@cheat("text", old=None)
def a_price_has_forty_one_digits(document: Document) -> Document:
    document["proof"]["levels"][0]["tree"][1] = 10**40
    return document


# --- commitment, value, draw: what was published before and after


def announcement_of(document: Document, **changes: object) -> str:
    """An announcement of dice thrown at noon; changes of the fields of its value or of itself."""
    form = numbers_form(8, 1, 6, "as thrown", source="eight dice on stage", at=NOON)
    return _announced(Announcement(commitment_of(document), "DRAW", "summit", 1, form), changes)


def drand_announcement_of(document: Document, **changes: object) -> str:
    return _announced(Announcement(commitment_of(document), "DRAW", "summit", 1, drand_form(ROUND)), changes)


def _announced(announcement: Announcement, changes: dict[str, object]) -> str:
    published = json.loads(announcement.to_json())
    published["value"] |= {key: value for key, value in changes.items() if key in published["value"]}
    return canonical(published | {key: value for key, value in changes.items() if key not in published["value"]})


@cheat("commitment")
def the_announcement_is_of_another_lottery(document: Document) -> Texts:
    other = copy.deepcopy(document)
    exchange(other, MANY, CHESS, 1)
    return (*published(document), announcement_of(other))


@cheat("commitment", old=False)
def the_result_is_of_another_lottery(document: Document) -> Texts:
    other = copy.deepcopy(document)
    exchange(other, MANY, CHESS, 1)
    return published(document)[0], published(other)[1]


@cheat("text", old=None)
def an_announcement_has_the_number_nought(document: Document) -> Texts:
    """It would stand before the first one, of which everybody was told."""
    return (*published(document), announcement_of(document, number=0))


@cheat("text", old=None)
def an_announcement_is_of_an_event_without_a_name(document: Document) -> Texts:
    return (*published(document), announcement_of(document, event=""))


@cheat("value")
def the_value_has_a_leading_zero(document: Document) -> Texts:
    return (*published(document, "03 1 4 1 5 6 2 6"), announcement_of(document))


@cheat("value")
def the_value_has_commas(document: Document) -> Texts:
    return (*published(document, "3,1,4,1,5,6,2,6"), announcement_of(document))


@cheat("value")
def the_value_has_a_number_that_no_die_shows(document: Document) -> Texts:
    return (*published(document, "3 1 4 1 5 6 2 7"), announcement_of(document))


@cheat("value")
def the_value_is_one_number_short(document: Document) -> Texts:
    return (*published(document, "3 1 4 1 5 6 2"), announcement_of(document))


@cheat("value")
def the_numbers_are_not_in_the_announced_order(document: Document) -> Texts:
    form = numbers_form(6, 1, 49, "ascending", source="the lottery of Saturday", at=NOON)
    announcement = Announcement(commitment_of(document), "DRAW", "summit", 1, form).to_json()
    return (*published(document, "13 6 22 31 40 44"), announcement)


@cheat("value")
def the_announcement_allows_any_spelling(document: Document) -> Texts:
    return (*published(document), announcement_of(document, pattern="(.|\n)*"))


@cheat("value")
def the_announcement_allows_so_few_values_that_all_can_be_tried(document: Document) -> Texts:
    number = "(0|[1-9][0-9]*)"
    changes = {"count": 7, "example": "6 5 4 3 2 1 1", "pattern": f"{number}( {number}){{6}}"}
    return (*published(document, "3 1 4 1 5 6 2"), announcement_of(document, **changes))


@cheat("value")
def the_announcement_shows_an_example_of_another_form(document: Document) -> Texts:
    return (*published(document), announcement_of(document, example="1, 2, 3, 4, 5, 6, 1, 2"))


@cheat("value")
def the_announced_round_comes_out_at_another_moment(document: Document) -> Texts:
    return (*_drawn_by_drand(document), drand_announcement_of(document, at="2026-09-02T12:00:00Z"))


@cheat("value")
def the_announced_chain_is_one_of_our_own(document: Document) -> Texts:
    return (*_drawn_by_drand(document), drand_announcement_of(document, chain="00" * 32))


@cheat("value")
def a_value_of_drand_has_no_signature(document: Document) -> Texts:
    return (*published(document, RANDOMNESS), drand_announcement_of(document))


@cheat("value")
def dice_have_a_signature(document: Document) -> Texts:
    value = hashlib.sha256(bytes.fromhex(SIGNATURE)).hexdigest()
    return (*_drawn_by_drand(document, value, SIGNATURE), announcement_of(document))


@cheat("value")
def the_value_is_not_that_of_the_signature(document: Document) -> Texts:
    return (*_drawn_by_drand(document, "00" * 32), drand_announcement_of(document))


@cheat("value", old=False)
def the_value_has_two_blanks(document: Document) -> Texts:
    return published(document, "6 13  22 31 40 44")


@cheat("value")
def the_value_is_written_decomposed(document: Document) -> Texts:
    return published(document, unicodedata.normalize("NFD", "Zoë"))


def _drawn_by_drand(document: Document, value: str = RANDOMNESS, signature: str = SIGNATURE) -> tuple[str, str]:
    return text_of(document), text_of(result_of(document, value, signature))


@cheat("draw", old=False)
def a_friend_takes_the_place_of_somebody_who_was_drawn(document: Document) -> Texts:
    result = result_of(document, DICE_VALUE)
    result["admitted"][-1], result["waiting"][0] = result["waiting"][0], result["admitted"][-1]
    return text_of(document), text_of(result)


@cheat("draw", old=False)
def a_friend_moves_up_on_the_waiting_list(document: Document) -> Texts:
    result = result_of(document, DICE_VALUE)
    result["waiting"].insert(0, result["waiting"].pop())
    return text_of(document), text_of(result)


@cheat("draw", "teams", old=None)
def further_panels_come_in_the_order_of_the_list(document: Document) -> Texts:
    """An organiser could put the panels of some people side by side, so that they seldom move up."""
    return text_of(document), text_of(result_of(document, DICE_VALUE, by_seed=False))


@cheat("draw", "ladder", old=None)
def who_comes_in_together_comes_by_the_key_that_chose_them(document: Document) -> Texts:
    """Those with small keys are in already, more of them where many are alike, so others would come first."""
    return text_of(document), text_of(result_of(document, DICE_VALUE, place=b"unit"))


@cheat("draw", old=False)
def another_panel_is_taken(document: Document) -> Texts:
    result = result_of(document, DICE_VALUE)
    return text_of(document), text_of(result | {"panel": result["panel"] % document["panels"] + 1})


@cheat("draw", old=False)
def a_seed_is_chosen(document: Document) -> Texts:
    return text_of(document), text_of(result_of(document, DICE_VALUE) | {"seed": "00" * 32})


# --- previous: a follow-up draw that does not follow


@cheat("previous", "wave", old=None)
def who_is_in_is_forgotten(document: Document) -> Document:
    document["previous"]["held"].pop()
    return document


@cheat("previous", "wave", old=None)
def a_friend_is_in_who_was_not_drawn(document: Document) -> Document:
    document["previous"]["held"] = sorted([*document["previous"]["held"], "friend"])
    return document


@cheat("previous", "wave", old=None)
def somebody_is_gone_who_was_never_there(document: Document) -> Document:
    document["previous"]["gone"] = sorted([*document["previous"]["gone"], "nobody"])
    return document


@cheat("previous", "wave", old=None)
def a_friend_joins_those_who_wait(document: Document) -> Document:
    document["types"][0]["codes"] = sorted([*document["types"][0]["codes"][1:], "friend"])
    return document


@cheat("previous", "wave", old=None)
def who_waits_is_given_a_larger_weight(document: Document) -> Document:
    for kind in document["types"]:
        kind["weight"] = "2"
    for level in document["proof"]["levels"]:
        level["value"] = str(Fraction(level["value"]) / 2)
    settle(document)
    return document


@cheat("previous", "wave", old=None)
def another_result_came_before(document: Document) -> Document:
    document["previous"]["result"] = "00" * 32
    return document


@cheat("previous", "wave", old=None)
def the_draw_before_is_not_shown(document: Document) -> Texts:
    return published(document)


@cheat("previous", old=None)
def a_draw_in_the_middle_counts_a_woman_as_a_man(_: Document) -> Texts:
    """So a friend is the only woman left, and certain. The last draw repeats it, and the files come in their order in time."""
    women = {f"w{number}" for number in range(6)}
    true = _four_women_of_eight(women)
    first, (friend, victim) = _first_with_two_women_left(true, women)
    gone = [next(code for code in first.admitted if code.startswith(letter)) for letter in "wm"]
    # What the first lottery would have been with the lie; its result says who waits.
    lied = _four_women_of_eight(women - {victim})
    middle = json.loads(follow_up(lied, replace(first, commitment=commit(lied)), gone, panels=50).to_json())
    digest = commitment_of(json.loads(first.to_json()))
    middle["previous"] |= {"lottery": commit(true), "result": digest}
    second = json.loads(text_of(result_of(middle, DICE_VALUE)))
    if friend not in second["admitted"] or victim not in second["waiting"]:
        raise AssertionError("the friend is certain, and the victim is not")
    lottery, result = Lottery.from_json(text_of(middle)), Result.from_json(text_of(second))
    last = follow_up(lottery, result, result.admitted[-1:], before=[true], panels=50)
    papers = [each.to_json() for each in (true, first)], [text_of(middle), text_of(second)]
    return (*papers[0], *papers[1], last.to_json(), draw(last, DICE_VALUE).to_json())


def _four_women_of_eight(women: set[str]) -> Lottery:
    codes = [f"w{number}" for number in range(6)] + [f"m{number:02}" for number in range(30)]
    people = tuple(Entry(code, {"gender": "woman" if code in women else "man"}) for code in codes)
    return solve(Pool(people), Rules(8, (Quota("gender", "woman", 4),)), panels=50)


def _first_with_two_women_left(lottery: Lottery, women: set[str]) -> tuple[Result, list[str]]:
    results = (draw(lottery, f"first {number}") for number in range(400))
    return next((result, left) for result in results if len(left := sorted(women & {*result.waiting})) == 2)
