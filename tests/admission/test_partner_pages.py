"""What a partner, its guests and the team see and do."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from einlass.admission.actions import accept_invitation, decline_invitation, revoke_link, set_return_day
from einlass.admission.models import Contingent, Invitation, Seat
from einlass.events.models import AuditEntry, Partner, Role
from einlass.mail.models import Message
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    guest_token,
    make_contingent,
    make_guest,
    make_partner_contingent,
    partner_token,
)

pytestmark = pytest.mark.django_db
DAY = NOON + timedelta(days=10)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


class PartnerPages:
    """The pages behind a partner's link."""

    def __init__(self, client, contingent):
        self.client, self.contingent = client, contingent
        self.token = partner_token(contingent.partner)

    def url(self, name, *codes):
        return reverse(f"admission:{name}", args=[self.contingent.event.slug, self.token, *codes])

    def get(self, name="partner", *codes):
        return self.client.get(self.url(name, *codes))

    def post(self, name, data, *codes):
        return self.client.post(self.url(name, *codes), data)

    def name(self, name="Ada Lovelace", email="ada@example.org", **more):
        return self.post("partner_naming", {"name": name, "email": email, "language": "en", **more})

    def check(self, text="", **more):
        return self.post("partner_guest_list", {"text": text, **more})


@pytest.fixture
def pages(client):
    return PartnerPages(client, make_partner_contingent(make_event(), company="Acme"))


def names() -> list[str]:
    return sorted(Invitation.objects.values_list("name", flat=True))


# --- the link -----------------------------------------------------------------------------------------------
def test_the_mail_leads_a_partner_to_its_page_without_an_account(pages):
    mail = Message.objects.get(template="admission/partner_link")

    assert mail.context["partner_version"] == pages.contingent.partner.link_version
    assert pages.get().status_code == 200


def test_a_link_that_ended_was_revoked_or_renewed_opens_nothing(pages):
    partner = pages.contingent.partner
    with time_machine.travel(NOON + timedelta(days=51)):
        assert pages.get().status_code == 404

    revoke_link(partner, by=make_member(partner.event), at=NOON)

    assert pages.get().status_code == 404
    assert pages.name().status_code == 404


def test_a_partner_sees_its_own_guests_only(pages):
    other = make_partner_contingent(pages.contingent.event)
    make_guest(pages.contingent, name="Our Guest")
    stranger = make_guest(other, name="Stranger")

    page = pages.get().content.decode()

    assert "Our Guest" in page
    assert "Stranger" not in page
    for name in ["partner_guest", "partner_replacement", "partner_withdrawal", "partner_mailing", "partner_renewal"]:
        url = pages.url(name, stranger.code)
        assert 404 in {pages.client.get(url).status_code, pages.client.post(url).status_code}
    stranger.refresh_from_db()
    assert stranger.revoked_at is None


# --- one by one ---------------------------------------------------------------------------------------------
def test_a_partner_names_a_guest_and_sees_who_has_accepted(pages):
    assert pages.name().status_code == 302
    accept_invitation(Invitation.objects.get(), name="Ada King", at=NOON)

    page = pages.get()

    assert "Ada King" in page.content.decode()
    assert page.context["figures"] == {"size": 5, "accepted": 1, "open": 0, "free": 4}


