from dataclasses import replace
from functools import cache
from itertools import combinations
from random import Random

import pytest

from tests.timetable.days import make_day, make_problem
from timetable import (
    Changes,
    Interval,
    InvalidProblem,
    Person,
    PersonAway,
    PersonLate,
    Place,
    Problem,
    Proposals,
    Schedule,
    Session,
    SessionCancelled,
    SessionLonger,
    Stage,
    StageClosed,
    Stars,
    Unsolvable,
    apply_changes,
    check,
    replan,
    solve,
)

SESSIONS = (Session("one", 30, people=("ada",)), Session("two", 30), Session("three", 30))
PLAN = Schedule({"one": Place("A", 540), "two": Place("A", 570), "three": Place("A", 600)})


def make_plan(**given) -> Problem:
    return make_problem(**{"sessions": SESSIONS, "people": (Person("ada"),), "stages": (Stage("A", 900),), **given})


def moves(proposals: Proposals) -> list[dict[str, Place]]:
    return [{move.session: move.after for move in card.moves} for card in proposals.cards]


def test_a_late_speaker_moves_to_the_first_free_place():
    proposals = replan(make_plan(), PLAN, Changes((PersonLate("ada", 580),), now=520))

    assert moves(proposals) == [{"one": Place("A", 630)}] * 3
    assert (proposals.fewest_moves, proposals.proved) == (1, True)


def test_two_short_moves_are_offered_beside_one_long_move():
    # One move takes one from 9:00 to 10:30. Two moves: one to 9:30, two to 9:00.
    proposals = replan(make_plan(), PLAN, Changes((PersonLate("ada", 570),), now=520))

    people, shift, _ = moves(proposals)
    assert people == {"one": Place("A", 630)}
    assert shift == {"one": Place("A", 570), "two": Place("A", 540)}


def test_the_sessions_that_fewest_people_starred_move():
    # Both at once on A: either may move. Two has fewer fans.
    stars = Stars({"one": 50, "two": 20, "three": 5})
    longer = Changes((SessionLonger("one", 60),), now=545)

    proposals = replan(make_plan(stars=stars), PLAN, longer)

    assert moves(proposals)[0] == {"two": Place("A", 630)}
    assert proposals.cards[0].people == 20


def test_a_cancelled_session_leaves_a_gap_and_nothing_has_to_move():
    proposals = replan(make_plan(), PLAN, Changes((SessionCancelled("two"),), now=500))

    assert proposals.fewest_moves == 0
    assert set(proposals.cards[0].schedule.placements) == {"one", "three"}


def test_the_card_of_least_loss_uses_the_gap_of_a_cancelled_session():
    # three runs beside one, with ten common fans; once two is cancelled one can follow.
    stars = Stars({"one": 10, "two": 0, "three": 10}, {("one", "three"): 10})
    problem = make_plan(stages=(Stage("A", 900), Stage("B", 350)), stars=stars)
    plan = Schedule({**PLAN.placements, "three": Place("B", 540)})

    proposals = replan(problem, plan, Changes((SessionCancelled("two"),), now=500))

    assert [card.loss for card in proposals.cards] == [300, 300, 0]
    assert moves(proposals)[2] == {"one": Place("A", 570)}


def test_a_closed_stage_is_left():
    problem = make_plan(stages=(Stage("A", 900), Stage("B", 350)))

    proposals = replan(problem, PLAN, Changes((StageClosed("A", 540, 720),), now=500))

    assert proposals.fewest_moves == 3
    assert {place.stage for place in proposals.cards[0].schedule.placements.values()} == {"B"}


def test_what_has_begun_stays_where_it_is():
    proposals = replan(make_plan(), PLAN, Changes((SessionLonger("one", 40),), now=545))

    assert all("one" not in moved for moved in moves(proposals))


def test_a_session_that_follows_an_overrun_is_put_off_without_notice():
    # 9:25: one runs to 9:35 instead of 9:30. Two is to begin in five minutes; its audience waits.
    gap = Schedule({**PLAN.placements, "three": Place("A", 620)})

    proposals = replan(make_plan(), gap, Changes((SessionLonger("one", 35),), now=565))

    assert moves(proposals)[1] == {"two": Place("A", 575)}


def test_nobody_begins_earlier_than_the_notice_allows():
    proposals = replan(make_plan(), PLAN, Changes((PersonLate("ada", 575),), now=535, notice_minutes=40))

    for card in proposals.cards:
        for move in card.moves:
            put_off = move.before.start <= move.after.start <= move.before.start + 40
            assert move.after.start >= 575 or put_off


def test_a_pin_gives_way_only_if_the_changes_hit_it():
    pinned = (replace(SESSIONS[0], pinned=Place("A", 540)), replace(SESSIONS[1], pinned=Place("A", 570)), SESSIONS[2])
    problem = make_plan(sessions=pinned)

    proposals = replan(problem, PLAN, Changes((PersonLate("ada", 580),), now=520))

    assert list(moves(proposals)[0]) == ["one"]
    assert proposals.problem.session_by_key["one"].pinned is None
    assert proposals.problem.session_by_key["two"].pinned == Place("A", 570)


def test_what_was_broken_before_is_left_and_told():
    overlapping = Schedule({**PLAN.placements, "three": Place("A", 580)})

    proposals = replan(make_plan(), overlapping, Changes((PersonLate("ada", 560),), now=520))

    assert list(moves(proposals)[0]) == ["one"]
    assert [each.message for each in proposals.cards[0].left] == ["two and three are both on stage A at 09:40."]


