from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

import fairdraw
from einlass.admission.actions import (
    accept_offer,
    annul_draw,
    change_offer_plan,
    continue_waves,
    decline_offer,
    expire_offers,
    give_drand_round,
    give_value,
    make_offers,
    refill,
    solve_draw,
    start_due_waves,
    start_wave,
)
from einlass.admission.actions.refills import announce_waiting
from einlass.admission.errors import (
    AdmittedFirst,
    DrawInProgress,
    InDrawnOrder,
    NobodyFits,
    NobodyToOffer,
    NoSeatLeft,
    WavesOnly,
    WavesPromised,
)
from einlass.admission.models import Draw, Offer, OfferPlan, WaveReport
from einlass.admission.standing import standing_of
from einlass.applications.models import Application
from einlass.mail.models import Message
from fairdraw import drand
from fairdraw.verify import check
from tests.admission.test_drand import OUT_AT, ROUND, ROUNDS
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    announce,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_quota,
    make_value_form,
)

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
END = NOON + timedelta(days=7)
Outcome = WaveReport.Outcome


def drawn_and_offered(
    *, seats: int = 4, founders: int = 4, students: int = 8, least: int | None = 2, most: int | None = None
):
    """A draw with a quota on founders, whose offers are out."""
    event = make_event()
    organiser = make_member(event)
    founder, student = make_category(event, key="founder"), make_category(event, key="student")
    make_contingent(event, size=seats)
    for _ in range(founders):
        make_entrant(event, category=founder)
    for _ in range(students):
        make_entrant(event, category=student)
    if least is not None or most is not None:
        make_quota(event, "category", "founder", least=least, most=most)
    draw = make_drawn_draw(event, by=organiser)
    make_offers(draw, expires_at=END, by=organiser, at=NOON)
    return event, organiser


def decline(event, kind: str, number: int = 1) -> None:
    offers = Offer.objects.filter(event=event, application__category__key=kind, declined_at=None, accepted_at=None)
    for offer in offers.order_by("pk")[:number]:
        decline_offer(offer, at=NOON)


def run(wave: Draw, organiser, value: str = "6 5 4") -> Draw:
    """All steps of a wave by hand, up to its offers."""
    solve_draw(wave, at=NOON)
    announce(wave, by=organiser)
    give_value(wave, value, by=organiser, at=NOON)
    make_offers(wave, expires_at=END, by=organiser, at=NOON)
    return Draw.objects.get(pk=wave.pk)


def files(draw: Draw | None) -> list[str]:
    """lottery and result of a draw and of all before it, as the verifier takes them."""
    texts = []
    while draw is not None:
        texts += [draw.bundle, draw.result]
        draw = draw.follows
    return texts


def coming(event, kind: str) -> int:
    return Offer.objects.filter(
        event=event, application__category__key=kind, declined_at=None, expired_at=None, revoked_at=None
    ).count()


# --- by hand --------------------------------------------------------------------------------------------
def test_a_wave_fills_the_seat_under_what_is_left_of_the_quotas_and_the_chain_verifies():
    event, organiser = drawn_and_offered(founders=4)
    before = coming(event, "founder")
    decline(event, "founder", before - 1)  # one founder is left, and the rule asks for two

    wave = run(start_wave(event, by=organiser, at=NOON), organiser)

    assert wave.follows == event.draws.get(follows=None)
    assert coming(event, "founder") >= 2
    assert Offer.objects.filter(event=event, declined_at=None).count() == 4
    assert check(*files(wave)).holds


def test_a_chain_with_a_changed_file_does_not_verify():
    event, organiser = drawn_and_offered()
    decline(event, "student")
    wave = run(start_wave(event, by=organiser, at=NOON), organiser)
    lottery, result, *rest = files(wave)

    assert not check(lottery, result).holds
    assert not check(lottery, result, rest[0], rest[1].replace('"admitted":["', '"admitted":["X', 1)).holds


def test_waves_follow_waves_and_who_came_in_by_one_can_leave_it():
    event, organiser = drawn_and_offered(seats=3, founders=5, students=9, least=1)
    for value in ("1 1 1", "2 2 2", "3 3 3"):
        newest = Offer.objects.filter(event=event, declined_at=None).order_by("-pk")[0]
        decline_offer(newest, at=NOON)
        run(start_wave(event, by=organiser, at=NOON), organiser, value)

    last = event.draws.order_by("-pk")[0]
    assert event.draws.count() == 4
    assert coming(event, "founder") >= 1
    assert Offer.objects.filter(event=event, declined_at=None).count() == 3
    assert check(*files(last)).holds


