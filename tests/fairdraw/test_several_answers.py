"""People may give several answers to one question; each quota that asks for one of them counts them."""

from fairdraw import Entry, Lottery, Pool, Quota, Rules, draw, explain, solve, verify

ALL = {"looking for": ("capital", "people")}


def make_pool():
    return Pool(
        (
            *(Entry(f"both {number}", ALL) for number in range(3)),
            *(Entry(f"capital {number}", {"looking for": "capital"}) for number in range(6)),
            *(Entry(f"people {number}", {"looking for": ("people",)}) for number in range(6)),
            *(Entry(f"none {number}") for number in range(5)),
        )
    )


def test_an_entry_with_two_answers_counts_towards_two_quotas_of_one_attribute():
    rules = Rules(2, (Quota("looking for", "capital", least=2), Quota("looking for", "people", least=2)))

    lottery = solve(make_pool(), rules)

    assert {code for code, chance in lottery.chances().items() if chance} == {"both 0", "both 1", "both 2"}


def test_a_lottery_with_several_answers_verifies_and_is_read_back_the_same():
    rules = Rules(8, (Quota("looking for", "capital", most=2), Quota("looking for", "people", least=3)))

    lottery = solve(make_pool(), rules)

    assert Lottery.from_json(lottery.to_json()) == lottery
    assert verify(lottery, draw(lottery, "4 1 6")).holds


def test_who_gave_no_answer_is_counted_by_the_quota_for_none():
    # Five of twenty gave no answer, however many answers the others gave.
    assert explain(make_pool(), Rules(8, (Quota("looking for", "", least=5),))).feasible