@pytest.mark.parametrize("name", ["علي بن أبي طالب", "🎉 Zoë 🚀", "Nguyễn Văn A", "O’Brien-Müller"])
def test_names_of_all_the_world_stay_as_they_are(pages, name):
    pages.name(name)

    assert names() == [name]
    assert name in pages.get().content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "=HYPERLINK(1)"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "nobody"}, "email"),
        ({"language": "fr"}, "language"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nobody_is_invited(pages, typed, field):
    answer = pages.name(**typed)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Invitation.objects.exists()


def test_somebody_who_has_a_seat_elsewhere_is_not_told_about(pages):
    other = make_partner_contingent(pages.contingent.event, company="Secret Corp")
    accept_invitation(make_guest(other, name="Augusta", email="ada@example.org"), name="Augusta", at=NOON)

    page = pages.name().content.decode()

    assert "ada@example.org has a seat at this event already" in page
    assert "Augusta" not in page
    assert "Secret Corp" not in page


def test_a_seat_too_many_is_refused_in_words(client):
    pages = PartnerPages(client, make_partner_contingent(make_event(), size=1, company="Acme"))
    make_guest(pages.contingent)

    answer = pages.name()

    assert (answer.status_code, Invitation.objects.count()) == (422, 1)
    assert "has no free seat." in answer.content.decode()


# --- lists --------------------------------------------------------------------------------------------------
LIST = "Name;E-Mail;Sprache\nAda Lovelace;ada@example.org;en\nKonrad Zuse;konrad@example.org;de\n"


def test_a_list_is_shown_first_and_named_at_once_then(pages):
    shown = pages.check(LIST)
    assert (shown.status_code, [guest.name for guest in shown.context["new"]]) == (
        200,
        ["Ada Lovelace", "Konrad Zuse"],
    )
    assert not Invitation.objects.exists()

    pages.check(shown.context["text"], is_seen="1")

    assert sorted(Invitation.objects.values_list("name", "language")) == [
        ("Ada Lovelace", "en"),
        ("Konrad Zuse", "de"),
    ]


def test_the_same_list_twice_changes_nothing_whatever_was_answered(pages):
    pages.check(LIST, is_seen="1")
    decline_invitation(Invitation.objects.get(name="Ada Lovelace"), at=NOON)
    before = (Invitation.objects.count(), Message.objects.count(), AuditEntry.objects.count())

    answer = pages.check(LIST, is_seen="1")

    assert [guest.name for guest in answer.context["known"]] == ["Ada Lovelace", "Konrad Zuse"]
    assert (Invitation.objects.count(), Message.objects.count(), AuditEntry.objects.count()) == before


def test_every_problem_is_named_by_row_and_column_and_nothing_is_written(pages):
    other = make_partner_contingent(pages.contingent.event)
    make_guest(other, email="taken@example.org")

    answer = pages.check(
        "Nr,First name,Last name,E-mail\n"
        "1,Ada,Lovelace,ada@example.org\n"
        "2,,,grace@example.org\n"
        "3,Konrad,Zuse,konrad\n"
        "\n"
        "5,Ada,King,ADA@example.org\n"
        "6,=1+1,Meyer,meyer@example.org\n"
        "7,Tony,Taken,taken@example.org\n",
        is_seen="1",
    )

    found = [(one.row, one.column, one.heading) for one in answer.context["problems"]]
    assert sorted(found) == [
        (3, "C", "Last name"),
        (4, "D", "E-mail"),
        (6, "D", "E-mail"),
        (7, "C", "Last name"),
        (8, "D", "E-mail"),
    ]
    assert answer.status_code == 422
    assert Invitation.objects.filter(contingent=pages.contingent).count() == 0


def test_a_list_without_headings_and_one_from_an_address_book_are_understood(pages):
    shown = pages.check("ada@example.org\tAda Lovelace\nkonrad@example.org\tKonrad Zuse")
    assert [guest.name for guest in shown.context["new"]] == ["Ada Lovelace", "Konrad Zuse"]

    shown = pages.check("Ada Lovelace <ada@example.org>\nKonrad Zuse <konrad@example.org>")
    assert [guest.name for guest in shown.context["new"]] == ["Ada Lovelace", "Konrad Zuse"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Name\nAda\nKonrad", "names alone are not enough"),
        ("Ada Lovelace\nKonrad Zuse", "names alone are not enough"),
        ("E-mail\nada@example.org", "no column with names"),
        ("name;email", "no rows"),
        ("   \n ", "paste a list or choose a file"),
        ("name;email\n" + "".join(f"A;a{number}@example.org\n" for number in range(2001)), "more than 2000 rows"),
        ('name;email\n"Ada;ada@example.org', "quotation mark"),
        ("name;email\n" + "x" * 200_000, "Please send the list as a file"),
    ],
)
def test_what_is_no_list_of_guests_is_refused_in_words(pages, text, said):
    answer = pages.check(text, is_seen="1")

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_file_counts_like_pasted_text_and_a_huge_one_is_refused(pages):
    small = SimpleUploadedFile("guests.csv", LIST.encode("utf-8-sig"))
    huge = SimpleUploadedFile("guests.csv", b"name;email\n" + b"x" * 10_000_000)
    picture = SimpleUploadedFile("guests.csv", b"\x89PNG\r\n\x1a\n\0\0\0")

    assert [guest.name for guest in pages.check(file=small).context["new"]] == ["Ada Lovelace", "Konrad Zuse"]
    assert "at most 2 MB" in pages.check(file=huge).content.decode()
    assert "neither an Excel file" in pages.check(file=picture).content.decode()


def test_ten_megabytes_pasted_are_refused_on_a_page_and_nothing_is_read(pages):
    answer = pages.check("name;email\n" + "x" * 10_000_000)

    assert answer.status_code == 400
    assert "you can send as a file" in answer.content.decode()