def test_entries_keep_their_codes_and_who_is_gone_is_in_no_wave():
    event, organiser = drawn_and_offered()
    decline(event, "student")
    gone = Application.objects.filter(event=event, offers=None)[0]
    Application.objects.filter(pk=gone.pk).update(withdrawn_at=NOON)

    wave = start_wave(event, by=organiser, at=NOON)

    first = event.draws.get(follows=None)
    codes = set(wave.entries.values_list("application", "code", "salt"))
    assert codes < set(first.entries.values_list("application", "code", "salt"))
    assert wave.entry_count == 7
    assert first.entries.get(application=gone).code in wave.gone
    assert len(wave.gone) == 2


def test_who_accepted_stays_in_and_who_did_not_answer_is_gone():
    event, organiser = drawn_and_offered()
    kept = Offer.objects.filter(event=event).order_by("pk")[0]
    accept_offer(kept, at=NOON)
    expire_offers(at=END)

    wave = start_wave(event, by=organiser, at=END)

    lottery = fairdraw.Lottery.from_json(solve_draw(wave, at=END).bundle)
    assert lottery.previous is not None
    assert len(lottery.previous.held) == 1
    assert wave.seats == 3


@pytest.mark.parametrize(
    ("arrange", "refusal"),
    [
        (lambda event, organiser: None, NoSeatLeft),
        (lambda event, organiser: Application.objects.filter(offers=None).update(withdrawn_at=NOON), NobodyToOffer),
        (lambda event, organiser: Draw.objects.update(offered_at=None), AdmittedFirst),
        (lambda event, organiser: Draw.objects.update(rules=[]), InDrawnOrder),
        (
            lambda event, organiser: (decline(event, "student"), start_wave(event, by=organiser, at=NOON)),
            DrawInProgress,
        ),
    ],
)
def test_why_no_wave_begins_is_an_error_of_its_own(arrange, refusal):
    event, organiser = drawn_and_offered()
    arrange(event, organiser)

    with pytest.raises(refusal):
        start_wave(event, by=organiser, at=NOON)


def test_without_a_draw_there_is_no_wave():
    event = make_event()

    with pytest.raises(NobodyToOffer):
        start_wave(event, by=make_member(event), at=NOON)


def test_where_only_larger_teams_wait_no_wave_begins():
    event = make_event()
    organiser = make_member(event)
    OfferPlan.objects.create(event=event, always_waves=True)
    make_contingent(event, size=2)
    make_entrant_team(event, 2)
    make_entrant_team(event, 2)
    draw = make_drawn_draw(event, by=organiser)
    offers = make_offers(draw, expires_at=END, by=organiser, at=NOON)
    accept_offer(offers[0], at=NOON, anyway=True)
    decline_offer(offers[1], at=NOON)

    with pytest.raises(NobodyFits):
        start_wave(event, by=organiser, at=NOON)


def test_with_quotas_nobody_is_offered_a_seat_in_drawn_order():
    event, organiser = drawn_and_offered()
    decline(event, "student")

    with pytest.raises(WavesOnly):
        refill(event, expires_at=END, by=organiser, at=NOON)


def test_seats_that_a_rule_keeps_stay_free_and_why_is_said_here_and_in_public():
    # At most two of four are founders, both are in; only founders wait.
    event, organiser = drawn_and_offered(seats=4, founders=5, students=2, least=None, most=2)
    decline(event, "student", 1)
    wave = start_wave(event, by=organiser, at=NOON)
    solve_draw(wave, at=NOON)

    continue_waves(at=NOON)

    wave.refresh_from_db()
    kept = WaveReport.objects.order_by("-pk")[0]
    assert wave.annulled_at == NOON
    assert kept.outcome == Outcome.KEPT
    assert kept.why["en"] == "1 seat is kept; else a rule would break: “Category: Kind 0” at most 2."
    assert wave.annulled_reason == kept.why["en"]
    start_wave(event, by=organiser, at=NOON)  # the next one may begin


