"""Nothing is frozen that the public verifier would refuse; and a solve never goes backwards for those who watch it."""

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from django.urls import reverse

import fairdraw
from einlass.admission import draw_pool, lottery_check
from einlass.admission.actions import annul_draw, continue_waves, draws, solve_draw, start_solve_again, start_wave
from einlass.admission.draw_pool import pool_of, rules_of
from einlass.admission.errors import NotSolved
from einlass.admission.models import Draw, WaveReport
from einlass.events.models import AuditEntry
from fairdraw import Progress
from fairdraw.closeness import closeness
from fairdraw.lottery import pack, unpack
from fairdraw.verify import Problem, Verdict, check
from tests.admission.test_waves import automatic, decline, drawn_and_offered
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import announce, make_contingent, make_entrant, make_frozen_draw, make_quota
from tests.builders.applications import make_choice

pytestmark = pytest.mark.django_db
FEW = 10
TIGHT = {"kind": ["k0", "k1", "k2", "k3"], "sex": ["f", "m"], "home": ["a", "b", "c"], "age": ["x", "y", "z"]}
BOUNDS = [
    ("kind", "k1", 2),
    ("kind", "k2", 3),
    ("kind", "k3", 1),
    ("sex", "f", 5),
    ("home", "a", 3),
    ("home", "b", 3),
    ("age", "x", 2),
    ("age", "y", 3),
]


@pytest.fixture
def event():
    """Three of seven seats are for founders, of whom five apply; eleven others do."""
    event = make_event()
    founder = make_category(event, key="founder", name={"en": "Founder", "de": "Gründung"})
    other = make_category(event, key="other", name={"en": "Other", "de": "Andere"})
    make_contingent(event, size=7)
    for number in range(16):
        make_entrant(event, category=founder if number < 5 else other)
    make_quota(event, "category", "founder", least=3, most=3)
    return event


def refused_by(step: str, words: str) -> Verdict:
    return Verdict(False, [Problem(step, words)], {}, [], f"Does not hold: {words}")


def refuse(monkeypatch, *, unless=lambda text: False) -> None:
    """The verifier as if it found every list too far from the fairest chances, unless it says otherwise."""

    def refusing(text, *before, most_loss):
        if unless(text):
            return check(text, *before, most_loss=most_loss)
        return refused_by("closeness", "12 entries lose 6.6 %.")

    monkeypatch.setattr(lottery_check, "check", refusing)


def test_what_is_kept_is_what_the_verifier_accepts(event):
    draw = solve_draw(make_frozen_draw(event), at=NOON)

    assert check(draw.bundle).holds
    assert draw.commitment == fairdraw.commit(fairdraw.Lottery.from_json(draw.bundle))


def test_a_lottery_that_the_verifier_refuses_is_not_kept_and_the_page_says_how_much_whom_and_what_helps(
    client, event, monkeypatch
):
    organiser = make_member(event)
    client.force_login(organiser)
    draw = make_frozen_draw(event, by=organiser)
    refuse(monkeypatch, unless=lambda text: fairdraw.Lottery.from_json(text).quotas[0].most == 5)

    failed = solve_draw(draw, at=NOON)

    assert (failed.solved_at, failed.bundle, failed.commitment) == (None, "", "")
    assert failed.failure == "12 entries lose 6.6 %."
    failure = failed.summary["failure"]
    assert failure["kind"] == "unfair"
    # Least 3 to 2, most 3 to 4, least 3 to 1: only then most 3 to 5.
    assert [(one["side"], one["now"], one["then"]) for one in failure["changes"]] == [("most", 3, 5)]
    assert AuditEntry.objects.get(action="solve_failed").after == {"why": "12 entries lose 6.6 %."}
    page = " ".join(client.get(reverse("admission:draw_desk", args=[event.slug, draw.code])).text.split())
    assert "No list of outcomes comes near enough to the fairest chances." in page
    assert "Category: Founder: at most 5 instead of 3" in page
    assert "Start again" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "No list of outcomes was found in the 30 minutes that a draw may take."),
        ("de", "In den 30 Minuten, die eine Verlosung dauern darf, wurde keine Liste von Ausgängen gefunden."),
    ],
)
def test_a_draw_that_takes_too_long_is_given_up_and_the_page_says_so(client, event, monkeypatch, language, words):
    organiser = make_member(event)
    client.force_login(organiser)
    client.cookies["django_language"] = language
    monkeypatch.setattr(draw_pool, "SOLVE_SECONDS", 0)

    failed = solve_draw(make_frozen_draw(event, by=organiser), at=NOON)

    assert failed.summary["failure"] == {"kind": "time", "minutes": 30}
    page = " ".join(client.get(reverse("admission:draw_desk", args=[event.slug, failed.code])).text.split())
    assert words in page
    assert reverse("admission:quotas", args=[event.slug]) in page


