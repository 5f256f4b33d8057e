"""What is read: who can be drawn, who can be offered a seat, what the ledger holds."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django_tasks_db.models import DBTaskResult

from einlass.admission.guest_seats import with_guest_seat, without_guest_seat
from einlass.admission.models import Contingent, Draw, DrawEntry, Invitation, Offer
from einlass.applications.models import Application, Team
from einlass.events.models import AuditEntry, Event, Partner
from einlass.reviews.models import Decision, Verdict
from einlass.tickets.models import Ticket

# No name and no address is longer, and SQLite refuses to look for very long texts.
LONGEST_SEARCH: Final = 320
FREEZING: Final = timedelta(minutes=30)


def with_verdict(applications: QuerySet[Application], verdict: Verdict) -> QuerySet[Application]:
    """Those whose current decision says `verdict`."""
    current = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None, verdict=verdict)
    return applications.filter(Exists(current))


def without_seat(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Those who have had no offer and hold no seat as a guest; an offer that the team revoked does not count."""
    return without_guest_seat(
        applications.filter(~Exists(Offer.objects.filter(application=OuterRef("pk"), revoked_at=None)))
    )


def applications_for_draw(event: Event) -> QuerySet[Application]:
    return without_seat(with_verdict(Application.objects.of(event).counted(), Verdict.DRAW))


def applications_to_admit(event: Event) -> QuerySet[Application]:
    """Admitted by hand, never offered a seat and nobody's guest; who had an offer revoked is offered again one by one."""
    admitted = with_verdict(Application.objects.of(event).counted(), Verdict.ADMIT)
    return without_guest_seat(admitted).filter(~Exists(Offer.objects.filter(application=OuterRef("pk"))))


def guests_left_out(event: Event) -> int:
    """How many of those who were sent to the draw are not in, because they have accepted a seat as somebody's guest."""
    sent = with_verdict(Application.objects.of(event).counted(), Verdict.DRAW)
    return sent.filter(with_guest_seat()).count()


def draws_holding_seats(contingent: Contingent) -> QuerySet[Draw]:
    """Draws whose seats are promised: in preparation, or drawn and not offered yet."""
    draws = Draw.objects.filter(contingent=contingent, offered_at=None, annulled_at=None, is_rehearsal=False)
    return draws.defer("bundle", "result")


def rehearsal_of(contingent: Contingent) -> Draw | None:
    return Draw.objects.filter(contingent=contingent, is_rehearsal=True).defer("bundle", "result").first()


def light_draws(event: Event) -> QuerySet[Draw]:
    """The event's draws, newest first, without their long texts."""
    return Draw.objects.filter(event=event).select_related("contingent").defer("bundle", "result")


def earlier_draws(draw: Draw) -> list[str]:
    """The codes of the draws that a wave follows, the latest first; none for a draw that follows no other."""
    if draw.follows_id is None:
        return []
    before = {
        key: (code, follows)
        for key, code, follows in Draw.objects.filter(event=draw.event_id).values_list("pk", "code", "follows")
    }
    codes: list[str] = []
    follows: int | None = draw.follows_id
    while follows is not None:
        code, follows = before[follows]
        codes.append(code)
    return codes


def announced_draws(event: Event) -> QuerySet[Draw]:
    """Every draw that was announced, whatever became of it."""
    return Draw.objects.filter(event=event, number__isnull=False)


def announcements_of(event: Event) -> QuerySet[Draw]:
    """The announced draws in the order of their numbers, with those that they replace and are replaced by."""
    light = announced_draws(event).select_related("replaces", "replacement").order_by("number")
    heavy = [
        f"{prefix}{text}"
        for prefix in ("", "replaces__", "replacement__")
        for text in ("bundle", "result", "gone", "summary")
    ]
    return light.defer(*heavy)


def draw_to_replace(draw: Draw) -> Draw | None:
    """The announced and annulled draw of the same contingent whose place this draw takes; each is replaced once."""
    annulled = announced_draws(draw.event).filter(contingent=draw.contingent_id, annulled_at__isnull=False)
    return annulled.filter(replacement=None).defer("bundle", "result").order_by("number").last()


def draw_contingent(event: Event) -> Contingent | None:
    return Contingent.objects.filter(event=event, purpose=Contingent.Purpose.DRAW).first()


def curated_contingent(event: Event) -> Contingent | None:
    return Contingent.objects.filter(event=event, purpose=Contingent.Purpose.CURATED).first()