def test_the_choice_between_order_and_waves_is_a_promise_once_those_who_wait_were_told():
    event, organiser = drawn_and_offered(least=None)
    change_offer_plan(event, {"always_waves": True}, by=organiser, at=NOON)
    announce_waiting(event.draws.get(), by=organiser, at=NOON)

    with pytest.raises(WavesPromised):
        change_offer_plan(event, {"always_waves": False}, by=organiser, at=NOON)


def test_who_waits_for_waves_reads_how_many_wait_and_no_place():
    event, _ = drawn_and_offered()
    waiting = Application.objects.filter(event=event, offers=None)[0]

    standing = standing_of(waiting, NOON)

    assert (standing.state, standing.by_waves, standing.others) == ("waiting", True, 7)


# --- by themselves --------------------------------------------------------------------------------------
def automatic(event, **fields) -> OfferPlan:
    plan = {"waves_are_automatic": True, "wave_time": time(17, 18)}
    return OfferPlan.objects.create(event=event, **(plan | fields))


START = OUT_AT - timedelta(minutes=5, seconds=42)  # Thursday, 17:18 in Berlin


def test_the_worker_takes_a_wave_from_its_beginning_to_its_offers():
    event, _ = drawn_and_offered()
    automatic(event)
    decline(event, "student")

    begun = [start_due_waves(at=START + timedelta(seconds=30 * turn)) for turn in (-1, 0, 1)]
    wave = Draw.objects.get(follows__isnull=False)
    solve_draw(wave, at=START)
    continue_waves(at=START + timedelta(seconds=42))
    wave.refresh_from_db()
    committed = (wave.drand_round, wave.committed_at)
    waits = continue_waves(at=START + timedelta(minutes=2))
    give_drand_round(wave, ROUNDS[ROUND], by="worker", at=OUT_AT)
    continue_waves(at=OUT_AT)

    wave.refresh_from_db()
    assert begun == [0, 1, 0]
    assert committed == (ROUND, START + timedelta(seconds=42))
    assert drand.time_of(ROUND) > wave.committed_at
    assert waits == 0
    assert (wave.offered_at, wave.waiting_told_at) == (OUT_AT, OUT_AT)
    assert wave.offers.count() == 1
    assert check(*files(wave)).holds
    assert not Message.objects.filter(template="admission/waiting").exists()


def test_a_wave_of_an_organiser_is_left_to_the_organiser():
    event, organiser = drawn_and_offered()
    automatic(event)
    decline(event, "student")
    wave = solve_draw(start_wave(event, by=organiser, at=NOON), at=NOON)

    assert continue_waves(at=NOON) == 0
    wave.refresh_from_db()
    assert wave.committed_at is None


@pytest.mark.parametrize(
    ("arrange", "outcome"),
    [
        (lambda event: None, Outcome.NO_SEAT),
        (lambda event: Application.objects.filter(offers=None).update(withdrawn_at=NOON), Outcome.NOBODY_WAITS),
        (lambda event: Draw.objects.update(offered_at=None), Outcome.OFFERS_FIRST),
        (lambda event: OfferPlan.objects.update(waves_stop_at=NOON), Outcome.STOPPED),
    ],
)
def test_why_no_wave_began_is_noted_once_for_each_time(arrange, outcome):
    event, _ = drawn_and_offered()
    automatic(event)
    arrange(event)

    begun = [start_due_waves(at=START + timedelta(minutes=minute)) for minute in range(3)]

    assert begun == [0, 0, 0]
    assert [report.outcome for report in WaveReport.objects.all()] == [outcome]


def test_seats_kept_by_a_rule_are_not_drawn_for_again_before_something_changes():
    event, _ = drawn_and_offered(seats=4, founders=5, students=2, least=None, most=2)
    automatic(event)
    decline(event, "student", 1)
    start_due_waves(at=START)
    solve_draw(Draw.objects.get(follows__isnull=False), at=START)
    continue_waves(at=START)

    unchanged = start_due_waves(at=START + timedelta(days=1))
    decline(event, "founder", 1)
    changed = start_due_waves(at=START + timedelta(days=4))

    assert (unchanged, changed) == (0, 1)
    assert list(WaveReport.objects.order_by("pk").values_list("outcome", flat=True)) == [
        Outcome.STARTED,
        Outcome.KEPT,
        Outcome.KEPT,
        Outcome.STARTED,
    ]


