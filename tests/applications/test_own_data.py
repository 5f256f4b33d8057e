"""An applicant's own data: earlier versions, the download, and deletion for good."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from einlass.admission.actions import accept_offer, expire_offers
from einlass.admission.models import Contingent, Seat
from einlass.applications import mails
from einlass.applications.actions import Details, edit_application, withdraw_application
from einlass.applications.erasure import drop_late_mails, erase_application
from einlass.applications.errors import AlreadyErased
from einlass.applications.history import edits_of
from einlass.applications.mails import forget_last_mails, mail_counts
from einlass.applications.models import Application, EarlierVersion, Source
from einlass.applications.teams import TeamChoice, TeamWish
from einlass.events.links import link_token
from einlass.events.models import AuditEntry, Role
from einlass.mail.models import Message
from einlass.mail.rendering import render
from einlass.mail.sending import send_due
from tests.builders import (
    NOON,
    make_application,
    make_category,
    make_decision,
    make_event,
    make_member,
    make_question,
    make_team,
)
from tests.builders.admission import make_contingent, make_drawn_draw, make_entrant, make_open_offer
from tests.builders.checkin import make_device, make_gate
from tests.builders.mail import make_message

pytestmark = pytest.mark.django_db
SECRETS = ["Ada Lovelace", "ada@example.org", "Analytical Engine", "Because of numbers", "Too late"]


@pytest.fixture(autouse=True)
def _noon_in_english(time_machine):
    time_machine.move_to(NOON, tick=False)
    with translation.override("en"):
        yield


def make_ada(event, **fields):
    make_question(event, key="company", label={"en": "Company", "de": "Unternehmen"})
    fields = {"answers": {"company": "Analytical Engine"}} | fields
    return make_application(event, name="Ada Lovelace", email="ada@example.org", **fields)


def edited(application, **answers):
    details = Details(application.name, application.category, answers, TeamChoice(TeamWish.STAY))
    return edit_application(application, details, at=NOON)


def page_of(name, application):
    token = link_token("application", application.code, application.link_version)
    return reverse(name, args=[application.event.slug, token])


def everything_in_the_database():
    """Every text of every table, to look for what must not be there any more."""
    from django.apps import apps

    rows = [str(list(model.objects.values())) for model in apps.get_models()]
    return "\n".join(rows)


# --- versions -------------------------------------------------------------------------------------------
def test_each_change_is_kept_with_what_stood_before(client):
    ada = make_ada(make_event())

    edited(ada, company="Difference Engine")
    edited(ada, company="Ada & Charles")

    found = edits_of(Application.objects.get(), list(ada.event.questions.all()))
    assert [(change.label, change.before, change.after) for edit in found for change in edit.changes] == [
        ("Company", "Difference Engine", "Ada & Charles"),
        ("Company", "Analytical Engine", "Difference Engine"),
    ]


def test_a_change_that_changes_nothing_is_no_version():
    ada = make_ada(make_event())

    edited(ada, company="Analytical Engine")

    assert not EarlierVersion.objects.exists()


def test_reviewers_see_what_changed_and_for_whom_nothing_did_they_see_nothing(client):
    event = make_event()
    ada, other = make_ada(event), make_application(event)
    edited(ada, company="<b>Difference</b>")
    client.force_login(make_member(event, Role.REVIEWER))

    changed = client.get(reverse("applications:application", args=[event.slug, ada.code])).content.decode()
    unchanged = client.get(reverse("applications:application", args=[event.slug, other.code])).content.decode()

    assert "Changed after sending" in changed
    assert "&lt;b&gt;Difference&lt;/b&gt;" in changed
    assert "Changed after sending" not in unchanged


# --- the journey ----------------------------------------------------------------------------------------
def test_the_page_tells_what_happened_and_what_comes_next_in_the_events_zone(client):
    event = make_event(zone="Pacific/Auckland")
    ada = make_ada(event)
    edited(ada, company="Difference Engine")

    answer = client.get(page_of("admission:applicant", ada))

    assert [(step.label, step.state) for step in answer.context["journey"]] == [
        ("Application sent", "done"),
        ("E-mail address confirmed", "done"),
        ("Changed 1 time, last on", "done"),
        ("Applications close", "current"),
        ("The draw", "ahead"),
        ("Offers go out", "ahead"),
        ("The doors open", "ahead"),
        (f"{event.name} begins", "ahead"),
    ]
    assert "Sat 12 September 2026, 00:00" in answer.content.decode()
    assert "Pacific/Auckland" in answer.content.decode()


def test_nothing_lies_ahead_of_somebody_who_withdrew(client):
    ada = make_ada(make_event())
    withdraw_application(ada, at=NOON)

    answer = client.get(page_of("admission:applicant", ada))

    assert [step.state for step in answer.context["journey"]] == ["done", "done", "done"]


# --- the download ---------------------------------------------------------------------------------------
def test_the_download_holds_everything_in_readable_json(client):
    event = make_event(zone="Europe/Berlin")
    ada = make_ada(event)
    mail_counts(ada, at=NOON)
    edited(ada, company="Difference Engine")
    offer = make_open_offer(ada, make_contingent(event))
    ticket = accept_offer(offer, at=NOON)

    answer = client.get(page_of("applications:data", ada))

    found = json.loads(answer.content)
    assert answer["Content-Disposition"] == f'attachment; filename="{event.slug}-{ada.code}.json"'
    assert "no-store" in answer["Cache-Control"]
    assert found["application"]["answers"] == {"Company": "Difference Engine"}
    assert found["application"]["sent_at"] == "2026-08-31T14:00:00+02:00"
    assert found["changes"][0]["changes"] == [
        {"field": "Company", "before": "Analytical Engine", "after": "Difference Engine"}
    ]
    assert [one["to"] for one in found["mails"]] == ["ada@example.org"] * 2
    assert [one["state"] for one in found["offers"]] == ["accepted"]
    assert [(one["number"], one["scans"]) for one in found["tickets"]] == [(ticket.number, [])]
    assert len(found["tickets"][0]["mails"]) == 1


def test_the_download_tells_that_the_team_entered_the_application(client):
    ada = make_ada(make_event())
    Source.objects.create(
        application=ada, event=ada.event, kind="phone", entered_at=NOON, reason="Called", reference="G7"
    )

    found = json.loads(client.get(page_of("applications:data", ada)).content)

    assert [(one["how"], one["reason"], one["known_as"]) for one in found["entered_by_the_team"]] == [
        ("By telephone", "Called", "G7")
    ]


def test_the_download_tells_scans_and_draws(client):
    event = make_event()
    contingent = make_contingent(event, size=1)
    ada = make_ada(event)
    make_decision(ada, "draw", reason="Too late")
    make_drawn_draw(event)
    ticket = accept_offer(make_open_offer(ada, contingent), at=NOON)
    gate = make_gate(event)
    scan(ticket, gate)

    found = json.loads(client.get(page_of("applications:data", ada)).content)

    assert [(one["outcome"], one["place"]) for one in found["draws"]] == [("admitted", 1)]
    assert [(one["gate"], one["shown"]) for one in found["tickets"][0]["scans"]] == [(gate.name, "welcome")]


def test_a_decision_that_nobody_was_told_is_not_in_the_download(client):
    ada = make_ada(make_event())
    make_decision(ada, "decline", reason="Too late")

    answer = client.get(page_of("applications:data", ada))

    assert json.loads(answer.content)["decisions_announced"] == []
    assert "Too late" not in answer.content.decode()


def test_nobody_downloads_with_the_link_of_another_kind(client):
    ada = make_ada(make_event())
    forged = reverse("applications:data", args=[ada.event.slug, link_token("ticket", ada.code)])

    assert client.get(forged).status_code == 404


# --- deletion -------------------------------------------------------------------------------------------
def scan(ticket, gate):
    from einlass.checkin.models import Scan

    return Scan.objects.create(
        event=ticket.event,
        device=make_device(gate),
        gate=gate,
        epoch="e",
        seq=1,
        ticket=ticket,
        number=ticket.number,
        verdict="welcome",
        device_at=NOON,
        corrected_at=NOON,
        received_at=NOON,
    )


def test_looking_at_the_page_deletes_nothing_and_a_box_must_be_ticked(client):
    ada = make_ada(make_event())

    looked = client.get(page_of("applications:erasure", ada))
    posted = client.post(page_of("applications:erasure", ada), {})

    assert (looked.status_code, posted.status_code) == (200, 422)
    assert Application.objects.get().erased_at is None


def test_after_deletion_nothing_in_any_table_says_who_it_was(client):
    event = make_event()
    ada = make_ada(event)
    make_decision(ada, "draw", reason="Too late")
    mail_counts(ada, at=NOON)
    Message.objects.update(sent_at=NOON)
    edited(ada, company="Because of numbers")

    answer = client.post(page_of("applications:erasure", ada), {"is_sure": "on"})
    last = Message.objects.get(template="applications/erased")
    text = render(last).text
    Message.objects.filter(pk=last.pk).update(sent_at=NOON)
    forget_last_mails(NOON)

    assert answer.url == reverse("applications:erased", args=[event.slug])
    assert last.to == "ada@example.org"
    assert "The audit trail keeps" in text
    found = everything_in_the_database()
    assert [secret for secret in SECRETS if secret in found] == []
    assert AuditEntry.objects.filter(action="application erased", subject=f"application {ada.code}").count() == 1


def test_mails_not_sent_yet_are_not_sent_any_more_except_the_last_one():
    ada = make_ada(make_event())
    mail_counts(ada, at=NOON)

    erase_application(ada, at=NOON)

    assert [one.template for one in Message.objects.all()] == ["applications/erased"]


def test_the_old_links_are_dead_after_deletion(client):
    ada = make_ada(make_event())

    erase_application(ada, at=NOON)

    names = ["admission:applicant", "applications:data", "applications:edit", "applications:erasure"]
    assert [client.get(page_of(name, ada)).status_code for name in names] == [404] * 4


def test_a_mail_written_by_somebody_who_read_the_application_before_is_not_sent_and_goes(mailoutbox):
    ada = make_application(make_event(), name="Ada", email="ada@example.org")
    stale = Application.objects.select_related("event").get(pk=ada.pk)
    erase_application(ada, at=NOON)
    Message.objects.all().delete()
    mails.mail_link(stale, at=NOON)

    send_due(lambda: NOON, limit=10)

    assert not Message.objects.exists()
    assert mailoutbox == []


def test_such_a_mail_for_later_goes_too_and_others_stay():
    ada = make_application(make_event(), name="Ada", email="ada@example.org")
    stale, other = Application.objects.select_related("event").get(pk=ada.pk), make_application(ada.event)
    erase_application(ada, at=NOON)
    Message.objects.all().delete()
    mails.mail_link(stale, at=NOON)
    mails.mail_link(other, at=NOON)
    make_message(context={"application_code": ada.code, "name": "Ada"}, created_at=NOON)

    assert drop_late_mails(NOON + timedelta(minutes=10)) == 2
    assert [one.to for one in Message.objects.all()] == [other.email]


def test_an_erased_application_cannot_be_erased_or_changed_again():
    ada = make_ada(make_event())
    erase_application(ada, at=NOON)

    with pytest.raises(AlreadyErased):
        erase_application(ada, at=NOON)
    with pytest.raises(AlreadyErased):
        edited(ada, company="Analytical Engine")


def test_one_may_apply_again_after_deletion():
    ada = make_ada(make_event())
    erase_application(ada, at=NOON)

    make_application(ada.event, email="ada@example.org")

    assert Application.objects.counted().count() == 1


def test_the_team_goes_on_without_somebody_who_deleted_and_an_empty_one_goes():
    event = make_event()
    team, alone = make_team(event), make_team(event)
    make_application(event, team=team)
    ada, lonely = make_ada(event, team=team), make_application(event, team=alone)

    erase_application(ada, at=NOON)
    erase_application(lonely, at=NOON)

    assert team.members.count() == 1
    assert list(event.teams.all()) == [team]


def test_an_open_offer_is_given_back_and_its_seat_is_free():
    event = make_event()
    contingent = make_contingent(event)
    ada = make_ada(event)
    offer = make_open_offer(ada, contingent)

    erase_application(ada, at=NOON)

    offer.refresh_from_db()
    assert offer.state(NOON) == "declined"
    assert Contingent.objects.get().taken == 0
    assert expire_offers(at=offer.expires_at + timedelta(days=1)) == 0


def test_a_ticket_not_used_becomes_invalid_and_its_seat_is_free():
    event = make_event()
    ada = make_ada(event)
    ticket = accept_offer(make_open_offer(ada, make_contingent(event)), at=NOON)
    seen_by_doors = ticket.changed_seq

    erase_application(ada, at=NOON)

    ticket.refresh_from_db()
    assert ticket.revoked_at == NOON
    assert (ticket.attendee_name, ticket.attendee_email) == ("(deleted)", "")
    assert ticket.changed_seq > seen_by_doors
    assert Contingent.objects.get().taken == 0
    assert Seat.objects.filter(freed_at=None).count() == 0


def test_a_ticket_that_was_used_stays_without_a_name_and_its_scans_stay():
    event = make_event()
    ada = make_ada(event)
    ticket = accept_offer(make_open_offer(ada, make_contingent(event)), at=NOON)
    scan(ticket, make_gate(event))
    type(ticket).objects.update(entered_at=NOON)

    erase_application(ada, at=NOON)

    ticket.refresh_from_db()
    assert (ticket.revoked_at, ticket.attendee_name, ticket.entered_at) == (None, "(deleted)", NOON)
    assert Contingent.objects.get().taken == 1
    assert ticket.scans.count() == 1
    assert "Ada Lovelace" not in everything_in_the_database()


def test_an_entry_of_the_draw_stays_without_its_salt_and_is_offered_nothing():
    event = make_event()
    make_contingent(event, size=1)
    first, second = make_entrant(event), make_entrant(event)
    draw = make_drawn_draw(event)

    erase_application(first, at=NOON)
    erase_application(second, at=NOON)

    assert [entry.salt for entry in draw.entries.all()] == ["", ""]
    assert sorted(entry.admitted for entry in draw.entries.all()) == [False, True]
    from einlass.admission.queries import waiting_entries

    assert not waiting_entries(draw).exists()


def test_the_page_says_before_what_ends_and_what_stays(client):
    event = make_event()
    make_contingent(event, size=1)
    ada = make_ada(event)
    make_decision(ada, "draw")
    make_drawn_draw(event)
    accept_offer(make_open_offer(ada, Contingent.objects.get()), at=NOON)

    english = client.get(page_of("applications:erasure", ada)).content.decode()
    german = client.get(page_of("applications:erasure", ada), headers={"accept-language": "de"}).content.decode()

    for words in [
        "Your ticket no. 1 becomes invalid",
        "Salt and address are deleted",
        "The audit trail keeps",
        "Backups",
    ]:
        assert words in english
    assert "Ihr Ticket Nr. 1 wird ungültig" in german


def test_deleting_touches_no_other_application():
    event = make_event()
    ada = make_ada(event)
    other = make_application(event, name="Grace Hopper", answers={"company": "Navy"})
    mail_counts(other, at=NOON)

    erase_application(ada, at=NOON)

    other.refresh_from_db()
    assert (other.name, other.answers, other.counts) == ("Grace Hopper", {"company": "Navy"}, True)
    assert Message.objects.get(to=other.email).context["name"] == "Grace Hopper"


def test_deleting_works_when_applications_are_closed_and_when_all_is_over(client, time_machine):
    event = make_event()
    make_category(event)
    ada = make_ada(event)
    time_machine.move_to(event.ends_at + timedelta(days=1), tick=False)

    client.post(page_of("applications:erasure", ada), {"is_sure": "on"})

    assert Application.objects.get().erased_at is not None


# --- the deadline, in whatever zone ---------------------------------------------------------------------
AUCKLAND_SPRING = datetime(2026, 9, 27, 3, 0, tzinfo=ZoneInfo("Pacific/Auckland"))  # clocks went from 2 to 3
BERLIN_AUTUMN = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # that hour comes twice; the first
BERLIN_AUTUMN_AGAIN = BERLIN_AUTUMN.replace(fold=1)


@pytest.mark.parametrize("deadline", [AUCKLAND_SPRING, BERLIN_AUTUMN, BERLIN_AUTUMN_AGAIN])
@pytest.mark.parametrize(
    ("before", "status"), [(timedelta(minutes=1), 302), (timedelta(seconds=1), 302), (timedelta(0), 422)]
)
def test_one_may_change_withdraw_and_leave_until_the_deadline_and_not_from_then_on(
    client, time_machine, deadline, before, status
):
    event = make_event(
        zone=str(deadline.tzinfo), applications_open_at=NOON - timedelta(days=90), applications_close_at=deadline
    )
    first, second, third = (make_application(event, team=make_team(event)) for _ in range(3))
    time_machine.move_to((deadline.astimezone(UTC) - before), tick=False)
    details = {"name": "Ada", "category": first.category.key, "team": "alone"}

    answers = [
        client.post(page_of("applications:edit", first), details),
        client.post(page_of("applications:withdrawal", second)),
        client.post(page_of("applications:departure", third)),
    ]

    assert [one.status_code for one in answers] == [status] * 3


def test_the_deadline_is_said_in_the_zone_of_the_event_also_on_the_day_the_clocks_change(client):
    event = make_event(zone="Pacific/Auckland", applications_close_at=AUCKLAND_SPRING)
    ada = make_ada(event)

    page = client.get(page_of("admission:applicant", ada)).content.decode()

    assert "Sun 27 September 2026, 03:00" in page
    assert 'datetime="2026-09-27T03:00:00+13:00"' in page


# --- the size of it -------------------------------------------------------------------------------------
def test_the_own_page_asks_the_database_no_more_with_a_large_team_and_many_edits(
    client, django_assert_max_num_queries
):
    event = make_event()
    make_contingent(event)
    team = make_team(event)
    ada = make_ada(event, team=team)
    for _ in range(3):
        make_application(event, team=team)
    for number in range(5):
        edited(ada, company=f"Engine {number}")

    with django_assert_max_num_queries(13):
        client.get(page_of("admission:applicant", ada))


def test_the_teams_page_of_an_application_stays_within_twelve_queries(client, django_assert_max_num_queries):
    event = make_event()
    ada = make_ada(event, team=make_team(event))
    for number in range(5):
        edited(ada, company=f"Engine {number}")
    client.force_login(make_member(event, Role.ORGANISER))

    with django_assert_max_num_queries(13):
        client.get(reverse("applications:application", args=[event.slug, ada.code]))


def test_the_intake_pages_stay_within_twelve_queries(client, django_assert_max_num_queries):
    event = make_event()
    make_ada(event)
    client.force_login(make_member(event, Role.ORGANISER))

    for name in ["applications:intake", "applications:retention"]:
        with django_assert_max_num_queries(13):
            client.get(reverse(name, args=[event.slug]))


def test_every_table_that_hangs_on_an_application_is_emptied_or_named_as_one_that_stays(settings):
    event = make_event()
    ada = make_ada(event)
    make_decision(ada, "draw")
    edited(ada, company="Difference Engine")

    erase_application(ada, at=NOON)

    left = set()
    for relation in Application._meta.get_fields(include_hidden=True):
        if relation.one_to_many or relation.one_to_one:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: ada})
            left |= {relation.related_model._meta.label} if rows.exists() else set()
    assert left == {"reviews.Decision"}
    assert left <= set(settings.APPLICANT_ROWS_THAT_STAY)
