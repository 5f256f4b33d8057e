"""The steps between the phases, played with the actions that people use."""

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from einlass.admission.actions import (
    accept_invitation,
    accept_offer,
    announce_waiting,
    commit_draw,
    continue_waves,
    decline_invitation,
    decline_offer,
    expire_offers,
    freeze_draw,
    give_value,
    invite_guests,
    issue_contingent_ticket,
    make_offers,
    make_offers_for_admitted,
    refill,
    return_unused_seats,
    solve_draw,
    start_wave,
)
from einlass.admission.announcement import announced_form
from einlass.admission.errors import NobodyFits, NobodyToOffer, NoSeatLeft, OfferAccepted, OfferDeclined, WavesOnly
from einlass.admission.guests import Guest
from einlass.admission.models import Contingent, Draw, Offer
from einlass.applications.models import Application
from einlass.demo.applications import guest_names, make_applications
from einlass.demo.door import let_people_in
from einlass.events.models import Category, Event, Membership, Role, User
from einlass.programme.actions import release_schedule
from einlass.programme.errors import NothingToRelease
from einlass.programme.models import Availability, Slot
from einlass.reviews.actions import decide as decide_about
from einlass.reviews.actions import send_undecided_to_draw
from einlass.reviews.models import Verdict
from einlass.reviews.queries import undecided
from einlass.web.deadlines import deadline_end
from fairdraw import numbers_form
from fairdraw.announcement import AS_THROWN

SEED = 1859
DRAW_TAKES = timedelta(hours=2)
APPLICATIONS = 3400


def take_applications(event: Event, at: datetime) -> None:
    make_applications(event, APPLICATIONS, seed=SEED, at=at)


def close_applications(event: Event, at: datetime) -> None:
    """Applications are closed; the team has begun to read."""
    pass_moments(event, at, "applications_close_at")
    _put(event, draw_at=at + timedelta(days=4), offers_open_at=at + timedelta(days=5))
    chosen = some(undecided(event).filter(team=None), 40)
    decide_about(chosen[:28], Verdict.ADMIT, by=organiser_of(event), at=at, reason="Needed for the programme")
    decide_about(chosen[28:], Verdict.DECLINE, by=organiser_of(event), at=at, reason="Advertises a product only")


def decide(event: Event, at: datetime) -> None:
    """All are decided: some by hand, the rest goes to the draw."""
    pass_moments(event, at, "applications_close_at", "draw_at")
    _put(event, offers_open_at=at + timedelta(days=1))
    chosen = some(undecided(event).filter(team=None), 80)
    decide_about(chosen[:52], Verdict.ADMIT, by=organiser_of(event), at=at, reason="Needed for the programme")
    decide_about(chosen[52:], Verdict.DECLINE, by=organiser_of(event), at=at, reason="Incomplete after two questions")
    send_undecided_to_draw(event, by=organiser_of(event), at=at)


def draw_and_offer(event: Event, at: datetime) -> None:
    """The draw has been held in public; offers are out, and the first answers are in."""
    pass_moments(event, at, "applications_close_at", "draw_at", "offers_open_at")
    _put(event, programme_public_at=at + timedelta(days=10))
    event.refresh_from_db()
    organiser = organiser_of(event)
    draw = _drawn(event, at)
    expires_at = _evening(event, at + timedelta(days=7))
    if draw.offered_at is None:
        make_offers(draw, expires_at=expires_at, by=organiser, at=at)
    with suppress(NobodyToOffer):
        announce_waiting(draw, by=organiser, at=at)
    with suppress(NobodyToOffer):
        make_offers_for_admitted(event, expires_at=expires_at, by=organiser, at=at)
    _answer(event, at, accepted=0.62, declined=0.05)


def fill_and_publish(event: Event, at: datetime) -> None:
    """Most seats are taken, freed ones were offered again, partners and speakers have their tickets."""
    _answer(event, at, accepted=0.9, declined=0.1)
    with suppress(NoSeatLeft, NobodyToOffer, NobodyFits):
        _offer_freed_seats(event, at)
    _answer(event, at, accepted=0.8, declined=0.05)
    _give_out_contingents(event, at)
    pass_moments(event, at, "programme_public_at")


def open_doors(event: Event, at: datetime) -> None:
    """The day itself, some two hours in."""
    let_the_day_come(event, at)
    let_people_in(event, 0.58, seed=SEED, at=at)