def last_draw(event: Event) -> Draw | None:
    """The newest draw with a public outcome that stands."""
    return light_draws(event).filter(published_at__isnull=False, annulled_at=None).first()


@dataclass(frozen=True)
class Unit:
    """A person or a team in a draw. outcome: open, admitted or waiting."""

    size: int
    outcome: str


def units_of(draw: Draw) -> list[Unit]:
    """All units, in the order of the code of their first member: as good as shuffled, and always the same."""
    outcomes = {None: "open", True: "admitted", False: "waiting"}
    units: dict[int, tuple[str, list[str]]] = {}
    for code, unit, admitted in draw.entries.order_by("pk").values_list("code", "unit", "admitted"):
        units.setdefault(unit, (code, []))[1].append(outcomes[admitted])
    return [Unit(len(members), members[0]) for _, members in sorted(units.values())]


def pool_kinds(event: Event) -> list[tuple[int, int]]:
    """(size of team, how many such teams) of those who would be in a draw now; size 1 are those alone."""
    pool = applications_for_draw(event).order_by()
    kinds = Counter[int]()
    for team, people in pool.values("team").annotate(people=Count("pk")).values_list("team", "people").iterator():
        # Those alone are one row.
        if team is None:
            kinds[1] += people
        else:
            kinds[people] += 1
    return sorted((size, number) for size, number in kinds.items() if number)


def is_being_frozen(event: Event, *, at: datetime) -> bool:
    """Whether the worker is fixing the entries of a draw, or about to; one that has died is not waited for for ever."""
    waiting = DBTaskResult.objects.filter(
        task_path="einlass.admission.tasks.freeze_draw", args_kwargs__args__0=event.pk, enqueued_at__gt=at - FREEZING
    )
    return waiting.filter(status__in=["READY", "RUNNING"]).exists()


def waiting_entries(draw: Draw) -> QuerySet[DrawEntry]:
    """Those who wait, in drawn order: still applying, without an offer, and without a seat as a guest."""
    offered = Offer.objects.filter(application=OuterRef("application"), revoked_at=None)
    # One join, no list of applications inside: PostgreSQL once chose to walk that list for every entry.
    still_apply = Q(application__email_proved_at__isnull=False, application__withdrawn_at=None)
    waiting = draw.entries.filter(still_apply, ~Exists(offered), ~with_guest_seat("application__"), admitted=False)
    return waiting.order_by("place")


@dataclass(frozen=True)
class Place:
    """One who waits. application: its key.  unit: the same for a whole team.  also_alone: would come without the rest."""

    application: int
    unit: int
    also_alone: bool = False


def waiting_places(draw: Draw) -> list[Place]:
    """Those who wait, in drawn order; those of a team stand together."""
    rows = waiting_entries(draw).values_list(
        "application_id", "unit", "application__team__also_alone", "application__also_alone"
    )
    return [Place(application, unit, bool(team) or own) for application, unit, team, own in rows]


def most_together(event: Event) -> int:
    """How many people at most can be drawn as one team: no more than there are seats to draw."""
    contingent = draw_contingent(event)
    return min(Team.LARGEST, contingent.size) if contingent and contingent.size else Team.LARGEST


def undecided_number(event: Event) -> int:
    """How many applications that count have no decision yet."""
    decided = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None)
    return Application.objects.of(event).counted().filter(~Exists(decided)).count()


def in_state(state: str, at: datetime) -> Q:
    """Offers in one of the states of Offer.state; everything for an unknown one."""
    unanswered = Q(accepted_at=None, declined_at=None, revoked_at=None)
    conditions = {
        "open": unanswered & Q(expired_at=None, expires_at__gt=at),
        "accepted": Q(accepted_at__isnull=False, revoked_at=None),
        "declined": Q(declined_at__isnull=False),
        "expired": unanswered & (Q(expired_at__isnull=False) | Q(expires_at__lte=at)),
        "revoked": Q(revoked_at__isnull=False),
    }
    return conditions.get(state, Q())


STATES: Final = ("open", "accepted", "declined", "expired", "revoked")


def offer_counts(event: Event, *, at: datetime) -> dict[str, int]:
    """How many offers are in each state."""
    return Offer.objects.filter(event=event).aggregate(
        **{state: Count("pk", filter=in_state(state, at)) for state in STATES}
    )