def test_sessions_without_a_place_stay_without():
    plan = Schedule({"one": Place("A", 540)})

    proposals = replan(make_plan(), plan, Changes((PersonLate("ada", 580),)))

    assert set(proposals.cards[0].schedule.placements) == {"one"}


def test_a_speaker_who_never_comes_is_named():
    with pytest.raises(Unsolvable, match="one fits nowhere any more") as caught:
        replan(make_plan(), PLAN, Changes((PersonLate("ada", 720),), now=520))

    assert caught.value.proved
    assert caught.value.frees == ("cancel one",)


def test_more_moves_than_can_be_tried_are_found_by_heuristics():
    sessions = tuple(Session(f"s{number}", 15) for number in range(12))
    problem = make_problem(sessions=sessions)
    plan = Schedule({session.key: Place("A", 540 + 15 * number) for number, session in enumerate(sessions)})

    proposals = replan(problem, plan, Changes((StageClosed("A", 540, 720),), now=500))

    assert {place.stage for place in proposals.cards[0].schedule.placements.values()} == {"B"}
    assert (proposals.fewest_moves, proposals.at_least) == (12, 7)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (PersonLate("nobody", 600), "changes[0].person"),
        (PersonAway("ada", 600, 600), "changes[0]"),
        (SessionCancelled("none"), "changes[0].session"),
        (SessionLonger("one", 0), "changes[0].minutes"),
        (StageClosed("Z", 540, 600), "changes[0].stage"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change, path):
    with pytest.raises(InvalidProblem) as caught:
        replan(make_plan(), PLAN, Changes((change,)))

    assert caught.value.path == path


def test_the_smallest_number_of_moves_equals_brute_force():
    rng = Random(7)
    seen = set()
    for _ in range(300):
        problem, plan, change = make_small_case(rng)
        fewest = fewest_by_brute_force(problem, plan, change)
        if fewest is None:
            with pytest.raises(Unsolvable):
                replan(problem, plan, Changes((change,)))
            continue

        proposals = replan(problem, plan, Changes((change,)))

        assert (proposals.fewest_moves, proposals.proved) == (fewest, True)
        for card in proposals.cards:
            assert check(proposals.problem, card.schedule) == ()
        seen.add(fewest)
    assert seen == {0, 1, 2, 3}


def test_late_speakers_on_a_real_day_are_repaired_with_proof():
    problem = make_day(46)
    plan = solve(problem, steps=2_000)
    for session in problem.sessions[2:20]:
        start = plan.placements[session.key].start
        late = Changes((PersonLate(session.people[0], start + 40),), now=start - 20)
        try:
            proposals = replan(problem, plan, late)
        except Unsolvable:
            continue

        assert proposals.proved
        for card in proposals.cards:
            assert card.left == ()
            assert card.loss >= 0


def make_small_case(rng: Random):
    """Four sessions on two stages in an hour of quarter hours, and something that happens."""
    sessions = tuple(
        Session(
            f"s{number}",
            rng.choice((15, 30)),
            people=tuple(rng.sample(("ada", "ben", "cy"), rng.choice((0, 1, 1)))),
            theme=rng.choice((None, None, None, "ai")),
        )
        for number in range(4)
    )
    problem = make_problem(
        days=(Interval(540, 600),),
        sessions=sessions,
        people=tuple(Person(key) for key in ("ada", "ben", "cy")),
        grid_minutes=15,
    )
    try:
        plan = solve(problem, steps=0, seed=rng.randrange(1000))
    except Unsolvable:
        return make_small_case(rng)
    change = rng.choice(
        (
            PersonLate(rng.choice(("ada", "ben", "cy")), rng.choice((555, 570, 585))),
            StageClosed(rng.choice("AB"), 540, rng.choice((555, 570))),
            SessionLonger("s0", 45),
            SessionCancelled("s1"),
        )
    )
    return problem, plan, change


def fewest_by_brute_force(problem: Problem, plan: Schedule, change) -> int | None:
    """Try every place for every set of sessions, the smallest sets first."""
    changed = apply_changes(problem, Changes((change,)))
    plan = {key: plan.placements[key] for key in changed.session_by_key}
    fits = pairs_that_fit(changed)
    for count in range(len(plan) + 1):
        for moved in combinations(plan, count):
            staying = [(key, place) for key, place in plan.items() if key not in moved]
            if all(fits(one, other) for one in staying for other in staying) and can_place(fits, staying, moved):
                return count
    return None


def pairs_that_fit(problem: Problem):
    """Every rule speaks of one session or of two, so that pairs tell it all."""

    @cache
    def fits(one: tuple[str, Place], other: tuple[str, Place]) -> bool:
        return not check(problem, Schedule(dict((one, other))), complete=False)

    return fits


def can_place(fits, placed: list[tuple[str, Place]], waiting: tuple[str, ...]) -> bool:
    """Whether the waiting sessions fit beside the placed ones, by trying every place for each in turn."""
    if not waiting:
        return True
    spots = [(waiting[0], Place(stage, start)) for stage in "AB" for start in (540, 555, 570, 585)]
    return any(
        all(fits(spot, other) for other in [*placed, spot]) and can_place(fits, [*placed, spot], waiting[1:])
        for spot in spots
    )