def let_the_day_come(event: Event, at: datetime) -> None:
    """What was not answered has ended, unused seats have come back, and the day is today."""
    pass_moments(event, at, "programme_public_at")
    _unanswered(event).update(expires_at=at)
    expire_offers(event, at=at)
    Contingent.objects.filter(event=event, returns_at__gt=at).update(returns_at=at)
    return_unused_seats(at=at)
    starts_at = _day_around(event, at)
    with transaction.atomic():
        _move_day(event, starts_at)
        # An event may have no programme yet.
        with suppress(NothingToRelease):
            release_schedule(event, {"en": "The day itself", "de": "Der Tag selbst"}, by=organiser_of(event), at=at)


def _drawn(event: Event, at: datetime) -> Draw:
    """The event's draw, taken as far as its result; somebody may have begun it by hand."""
    draw = solved_draw(event, at)
    if draw.committed_at is None:
        draw = _announce(draw, "Eight dice, thrown on stage in the town hall", at)
    return draw if draw.value_at else _throw(draw, "4 1 6 2 2 5 3 1", at)


def solved_draw(event: Event, at: datetime) -> Draw:
    """The event's draw with its lottery; one that cannot be made says so in its `failure`."""
    draw = event.draws.filter(annulled_at=None, is_rehearsal=False).first()
    if draw is None:
        draw = freeze_draw(event, by=organiser_of(event), at=at - DRAW_TAKES)
    return solve_draw(draw, at=at - DRAW_TAKES)


def _announce(draw: Draw, source: str, at: datetime) -> Draw:
    """Announced a while ago, and the dice are thrown about now."""
    dice = numbers_form(8, 1, 6, AS_THROWN, source=source, at=at.replace(microsecond=0))
    return commit_draw(draw, form=dice, by=organiser_of(draw.event), at=at - DRAW_TAKES)


def _throw(draw: Draw, dice: str, at: datetime) -> Draw:
    """Somebody may have announced other numbers by hand, and for later: then the example is as good as any."""
    form = announced_form(draw)
    value = dice if form.is_canonical(dice) else form.example
    return give_value(draw, value, by=organiser_of(draw.event), at=max(at, form.at))


def _offer_freed_seats(event: Event, at: datetime) -> None:
    """In drawn order or, where there are quotas to keep, by a wave with dice of its own."""
    organiser, expires_at = organiser_of(event), _evening(event, at + timedelta(days=5))
    try:
        refill(event, expires_at=expires_at, by=organiser, at=at)
        return
    except WavesOnly:
        began_at = at - DRAW_TAKES
        wave = solve_draw(start_wave(event, by=organiser, at=began_at), at=began_at)
    # A wave that can give nothing out is annulled here, with the reason.
    continue_waves(at=at)
    wave.refresh_from_db()
    if wave.solved_at is None or wave.annulled_at is not None:
        return
    wave = _throw(_announce(wave, "Eight dice, thrown at the information desk", at), "3 5 1 1 6 2 4 4", at)
    make_offers(wave, expires_at=expires_at, by=organiser, at=at)


def _answer(event: Event, at: datetime, *, accepted: float, declined: float) -> None:
    """Let the generated people answer their open offers; whoever applied by hand answers in person."""
    chance = random.Random(SEED)
    for offer in _unanswered(event).filter(application__submission_key=None).order_by("pk"):
        number = chance.random()
        # The answer of somebody else of the team may have settled this one meanwhile.
        with suppress(OfferAccepted, OfferDeclined):
            if number < accepted:
                accept_offer(offer, at=at)
            elif number < accepted + declined:
                decline_offer(offer, at=at)


def _unanswered(event: Event) -> QuerySet[Offer]:
    return Offer.objects.filter(event=event, accepted_at=None, declined_at=None, expired_at=None, revoked_at=None)