def test_those_whom_it_concerns_most_are_named(event, monkeypatch):
    refuse(monkeypatch)

    failure = solve_draw(make_frozen_draw(event), at=NOON).summary["failure"]

    # Nobody loses anything here, so the larger group is named: the others, whom no rule counts.
    assert failure["who"] == {"entries": 11, "size": 1, "names": []}
    assert (failure["loss"], failure["gain"], failure["changes"]) == (0.0, 0.0, [])


def test_what_helps_is_looked_for_only_so_often(event, monkeypatch):
    made = []
    refuse(monkeypatch)
    monkeypatch.setattr(lottery_check, "MOST_TRIES", 3)
    draw = make_frozen_draw(event)
    solve = fairdraw.solve
    monkeypatch.setattr(fairdraw, "solve", lambda *args, **options: made.append(1) or solve(*args, **options))

    solve_draw(draw, at=NOON)

    assert len(made) == 1 + 3


def test_a_draw_annulled_while_help_is_looked_for_is_let_go(event, monkeypatch):
    organiser = make_member(event)
    draw = make_frozen_draw(event, by=organiser)
    refuse(monkeypatch)
    helps = lottery_check._what_helps

    def annul_meanwhile(draw, lottery, progress):
        annul_draw(draw, "We know.", by=organiser, at=NOON)
        monkeypatch.setattr(progress, "_last", NOON.replace(year=2000))
        return helps(draw, lottery, progress)

    monkeypatch.setattr(lottery_check, "_what_helps", annul_meanwhile)

    let_go = solve_draw(draw, at=NOON)

    assert (let_go.annulled_reason, let_go.failure, let_go.solved_at) == ("We know.", "", None)


def test_a_bundle_with_another_fault_fails_in_the_words_of_the_verifier(event, monkeypatch):
    verdict = refused_by("levels", "A level is not proved.")
    monkeypatch.setattr(lottery_check, "check", lambda *texts, most_loss: verdict)

    failed = solve_draw(make_frozen_draw(event), at=NOON)

    assert (failed.failure, failed.summary) == ("A level is not proved.", {"failure": {"kind": "other"}})


def test_a_wave_is_checked_with_the_draws_before_it(monkeypatch):
    event, organiser = drawn_and_offered()
    decline(event, "student")
    seen = []
    monkeypatch.setattr(
        lottery_check, "check", lambda *texts, **options: seen.append(texts) or check(*texts, **options)
    )

    wave = solve_draw(start_wave(event, by=organiser, at=NOON), at=NOON)

    before = wave.follows
    assert seen == [(wave.bundle, before.bundle, before.result, before.announcement)]


def test_a_wave_of_the_worker_that_cannot_be_fair_enough_is_annulled_with_the_reason(monkeypatch):
    event, organiser = drawn_and_offered()
    automatic(event)
    decline(event, "student")
    wave = start_wave(event, by=organiser, at=NOON)
    refuse(monkeypatch)
    solve_draw(wave, at=NOON)

    continue_waves(at=NOON)

    wave.refresh_from_db()
    words = "For so few seats no list of outcomes comes near enough to the fairest chances."
    assert (wave.annulled_reason, WaveReport.objects.latest("pk").why["en"]) == (words, words)


def test_five_per_cent_are_allowed_as_the_verifier_allows_them():
    assert Fraction(1, 20) == lottery_check.MOST_LOSS


# --- progress -------------------------------------------------------------------------------------------
def test_progress_never_runs_backwards_whoever_solves(event):
    draw = make_frozen_draw(event)
    moments = iter(NOON.replace(minute=minute) for minute in range(10))
    first, second = (draws._Reporter(draw, lambda: next(moments)) for _ in range(2))
    seen = []
    for report, step, done in (
        (first, "panels", 50),
        (first, "chances", 1),
        (second, "types", 0),
        (second, "proof", 1),
    ):
        assert report(Progress(step, done, 100))
        seen.append(Draw.objects.get(pk=draw.pk).progress)

    assert seen == [58, 58, 58, 95]