def test_a_list_longer_than_the_free_seats_names_nobody(client):
    pages = PartnerPages(client, make_partner_contingent(make_event(), size=1))

    shown = pages.check(LIST)
    sent = pages.check(LIST, is_seen="1")

    assert (shown.context["lacking"], shown.status_code, sent.status_code) == (1, 422, 422)
    assert not Invitation.objects.exists()


# --- afterwards ---------------------------------------------------------------------------------------------
def test_a_guest_is_replaced_and_taken_back_on_the_page_of_the_guest(pages):
    guest = make_guest(pages.contingent, name="First")
    new = {"name": "Second", "email": "second@example.org", "language": "en", "seen": "open"}

    assert pages.post("partner_replacement", new, guest.code).status_code == 302
    second = Invitation.objects.get(name="Second")
    assert pages.post("partner_withdrawal", {"seen": "open"}, second.code).status_code == 302

    assert [one.state(NOON) for one in Invitation.objects.all()] == ["revoked", "revoked"]
    assert Seat.objects.filter(freed_at=None).count() == 0


def test_a_page_that_is_out_of_date_ends_no_ticket(pages):
    guest = make_guest(pages.contingent)
    accept_invitation(guest, name="Ada", at=NOON)

    answer = pages.post("partner_withdrawal", {"seen": "open"}, guest.code)

    assert answer.status_code == 422
    assert "has answered meanwhile" in answer.content.decode()
    assert Ticket.objects.get().revoked_at is None


def test_a_seat_taken_back_is_given_to_the_same_guest_again_by_one_button(pages):
    guest = make_guest(pages.contingent, name="Ada")
    pages.post("partner_withdrawal", {"seen": "open"}, guest.code)

    pages.post("partner_renewal", {}, guest.code)

    assert [one.state(NOON) for one in Invitation.objects.order_by("pk")] == ["revoked", "open"]


def test_an_invitation_is_mailed_again_but_not_without_end(pages):
    guest = make_guest(pages.contingent)

    answers = [pages.post("partner_mailing", {}, guest.code).status_code for _ in range(6)]

    assert answers == [302] * 5 + [422]
    assert Message.objects.filter(template="admission/invitation").count() == 6


def test_seats_given_back_are_the_draws(pages):
    draw = make_contingent(pages.contingent.event, size=10)

    refused = pages.post("partner_return", {"seats": "6"})
    assert (refused.status_code, refused.context["form"].errors) == (422, {"seats": ["Only 5 seats are free."]})
    assert pages.post("partner_return", {"seats": "2"}).status_code == 302

    assert sorted(Contingent.objects.values_list("pk", "size")) == [(pages.contingent.pk, 3), (draw.pk, 12)]
    assert AuditEntry.objects.get(action="move_seats").actor == pages.contingent.partner.subject


def test_seats_given_back_by_a_form_that_is_sent_twice_are_given_once(pages):
    draw = make_contingent(pages.contingent.event, size=10)
    form = {"seats": "2", "seen": pages.get("partner_return").context["form"].initial["seen"]}

    first = pages.post("partner_return", form)
    second = pages.post("partner_return", form)

    draw.refresh_from_db()
    assert (first.status_code, second.status_code, draw.size) == (302, 422, 12)
    assert "perhaps because the form was sent twice" in second.text


def test_on_the_return_day_nobody_can_be_named_any_more(pages):
    with time_machine.travel(DAY):
        page = pages.get().content.decode()
        answer = pages.name()

    assert "The return day was" in page
    assert "Name a guest" not in page
    assert (answer.status_code, Invitation.objects.count()) == (422, 0)


def test_a_partners_page_asks_as_often_with_one_guest_as_with_many(pages, django_assert_max_num_queries):
    for _ in range(5):
        make_guest(pages.contingent)

    with django_assert_max_num_queries(8):
        pages.get()


# --- the guest ----------------------------------------------------------------------------------------------
def invitation_url(name, guest):
    return reverse(f"admission:{name}", args=[guest.event.slug, guest_token(guest)])


def test_a_guest_reads_who_invites_and_opening_the_link_changes_nothing(client, pages):
    guest = make_guest(pages.contingent)

    page = client.get(invitation_url("invitation", guest)).content.decode()

    guest.refresh_from_db()
    assert "Acme invites you" in page
    assert guest.is_unanswered


def test_a_guest_accepts_with_the_name_put_right(client, pages):
    guest = make_guest(pages.contingent, name="Adda")

    client.post(invitation_url("invitation_acceptance", guest), {"name": "Ada Lovelace"})

    assert Ticket.objects.get().attendee_name == "Ada Lovelace"
    assert "The seat is yours" in client.get(invitation_url("invitation", guest)).content.decode()


