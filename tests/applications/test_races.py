"""What must hold when many requests come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from einlass.admission.actions import accept_offer
from einlass.admission.errors import OfferError
from einlass.admission.models import Seat
from einlass.applications.actions import Details, edit_application, prove_address, send_link_again, submit_application
from einlass.applications.challenge import Solved
from einlass.applications.erasure import erase_application
from einlass.applications.errors import AlreadyErased, AnotherApplicationCounts, ChallengeUsed
from einlass.applications.models import (
    Application,
    ConsentGiven,
    ConsentText,
    EarlierVersion,
    ProofCode,
    SolvedChallenge,
    Team,
)
from einlass.applications.proof_codes import application_by_code, six_digits
from einlass.events.models import AuditEntry
from einlass.mail.models import Message
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_application, make_category, make_event, make_team
from tests.builders.admission import make_contingent, make_open_offer

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(action, things):
    def run(thing):
        try:
            return action(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(run, things))


def test_a_form_sent_many_times_at_once_is_one_application_and_one_mail():
    event = make_event()
    details, key = Details(name="Ada", category=make_category(event)), uuid4()

    at_once(
        lambda _: submit_application(
            event, details, email="ada@example.org", language="en", submission_key=key, at=NOON
        ),
        range(8),
    )

    assert Application.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize("wish", ["alone", "found"])
def test_a_page_sent_by_many_connections_at_once_is_one_application_one_team_and_one_mail(wish, time_machine):
    time_machine.move_to(NOON, tick=False)
    event = make_event()
    category, key = make_category(event), str(uuid4())
    form = {
        "submission_key": key,
        "name": "Ada",
        "email": "ada@example.org",
        "category": category.key,
        "team": wish,
        "team_name": "Engines",
        "consent": "on",
    }

    answers = at_once(lambda _: Client().post(reverse("applications:apply", args=[event.slug]), form), range(8))

    assert {(answer.status_code, answer.cookies["sent"].value) for answer in answers} == {(302, key)}
    assert Application.objects.count() == 1
    assert Team.objects.count() == (wish == "found")
    assert Message.objects.count() == ProofCode.objects.count() == AuditEntry.objects.count() == 1


def test_a_form_sent_again_long_after_the_answer_was_lost_changes_nothing():
    event = make_event()
    details, key = Details(name="Ada", category=make_category(event)), uuid4()
    sent = {"email": "ada@example.org", "language": "en", "submission_key": key}
    application = submit_application(event, details, **sent, at=NOON)
    prove_address(application, at=NOON)

    again = at_once(lambda _: submit_application(event, details, **sent, at=NOON + timedelta(hours=2)), range(4))

    assert {one.pk for one in again} == {application.pk}
    assert Application.objects.count() == 1
    assert Message.objects.filter(template="applications/prove_address").count() == 1


def test_two_tabs_sent_at_once_give_one_application_that_counts():
    event = make_event()
    details = Details(name="Ada", category=make_category(event))

    tabs = at_once(
        lambda key: submit_application(
            event, details, email="ada@example.org", language="en", submission_key=key, at=NOON
        ),
        [uuid4(), uuid4()],
    )
    prove_address(tabs[0], at=NOON)

    assert Application.objects.get() == tabs[0]


def test_a_form_sent_again_with_another_address_gets_a_code_that_is_right():
    event = make_event()
    counts, key = make_application(event, email="ada@example.org"), uuid4()
    details = Details(name="Ada", category=counts.category)
    submit_application(event, details, email="ada@example.org", language="en", submission_key=key, at=NOON)

    other = submit_application(event, details, email="ada@example.net", language="en", submission_key=key, at=NOON)

    code = ProofCode.objects.get()
    assert application_by_code(event, key, six_digits(code.salt), at=NOON) == other


def test_of_many_applications_of_one_address_proved_at_once_one_counts():
    event = make_event()
    applications = [make_application(event, email="ada@example.org", email_proved_at=None) for _ in range(4)]

    def prove(application):
        try:
            return prove_address(application, at=NOON)
        except (AnotherApplicationCounts, Application.DoesNotExist):
            return None

    at_once(prove, applications)

    assert Application.objects.counted().count() == 1


def test_the_last_place_in_a_team_is_given_once():
    event = make_event()
    team = make_team(event)
    for _ in range(3):
        make_application(event, team=team)
    late = [make_application(event, team=team, email_proved_at=None) for _ in range(4)]

    at_once(lambda application: prove_address(application, at=NOON), late)

    assert team.members.filter(email_proved_at__isnull=False).count() == 4
    assert Application.objects.counted().count() == 7


def test_editing_and_deleting_at_once_leaves_nothing_of_the_person():
    event = make_event()
    for number in range(4):
        application = make_application(event, name="Ada Lovelace", email=f"ada-{number}@example.org")

        def change(step, application=application):
            details = Details(name=f"Ada {step}", category=application.category, answers={"why": "Ada"})
            try:
                if step == 2:
                    erase_application(application, at=NOON)
                else:
                    edit_application(application, details, at=NOON)
            except AlreadyErased:
                return

        at_once(change, range(4))

    assert not EarlierVersion.objects.exists()
    assert not Application.objects.filter(name__startswith="Ada").exists()
    assert Application.objects.filter(answers={}, email="", erased_at=NOON).count() == 4


def test_asking_for_the_link_and_deleting_at_once_leaves_no_name_in_the_outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    event = make_event()
    people = [make_application(event, name="Ada", email=f"ada-{number}@example.org") for number in range(4)]

    def ask_or_delete(pair):
        application, is_deleted = pair
        if is_deleted:
            erase_application(application, at=NOON)
        else:
            send_link_again(event, application.email, at=NOON)

    at_once(ask_or_delete, [(one, is_deleted) for one in people for is_deleted in (False, True, False)])
    left = [one.context for one in Message.objects.exclude(template="applications/erased")]

    assert [context for context in left if "Ada" in context.values()] == []


def test_accepting_an_offer_and_deleting_at_once_leaves_no_seat_behind():
    event = make_event()
    contingent = make_contingent(event)
    offers = [make_open_offer(make_application(event), contingent) for _ in range(4)]

    def answer(pair):
        offer, is_accepted = pair
        try:
            if is_accepted:
                accept_offer(offer, at=NOON)
            else:
                erase_application(offer.application, at=NOON)
        except OfferError:
            return

    at_once(answer, [(offer, is_accepted) for offer in offers for is_accepted in (True, False)])

    contingent.refresh_from_db()
    assert contingent.taken == Seat.objects.filter(freed_at=None).count() == 0
    assert not Ticket.objects.filter(revoked_at=None).exists()
    assert set(Ticket.objects.values_list("attendee_name", "attendee_email")) <= {("(deleted)", "")}


def test_a_challenge_used_for_many_forms_at_once_is_good_for_one():
    event = make_event()
    category, solved = make_category(event), Solved("d" * 64, NOON)

    def submit(number):
        options = {"language": "en", "submission_key": uuid4(), "at": NOON, "solved": solved}
        try:
            submit_application(event, Details("Ada", category), email=f"ada-{number}@example.org", **options)
        except ChallengeUsed:
            return

    at_once(submit, range(6))

    assert Application.objects.count() == SolvedChallenge.objects.count() == 1


def test_many_who_agree_first_at_once_agree_to_one_version():
    event = make_event()
    category = make_category(event)
    consents = {"photos": {"en": "I may be seen in photos."}}

    def submit(number):
        details = Details("Ada", category, consents=consents)
        options = {"language": "en", "submission_key": uuid4(), "at": NOON}
        submit_application(event, details, email=f"ada-{number}@example.org", **options)

    at_once(submit, range(6))

    assert [one.number for one in ConsentText.objects.all()] == [1]
    assert ConsentGiven.objects.count() == 6