def test_a_time_that_passed_long_ago_is_not_made_up_for():
    event, _ = drawn_and_offered()
    automatic(event)
    decline(event, "student")

    assert start_due_waves(at=START + timedelta(hours=2)) == 0
    assert not WaveReport.objects.exists()


def test_a_seat_that_somebody_took_meanwhile_holds_the_offers_back_until_it_is_there():
    event, _ = drawn_and_offered()
    automatic(event)
    decline(event, "student")
    start_due_waves(at=START)
    wave = solve_draw(Draw.objects.get(follows__isnull=False), at=START)
    announce(wave, at=START - timedelta(hours=1), form=make_value_form(at=START))
    give_value(wave, "1 1 1", by="worker", at=START)
    contingents = event.contingents.filter(purpose="draw")
    contingents.update(size=3)

    held_back = continue_waves(at=START)
    contingents.update(size=4)
    then = continue_waves(at=START)

    assert (held_back, then, wave.offers.count()) == (0, 1, 1)


def test_an_annulled_wave_leaves_the_chain_as_it_was():
    event, organiser = drawn_and_offered()
    decline(event, "student")
    mistaken = solve_draw(start_wave(event, by=organiser, at=NOON), at=NOON)
    annul_draw(mistaken, "Wrong hall.", by=organiser, at=NOON)

    wave = run(start_wave(event, by=organiser, at=NOON), organiser)

    assert wave.follows == event.draws.get(follows=None)
    assert check(*files(wave)).holds


# --- the page -------------------------------------------------------------------------------------------
@pytest.fixture
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def test_the_page_says_how_it_stands_and_begins_a_wave(client, at_noon):
    event, organiser = drawn_and_offered()
    decline(event, "student")
    client.force_login(organiser)
    page = reverse("admission:waves", args=[event.slug])

    before = client.get(page)
    answer = client.post(reverse("admission:wave_start", args=[event.slug]))
    after = client.get(page)

    wave = Draw.objects.get(follows__isnull=False)
    assert "1 seat would be drawn among the 8 people who wait" in before.text
    assert answer.headers["Location"] == reverse("admission:draw_desk", args=[event.slug, wave.code])
    assert "A wave began" in after.text
    assert "A draw is under way." in after.text


def test_the_plan_of_waves_is_kept_and_the_next_look_shown(client, at_noon):
    event, organiser = drawn_and_offered()
    client.force_login(organiser)

    answer = client.post(
        reverse("admission:wave_plan", args=[event.slug]),
        {"always_waves": "on", "waves_are_automatic": "on", "wave_time": "10:00", "waves_stop_at": ""},
        follow=True,
    )

    assert "The next look is on Wed 2 September 2026, 10:00" in answer.text
    assert "the stop moment is Thu 29 October 2026, 09:00" in answer.text


# --- in public ------------------------------------------------------------------------------------------
def test_a_wave_that_is_only_prepared_changes_nothing_for_those_who_wait():
    event, organiser = drawn_and_offered()
    decline(event, "student")
    before = Draw.objects.get()
    waiting = before.entries.filter(admitted=False)[0].application

    wave = start_wave(event, by=organiser, at=NOON + timedelta(hours=1))
    prepared = standing_of(waiting, NOON)
    solve_draw(wave, at=NOON)
    announce(wave, by=organiser, at=NOON + timedelta(hours=2), form=make_value_form(at=NOON + timedelta(hours=3)))
    promised = standing_of(waiting, NOON)

    assert (prepared.state, prepared.entry.draw) == ("waiting", before)
    assert (promised.state, promised.entry.draw) == ("entered", wave)


def test_the_public_page_of_a_wave_names_the_draws_before_it_and_the_command_for_all_of_them(client):
    event, organiser = drawn_and_offered()
    decline(event, "student")
    before = Draw.objects.get()
    wave = run(start_wave(event, by=organiser, at=NOON), organiser)

    pages = [
        client.get(reverse(f"admission:{name}", args=[event.slug, wave.code])).text for name in ("draw", "check")
    ]

    files = ("lottery.json", "result.json", "announcement.json")
    command = " ".join(["python3 verify.py", *files, *(f"{before.code}/{file}" for file in files)])
    for page in pages:
        assert command in page