def test_a_guest_who_declines_cannot_accept_later(client, pages):
    guest = make_guest(pages.contingent)
    client.post(invitation_url("invitation_refusal", guest))

    answer = client.post(invitation_url("invitation_acceptance", guest), {"name": "Ada"})

    assert answer.status_code == 422
    assert "You declined the seat" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_guest_downloads_all_that_is_held(client, pages):
    guest = make_guest(pages.contingent, name="Ada", email="ada@example.org")
    accept_invitation(guest, name="Ada", at=NOON)

    data = client.get(invitation_url("invitation_data", guest)).json()

    assert (data["invitation"]["from"], data["invitation"]["email"]) == ("Acme", "ada@example.org")
    assert data["ticket"]["name"] == "Ada"
    assert [mail["subject"] for mail in data["mails"]] == [f"Acme invites you: {guest.event.name}"]


def test_a_guest_deletes_everything_after_a_second_step_and_the_links_end(client, pages):
    guest = make_guest(pages.contingent, name="Ada", email="ada@example.org")
    accept_invitation(guest, name="Ada", at=NOON)
    url = invitation_url("invitation_erasure", guest)

    assert client.post(url).status_code == 422
    assert client.post(url, {"is_sure": "on"}).status_code == 302

    assert client.get(url).status_code == 404
    for model in [Invitation, Ticket, Message]:
        for row in model.objects.values_list():
            assert "ada@example.org" not in str(row)
    assert pages.get().context["figures"]["free"] == 5


# --- the team -----------------------------------------------------------------------------------------------
def partner_fields(**typed):
    return {
        "name": "Acme",
        "contact_name": "Wile",
        "contact_email": "wile@acme.example",
        "language": "de",
        "size": "12",
        "returns_at": "2026-09-20T18:00",
    } | typed


@pytest.fixture
def organiser(client):
    event = make_event(capacity=20)
    make_category(event, key="partner")
    client.force_login(make_member(event, Role.ORGANISER))
    client.event = event
    return client


def team(client, name, *codes):
    return reverse(f"admission:{name}", args=[client.event.slug, *codes])


def test_an_organiser_adds_a_partner_with_its_seats_and_sends_the_link(organiser):
    category = organiser.event.categories.get()
    organiser.post(team(organiser, "new_partner"), partner_fields(category=category.pk))
    partner = Partner.objects.get()

    organiser.post(team(organiser, "partner_link", partner.code), {"ends_at": "2026-10-01T12:00"})

    partner.refresh_from_db()
    assert (partner.contingent.size, partner.contingent.category, partner.language) == (12, category, "de")
    assert partner.has_link(NOON)
    assert Message.objects.get().to == "wile@acme.example"


def test_more_seats_than_the_hall_has_are_refused_in_words(organiser):
    answer = organiser.post(
        team(organiser, "new_partner"), partner_fields(category=organiser.event.categories.get().pk, size="21")
    )

    assert answer.status_code == 422
    assert "Only 20 of the 20 seats" in answer.content.decode()
    assert not Partner.objects.exists()


def test_a_change_of_size_needs_a_reason_and_a_new_address_ends_the_old_link(organiser):
    contingent = make_partner_contingent(organiser.event, company="Acme")
    typed = partner_fields(category=organiser.event.categories.get().pk)
    url = team(organiser, "partner_change", contingent.partner.code)

    assert organiser.post(url, typed).status_code == 422
    assert organiser.post(url, typed | {"reason": "They pay for more."}).status_code == 302

    contingent.refresh_from_db()
    contingent.partner.refresh_from_db()
    assert (contingent.size, contingent.returns_at.isoformat()) == (12, "2026-09-20T16:01:00+00:00")
    assert not contingent.partner.has_link(NOON)


def test_an_untouched_return_day_stays_and_one_in_the_past_does_not_hinder_other_changes(organiser):
    contingent = make_partner_contingent(organiser.event, company="Acme")
    url = team(organiser, "partner_change", contingent.partner.code)
    with time_machine.travel(DAY + timedelta(days=1)):
        shown = organiser.get(url).context["form"]
        typed = {name: shown[name].value() for name in ("name", "contact_email", "language", "size")}
        typed |= {"category": shown["category"].value(), "returns_at": "2026-09-11T13:59", "contact_name": "Ada"}

        assert organiser.post(url, typed).status_code == 302

    contingent.refresh_from_db()
    assert contingent.returns_at == DAY