def search_offers(event: Event, *, text: str, state: str, at: datetime) -> QuerySet[Offer]:
    """Offers whose person, address or code holds the text, newest first."""
    offers = Offer.objects.filter(in_state(state, at), event=event)
    if len(text) > LONGEST_SEARCH:
        return offers.none()
    if text:
        offers = offers.filter(
            Q(application__name__icontains=text)
            | Q(application__email__icontains=text)
            | Q(code__iexact=text)
            | Q(application__code__iexact=text)
        )
    return offers.select_related("application", "contingent").order_by("-made_at", "-pk")


def unanswered_mates(offer: Offer) -> list[int]:
    """Offers of the same team out of the same draw whose people have said nothing yet and do not come as guests."""
    mates = Offer.objects.filter(
        ~with_guest_seat("application__"),
        application__team=offer.application.team_id,
        draw=offer.draw_id,
        agreed_at=None,
        accepted_at=None,
        declined_at=None,
        expired_at=None,
        revoked_at=None,
    )
    return list(mates.exclude(pk=offer.pk).values_list("pk", flat=True)) if offer.application.team_id else []


def ticket_of(offer: Offer) -> Ticket | None:
    return Ticket.objects.filter(seats__offer=offer).order_by("-pk").first()


def ticket_of_guest(invitation: Invitation) -> Ticket | None:
    return (
        Ticket.objects.filter(seats__invitation=invitation)
        .select_related("event", "category")
        .order_by("-pk")
        .first()
    )


def contingent_of(partner: Partner) -> Contingent | None:
    return Contingent.objects.filter(partner=partner).select_related("event", "partner", "category").first()


def partners_with_use(event: Event) -> QuerySet[Partner]:
    """The event's partners with `accepted` and `waiting` (seats of guests without an answer), and their contingents."""
    taken = Q(contingent__seats__freed_at=None, contingent__seats__isnull=False)
    return (
        Partner.objects.filter(event=event)
        .select_related("contingent")
        .annotate(
            accepted=Count("contingent__seats", filter=taken & Q(contingent__seats__ticket__isnull=False)),
            waiting=Count("contingent__seats", filter=taken & Q(contingent__seats__ticket=None)),
        )
        .order_by("name")
    )


def guests_of(contingent: Contingent) -> QuerySet[Invitation]:
    """Everybody who was named for the contingent, newest first; `ticket_code`, `entered_at`: of their ticket."""
    tickets = Ticket.objects.filter(seats__invitation=OuterRef("pk")).order_by("-pk")
    return (
        Invitation.objects.filter(contingent=contingent)
        .select_related("contingent__event", "replaced_by")
        .annotate(
            ticket_code=Subquery(tickets.values("code")[:1]), entered_at=Subquery(tickets.values("entered_at")[:1])
        )
        .order_by("-pk")
    )


def direct_tickets(contingent: Contingent) -> QuerySet[Ticket]:
    """Tickets that the team gave out of the contingent without an invitation, and that hold a seat."""
    held = {"seats__contingent": contingent, "seats__invitation": None, "seats__offer": None, "seats__freed_at": None}
    return Ticket.objects.filter(**held).select_related("category").order_by("-pk")


def tickets_of_applicant(application: Application) -> list[Ticket]:
    """Every ticket that came of this application, oldest first."""
    tickets = Ticket.objects.filter(seats__offer__application=application).select_related("event", "category")
    return list(tickets.order_by("pk").distinct())


def contingents_of(event: Event) -> QuerySet[Contingent]:
    return Contingent.objects.filter(event=event)


def ledger_history(event: Event) -> QuerySet[AuditEntry]:
    """What was done to the contingents, newest first."""
    actions = (
        "open_contingent",
        "resize_contingent",
        "move_seats",
        "return_seats",
        "set_return_day",
        "set_overbooking",
    )
    return AuditEntry.objects.filter(event=event, action__in=actions).order_by("-pk")


def ledger_version(event: Event) -> int:
    """Another number after every change to the contingents; 0 as long as there was none."""
    return ledger_history(event).values_list("pk", flat=True).first() or 0


def contingents_with_use(event: Event) -> QuerySet[Contingent]:
    """The event's contingents, each with `held` (seats under open offers and invitations) and `ticketed` (seats with a ticket)."""
    taken = Q(seats__freed_at=None)
    return (
        Contingent.objects.filter(event=event)
        .select_related("partner")
        .annotate(
            held=Count("seats", filter=taken & Q(seats__ticket=None)),
            ticketed=Count("seats", filter=taken & Q(seats__ticket__isnull=False)),
        )
        .order_by("pk")
    )