def test_a_solve_taken_up_again_goes_on_from_where_it_was_seen(event, monkeypatch):
    draw = make_frozen_draw(event)
    Draw.objects.filter(pk=draw.pk).update(progress=60)
    seen = []
    make_lottery = draws.make_lottery

    def look(draw, progress):
        seen.append(Draw.objects.get(pk=draw.pk).progress)
        return make_lottery(draw, progress=progress)

    monkeypatch.setattr(draws, "make_lottery", look)
    solve_draw(draw, at=NOON)

    assert seen == [60]
    assert Draw.objects.get(pk=draw.pk).progress == 100


def test_a_failed_solve_that_is_started_again_begins_at_nought(event):
    draw = make_frozen_draw(event)
    Draw.objects.filter(pk=draw.pk).update(progress=60, failure="The chances cannot be rounded.")

    assert start_solve_again(draw, by=make_member(event), at=NOON).progress == 0


# --- a list that really is not close enough, and the verifier as it is -----------------------------------------
@pytest.fixture
def tight_event():
    """Twelve seats for sixty people of 38 kinds, under eight quotas that leave one seat of room each."""
    event = make_event(languages=["en"])
    for key, values in TIGHT.items():
        make_choice(event, key, *values)
    dice = random.Random(0)
    for _ in range(60):
        make_entrant(event, answers={key: dice.choice(values) for key, values in TIGHT.items()})
    make_contingent(event, size=12)
    for key, value, least in BOUNDS:
        make_quota(event, key, value, least=least, most=least + 1)
    return event


def shortened(lottery: fairdraw.Lottery) -> fairdraw.Lottery:
    """The first FEW outcomes of a real list, told honestly: whose chances are what they happen to be."""
    rows = [unpack(each, lottery.panels)[:FEW] for each in lottery.appearances]
    times = [sum(row) for row in rows]
    return replace(
        lottery,
        panels=FEW,
        appearances=tuple(pack(np.array(row)) for row in rows),
        closeness=closeness(lottery.types, times, FEW, lottery.levels),
    )


def with_few_outcomes(monkeypatch) -> None:
    """The real solver, of whose list only the beginning is kept."""
    solve = fairdraw.solve
    monkeypatch.setattr(fairdraw, "solve", lambda *given, **named: shortened(solve(*given, **named)))
    monkeypatch.setattr(lottery_check, "MOST_TRIES", 2)


def test_a_real_list_of_few_outcomes_is_refused_by_the_verifier_itself_and_the_organiser_reads_what_to_do(
    client, tight_event, monkeypatch
):
    organiser = make_member(tight_event)
    client.force_login(organiser)
    draw = make_frozen_draw(tight_event, by=organiser)
    hasty = shortened(fairdraw.solve(pool_of(draw), rules_of(draw)))
    with_few_outcomes(monkeypatch)

    failed = solve_draw(draw, at=NOON)

    assert [problem.step for problem in check(hasty.to_json(), most_loss=lottery_check.MOST_LOSS).problems] == [
        "closeness"
    ]
    assert (failed.solved_at, failed.bundle, failed.commitment) == (None, "", "")
    assert max(failed.summary["failure"]["loss"], failed.summary["failure"]["gain"]) > 0.05
    with pytest.raises(NotSolved):
        announce(failed)
    page = " ".join(client.get(reverse("admission:draw_desk", args=[tight_event.slug, draw.code])).text.split())
    assert "No list of outcomes comes near enough to the fairest chances." in page
    assert "more than 5 % is never frozen" in page
    assert "The rules of this draw are fixed. Annul it, change the quotas, and freeze the entries again." in page
    assert reverse("admission:quotas", args=[tight_event.slug]) in page


def test_with_time_the_same_pool_gives_a_list_that_is_frozen(tight_event):
    draw = solve_draw(make_frozen_draw(tight_event), at=NOON)

    assert draw.failure == ""
    assert check(draw.bundle, most_loss=lottery_check.MOST_LOSS).holds


def test_after_annulling_and_giving_the_quotas_room_the_next_draw_is_frozen(tight_event, monkeypatch):
    organiser = make_member(tight_event)
    with_few_outcomes(monkeypatch)
    failed = solve_draw(make_frozen_draw(tight_event, by=organiser), at=NOON)

    annul_draw(failed, "The quotas were too tight.", by=organiser, at=NOON)
    tight_event.quotas.all().delete()
    draw = solve_draw(make_frozen_draw(tight_event, by=organiser), at=NOON)

    assert (draw.failure, draw.solved_at) == ("", NOON)
    assert check(draw.bundle).holds
