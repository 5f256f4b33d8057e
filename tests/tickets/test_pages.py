import pytest
from django.urls import reverse
from icalendar import Calendar

from einlass.events.links import link_token
from einlass.events.models import Role
from einlass.mail.models import Message
from einlass.tickets.actions import revoke_ticket
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_event, make_member
from tests.builders.tickets import make_ticket

pytestmark = pytest.mark.django_db
FILES = ["pdf", "calendar", "qr_svg", "qr_png"]


def address(ticket, name="ticket", version=1):
    return reverse(f"tickets:{name}", args=[ticket.event.slug, link_token("ticket", ticket.code, version)])


def sign_in(client, event, role=Role.ORGANISER):
    client.force_login(make_member(event, role))


def test_the_ticket_page_shows_name_code_and_symbol(client):
    ticket = make_ticket(make_event(), attendee_name="Ada <Lovelace>")

    page = client.get(address(ticket)).content.decode()

    assert "Ada &lt;Lovelace&gt;" in page
    assert ticket.code in page
    assert f'd="{ticket.symbol}"' in page


def test_the_page_is_kept_by_no_cache_on_the_way(client):
    answer = client.get(address(make_ticket(make_event())))

    assert {part.strip() for part in answer["Cache-Control"].split(",")} == {"private", "no-cache"}


@pytest.mark.parametrize("name", ["ticket", *FILES])
def test_a_bad_link_opens_nothing(client, name):
    ticket = make_ticket(make_event())
    other = make_ticket(make_event())

    good = address(ticket, name)
    assert client.get(good.replace(ticket.code, other.code)).status_code == 404
    assert client.get(address(ticket, name, version=2)).status_code == 404
    assert client.get(good.replace(ticket.event.slug, other.event.slug)).status_code == 404


def test_a_revoked_ticket_says_so_and_shows_no_symbol(client):
    ticket = make_ticket(make_event())
    revoke_ticket(ticket, at=NOON, by="worker")

    page = client.get(address(ticket)).content.decode()

    assert "no longer valid" in page
    assert "ticket__qr" not in page
    assert ticket.symbol not in page


@pytest.mark.parametrize("name", ["qr_svg", "qr_png"])
def test_a_revoked_ticket_has_no_picture(client, name):
    ticket = make_ticket(make_event())
    revoke_ticket(ticket, at=NOON, by="worker")

    assert client.get(address(ticket, name)).status_code == 404


@pytest.mark.parametrize(
    ("name", "kind", "start"),
    [("pdf", "application/pdf", b"%PDF-"), ("qr_svg", "image/svg+xml", b"<svg"), ("qr_png", "image/png", b"\x89PNG")],
)
def test_the_ticket_comes_as_a_file(client, name, kind, start):
    answer = client.get(address(make_ticket(make_event()), name))

    assert answer["Content-Type"] == kind
    assert answer.content.startswith(start)


def test_the_calendar_entry_lasts_from_the_doors_to_the_end(client):
    event = make_event(address="Hall Street 1")
    ticket = make_ticket(event)

    entry = Calendar.from_ical(client.get(address(ticket, "calendar")).content).events[0]

    assert entry.decoded("dtstart") == event.doors_open_at
    assert entry.decoded("dtend") == event.ends_at
    assert str(entry["summary"]) == event.name
    assert str(entry["location"]) == "Stadthalle Bielefeld, Hall Street 1"
    assert str(entry["url"]).endswith(address(ticket))


def test_organisers_find_tickets_by_state(client):
    event = make_event()
    sign_in(client, event)
    inside, _, revoked = (make_ticket(event, attendee_name=name) for name in ("Ada", "Grace", "Linus"))
    Ticket.objects.filter(pk=inside.pk).update(entered_at=NOON)
    revoke_ticket(revoked, at=NOON, by="worker")

    def found(**query):
        page = client.get(reverse("tickets:list", args=[event.slug]), query).context["page"]
        return [ticket.attendee_name for ticket in page.object_list]

    assert found() == ["Ada", "Grace", "Linus"]
    assert found(state="in") == ["Ada"]
    assert found(state="out") == ["Grace"]
    assert found(state="revoked") == ["Linus"]
    assert found(text="gra", state="in") == []


def test_the_list_tells_nothing_of_other_events(client):
    event = make_event()
    make_ticket(make_event(), attendee_name="Somebody else")
    sign_in(client, event)

    assert "Somebody else" not in client.get(reverse("tickets:list", args=[event.slug])).content.decode()


@pytest.mark.parametrize("role", [Role.DOOR, Role.REVIEWER, Role.PROGRAMME])
def test_only_organisers_see_the_list_and_send_tickets(client, role):
    event = make_event()
    ticket = make_ticket(event)
    sign_in(client, event, role)

    assert client.get(reverse("tickets:list", args=[event.slug])).status_code == 404
    assert client.post(reverse("tickets:mailing", args=[event.slug, ticket.code])).status_code == 404
    assert Message.objects.count() == 1


def test_an_organiser_sends_a_ticket_again(client):
    event = make_event()
    ticket = make_ticket(event)
    sign_in(client, event)

    answer = client.post(reverse("tickets:mailing", args=[event.slug, ticket.code]))

    assert answer.status_code == 302
    assert Message.objects.filter(to=ticket.attendee_email).count() == 2


def test_a_ticket_of_another_event_cannot_be_sent(client):
    event = make_event()
    ticket = make_ticket(make_event())
    sign_in(client, event)

    assert client.post(reverse("tickets:mailing", args=[event.slug, ticket.code])).status_code == 404


def test_the_list_costs_the_same_for_one_ticket_and_for_three(client, django_assert_num_queries):
    event = make_event()
    sign_in(client, event)
    url = reverse("tickets:list", args=[event.slug])

    for _ in range(2):
        make_ticket(event)
        with django_assert_num_queries(7):
            client.get(url)
        make_ticket(event)