def test_the_team_acts_for_a_partner(organiser):
    contingent = make_partner_contingent(organiser.event)
    guest = {"name": "Ada", "email": "ada@example.org", "language": "en"}

    organiser.post(team(organiser, "team_naming", contingent.code), guest)
    organiser.post(
        team(organiser, "team_withdrawal", contingent.code, Invitation.objects.get().code), {"seen": "open"}
    )

    assert Invitation.objects.get().state(NOON) == "revoked"
    assert organiser.get(team(organiser, "partner_desk", contingent.partner.code)).status_code == 200


def test_the_team_reminds_a_partner_now_but_not_one_without_a_link(organiser):
    contingent = make_partner_contingent(organiser.event)
    url = team(organiser, "partner_reminder", contingent.partner.code)
    organiser.post(url)
    revoke_link(contingent.partner, by="worker", at=NOON)
    organiser.post(url)

    assert Message.objects.filter(template="admission/partner_reminder").count() == 1


def test_press_gets_tickets_at_once_one_by_one_and_as_a_list(organiser):
    press = make_contingent(organiser.event, purpose="press")
    category = organiser.event.categories.get().pk
    one = {"name": "Egon Kisch", "email": "egon@example.org", "language": "en", "category": category}

    organiser.post(team(organiser, "team_naming", press.code), one)
    for _ in range(2):
        organiser.post(
            team(organiser, "team_guest_list", press.code), {"text": LIST, "category": category, "is_seen": "1"}
        )

    press.refresh_from_db()
    assert sorted(Ticket.objects.values_list("attendee_name", flat=True)) == [
        "Ada Lovelace",
        "Egon Kisch",
        "Konrad Zuse",
    ]
    assert press.taken == Seat.objects.filter(contingent=press).count() == 3
    page = organiser.get(team(organiser, "team_guests", press.code))
    assert page.context["figures"] == {"size": 10, "accepted": 3, "open": 0, "free": 7}


def test_seats_of_the_draw_are_given_to_nobody_by_name(organiser):
    draw = make_contingent(organiser.event)

    assert organiser.get(team(organiser, "team_guests", draw.code)).status_code == 404


def test_the_lists_of_partners_and_guests_stay_within_twelve_queries(organiser, django_assert_max_num_queries):
    contingents = [make_partner_contingent(organiser.event, size=3) for _ in range(3)]
    for contingent in contingents:
        make_guest(contingent)
        accept_invitation(make_guest(contingent), name="Ada", at=NOON)
    guest = Invitation.objects.first()

    for url in [
        team(organiser, "partners"),
        team(organiser, "partner_desk", contingents[0].partner.code),
        team(organiser, "partner_change", contingents[0].partner.code),
        team(organiser, "team_guest", guest.contingent.code, guest.code),
    ]:
        with django_assert_max_num_queries(13):
            assert organiser.get(url).status_code == 200


def test_the_page_of_the_seats_tells_held_invitations_apart_from_free_seats(organiser):
    contingent = make_partner_contingent(organiser.event, size=3)
    set_return_day(contingent, DAY + timedelta(days=1), by="worker", at=NOON)
    make_guest(contingent)

    page = organiser.get(team(organiser, "seats"))

    assert page.context["total"] == {"size": 3, "ticketed": 0, "held": 1, "free": 2}


def test_a_seats_story_tells_of_its_guests(organiser):
    contingent = make_partner_contingent(organiser.event, size=1, company="Acme")
    first = make_guest(contingent, name="First")
    decline_invitation(first, at=NOON + timedelta(hours=1))
    second = make_guest(contingent, name="Second", at=NOON + timedelta(hours=2))
    accept_invitation(second, name="Second", at=NOON + timedelta(hours=3))

    page = organiser.get(team(organiser, "seat", 1)).content.decode()

    for words in ["invited until", "First</b> declined", "Accepted: ticket no. 1 for", "by the partner"]:
        assert words in page
    assert "Second" in organiser.get(team(organiser, "seat_list")).content.decode()
    assert "Second" in organiser.get(team(organiser, "seat_list") + "?q=second").content.decode()


def test_of_several_free_seats_none_is_given_back_by_a_careless_click(pages):
    make_contingent(pages.contingent.event, size=10)

    page = pages.get("partner_return")

    assert page.context["form"]["seats"].value() is None
    assert pages.post("partner_return", {"seats": ""}).status_code == 422


def test_what_a_first_partners_guests_get_is_chosen_where_there_is_a_choice(client):
    event = make_event()
    client.force_login(make_member(event))
    speaker = make_category(event, key="speaker", takes_applications=False)
    address = reverse("admission:new_partner", args=[event.slug])
    with_one = client.get(address).context["form"]["category"].value()

    make_category(event, key="guest", takes_applications=False)

    assert with_one == speaker.pk
    assert client.get(address).context["form"]["category"].value() is None
