"""Who is in which group."""

from datetime import timedelta

import pytest

from einlass.admission.models import Offer
from einlass.mail.groups.queries import receivers_of
from einlass.mail.groups.registry import groups_of
from einlass.mail.models import DeadAddress
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_application, make_category, make_event, make_member, make_speaker
from tests.builders.admission import make_contingent, make_drawn_draw, make_entrant, make_open_offer
from tests.builders.group_messages import make_group_message
from tests.builders.tickets import make_ticket

pytestmark = pytest.mark.django_db


def addresses(event, *groups, at=NOON, **fields):
    return [one.address for one in receivers_of(make_group_message(event, groups=groups, **fields), at=at).people]


def test_applications_are_reached_by_state_and_category_and_never_once_withdrawn_or_erased():
    event = make_event()
    press = make_category(event, key="press")
    make_application(event, email="a@x.org", category=make_category(event))
    make_application(event, email="b@x.org", category=press)
    make_application(event, email="c@x.org", email_proved_at=None)
    make_application(event, email="d@x.org", withdrawn_at=NOON)
    make_application(event, email="e@x.org", erased_at=NOON)
    make_application(make_event(), email="f@x.org")

    assert addresses(event, "applications.counted") == ["a@x.org", "b@x.org"]
    assert addresses(event, "applications.category.press") == ["b@x.org"]
    assert addresses(event, "applications.unproved") == ["c@x.org"]
    assert addresses(event, "applications.counted", excluded=["applications.category.press"]) == ["a@x.org"]


def test_offers_are_reached_by_their_state_now():
    event = make_event()
    contingent = make_contingent(event)
    people = {name: make_application(event, email=f"{name}@x.org") for name in ("open", "late", "yes", "no", "anew")}
    make_open_offer(people["open"], contingent)
    make_open_offer(people["late"], contingent, expires_at=NOON + timedelta(minutes=1))
    for name, moment in {"yes": "accepted_at", "no": "declined_at", "anew": "declined_at"}.items():
        offer = make_open_offer(people[name], contingent)
        Offer.objects.filter(pk=offer.pk).update(**{moment: NOON})
    make_open_offer(people["anew"], contingent)

    assert addresses(event, "offers.open", at=NOON + timedelta(hours=1)) == ["anew@x.org", "open@x.org"]
    assert addresses(event, "offers.accepted") == ["yes@x.org"]
    assert addresses(event, "offers.declined") == ["no@x.org"]


def test_tickets_are_reached_while_they_are_valid_by_category_and_by_whether_they_came_in():
    event = make_event()
    crew = make_category(event, key="crew")
    inside = make_ticket(event, attendee_email="a@x.org", category=make_category(event))
    make_ticket(event, attendee_email="b@x.org", category=crew)
    revoked = make_ticket(event, attendee_email="c@x.org", category=crew)
    Ticket.objects.filter(pk=inside.pk).update(entered_at=NOON)
    Ticket.objects.filter(pk=revoked.pk).update(revoked_at=NOON)

    assert addresses(event, "tickets.valid") == ["a@x.org", "b@x.org"]
    assert addresses(event, "tickets.category.crew") == ["b@x.org"]
    assert addresses(event, "tickets.in") == ["a@x.org"]
    assert addresses(event, "tickets.out") == ["b@x.org"]


def test_speakers_and_the_team_are_groups_and_a_union_has_each_once():
    event = make_event()
    member = make_member(event, email="both@x.org")
    make_speaker(event, email="Both@x.org")
    make_speaker(event, email="")
    make_speaker(event, email="solo@x.org")
    member.memberships.filter(event=event).update(ends_at=NOON + timedelta(hours=1))

    assert [one.casefold() for one in addresses(event, "programme.speakers", "team")] == ["both@x.org", "solo@x.org"]
    assert addresses(event, "team", at=NOON + timedelta(hours=2)) == []


def test_a_dead_address_is_left_out_until_somebody_decides_otherwise():
    event = make_event()
    make_application(event, email="Gone@x.org")
    mark = DeadAddress.objects.create(event=event, address="gone@x.org", refused_at=NOON, refusals=1)

    assert addresses(event, "applications.counted") == []

    mark.released_at = NOON
    mark.save()
    assert addresses(event, "applications.counted") == ["Gone@x.org"]


def test_every_group_of_an_event_without_anybody_is_empty_and_has_a_key_of_its_own():
    event = make_event()
    make_category(event)

    groups = groups_of(event)

    assert all(list(group.find(NOON)) == [] for group in groups.values())
    assert len({str(group.label) for group in groups.values()}) == len(groups)


def test_who_waits_after_a_draw_is_reached_and_nobody_before_one():
    event = make_event()
    make_contingent(event, size=1)
    for _ in range(3):
        make_entrant(event)
    assert addresses(event, "draw.waiting") == []

    draw = make_drawn_draw(event)

    waiting = draw.entries.filter(admitted=False).values_list("application__email", flat=True)
    assert addresses(event, "draw.waiting") == sorted(waiting)
    assert len(waiting) == 2