def _give_out_contingents(event: Event, at: datetime) -> None:
    """Speakers, press and crew get their tickets; partners have named most of their guests, and most of those accept."""
    chance = random.Random(SEED + 1)
    organiser = organiser_of(event)
    speakers = list(event.speakers.order_by("pk"))
    names = iter(guest_names(400, seed=SEED))
    shares = {"speakers": 1.0, "press": 0.7, "crew": 0.95}
    for contingent in Contingent.objects.filter(event=event, purpose__in=shares).order_by("pk"):
        category = _category_for(contingent)
        if category is None:
            continue
        Contingent.objects.filter(pk=contingent.pk).update(category=category)
        for index in range(min(int(contingent.size * shares[contingent.purpose]), contingent.free)):
            if contingent.purpose == "speakers":
                if index >= len(speakers):
                    break
                name, email = speakers[index].name, speakers[index].email
            else:
                name = next(names)
                email = f"guest-{contingent.pk}-{index}@guests.example"
            issue_contingent_ticket(
                contingent,
                attendee_name=name,
                attendee_email=email or f"speaker-{index}@guests.example",
                language=chance.choice(["de", "de", "en"]),
                category=category,
                by=organiser,
                at=at,
            )
    partners = Contingent.objects.filter(event=event, purpose=Contingent.Purpose.PARTNER)
    for contingent in partners.select_related("event", "partner", "category").order_by("pk"):
        _name_guests(contingent, names, chance, at)


def _category_for(contingent: Contingent) -> Category | None:
    """As the team chose, or the one of the same name, or any."""
    categories = contingent.event.categories
    key = {"speakers": "speaker"}.get(contingent.purpose, contingent.purpose)
    return contingent.category or categories.filter(key=key).first() or categories.first()


def _name_guests(contingent: Contingent, names: Iterator[str], chance: random.Random, at: datetime) -> None:
    assert contingent.partner is not None
    guests = [
        Guest(next(names), f"guest-{contingent.pk}-{index}@guests.example", chance.choice(["de", "de", "en"]))
        for index in range(min(round(contingent.size * chance.uniform(0.75, 1)), contingent.free))
    ]
    for guest in invite_guests(contingent, guests, by=contingent.partner.subject, at=at):
        number = chance.random()
        if number < 0.82:
            accept_invitation(guest, name=guest.name, at=at)
        elif number < 0.86:
            decline_invitation(guest, at=at)


def organiser_of(event: Event) -> User:
    return Membership.objects.filter(event=event, role=Role.OWNER).select_related("user")[0].user


def some(applications: QuerySet[Application], count: int) -> list[Application]:
    keys = list(applications.order_by("pk").values_list("pk", flat=True))
    chosen = random.Random(SEED).sample(keys, min(count, len(keys)))
    return list(Application.objects.filter(pk__in=chosen).order_by("pk"))


def _put(event: Event, **moments: datetime) -> None:
    Event.objects.filter(pk=event.pk).update(**moments)
    event.refresh_from_db()


def pass_moments(event: Event, at: datetime, *names: str) -> None:
    """Let moments lie in the past, in their order, a minute apart, where they do not already."""
    for distance, name in enumerate(reversed(names), start=1):
        latest = at - timedelta(minutes=distance)
        if getattr(event, name) > latest:
            _put(event, **{name: latest})


def _move_day(event: Event, starts_at: datetime) -> None:
    shift = starts_at - event.starts_at
    _put(
        event,
        doors_open_at=starts_at - timedelta(hours=1),
        starts_at=starts_at,
        ends_at=event.ends_at + shift,
    )
    event.gates.update(opens_at=F("opens_at") + shift, closes_at=F("closes_at") + shift)
    event.days.update(opens_at=F("opens_at") + shift, closes_at=F("closes_at") + shift)
    Slot.objects.filter(session__event=event).update(starts_at=F("starts_at") + shift)
    Availability.objects.filter(speaker__event=event).update(
        starts_at=F("starts_at") + shift, ends_at=F("ends_at") + shift
    )


def evening_in(event: Event, at: datetime, *, days: int) -> datetime:
    return _evening(event, at + timedelta(days=days))


def _evening(event: Event, moment: datetime) -> datetime:
    return deadline_end(datetime.combine(moment.astimezone(event.tz).date(), time(20), event.tz))


def _day_around(event: Event, at: datetime) -> datetime:
    """Nine o'clock today, if that makes now a moment of the day; else two hours ago, on the hour."""
    nine = datetime.combine(at.astimezone(event.tz).date(), time(9), event.tz).astimezone(UTC)
    if timedelta(minutes=30) <= at - nine <= timedelta(hours=7):
        return nine
    return (at - timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
