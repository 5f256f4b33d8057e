from datetime import timedelta

import pytest
from django.db import IntegrityError

from einlass.applications.models import Application, ProofCode
from einlass.events.insertion import Condition, Replacing, insert, insert_all
from einlass.events.limits import Limit, TooOften, Tries
from einlass.events.models import AuditEntry, Tally
from tests.applications.test_races import at_once
from tests.builders import NOON, make_application, make_event

pytestmark = pytest.mark.django_db
KEY = "6ee504f5-af5c-407e-ac25-79a77c9a6c81"
NETWORK = Limit("test network", 3, timedelta(minutes=10))
ADDRESS = Limit("test address", 5, timedelta(minutes=10))


def make_code(application, **fields):
    defaults = {"event": application.event, "submission_key": KEY, "application": application, "expires_at": NOON}
    return ProofCode(**(defaults | {"salt": "one"} | fields))


def test_an_inserted_row_is_the_same_as_a_saved_one():
    event = make_event()
    fields = {
        "event": event,
        "at": NOON,
        "actor": "worker",
        "action": "test",
        "subject": "thing",
        "after": {"a": [1]},
    }
    entry = AuditEntry(**fields)

    insert(entry)

    saved = AuditEntry.objects.create(**fields)
    same = AuditEntry.objects.values().exclude(pk=saved.pk).get()
    assert same == AuditEntry.objects.values().get(pk=saved.pk) | {"id": entry.pk}
    assert not entry._state.adding


def test_where_a_row_is_there_already_the_named_fields_change_and_no_others():
    application = make_application(make_event(), email_proved_at=None)
    insert(make_code(application, tries=3))

    again = make_code(application, salt="two", tries=0)
    insert_all([Replacing(again, ("salt",), ("event", "submission_key"))])

    kept = ProofCode.objects.get()
    assert (kept.pk, kept.salt, kept.tries) == (again.pk, "two", 3)


def test_rows_are_written_together_and_may_refer_to_one_another():
    event = make_event()
    application = make_application(event)
    application.pk, application.code, application.email_proved_at = None, "NEW", None
    code = make_code(application)

    insert_all([application, code])

    assert ProofCode.objects.get().application == Application.objects.get(code="NEW") == application
    assert code.application_id == application.pk


@pytest.mark.django_db(transaction=True)
def test_of_rows_written_together_none_is_there_if_one_is_refused():
    event = make_event()
    application = make_application(event)
    fresh = Application(
        event=event,
        category=application.category,
        submitted_at=NOON,
        email="new@example.org",
        email_normalised="new@example.org",
    )
    refused = make_code(application, tries=6)

    with pytest.raises(IntegrityError):
        insert_all([fresh, refused])

    assert Application.objects.get() == application


def entry_of(event, subject):
    return AuditEntry(event=event, at=NOON, actor="worker", action="test", subject=subject)


def unless_there(subject):
    return Condition("NOT EXISTS (SELECT 1 FROM events_auditentry WHERE subject = %s)", (subject,))


def test_where_the_condition_does_not_hold_no_row_is_written():
    event = make_event()
    application = make_application(event)
    insert(entry_of(event, "one"))

    code = make_code(application)
    was_written = insert_all([entry_of(event, "one"), code], only_if=unless_there("one"))

    assert not was_written
    assert code.pk is None
    assert (AuditEntry.objects.count(), ProofCode.objects.count()) == (1, 0)


def test_where_the_condition_holds_all_rows_are_written_and_may_refer_to_one_another():
    event = make_event()
    application = make_application(event)
    application.pk, application.code, application.email_proved_at = None, "NEW", None
    rows = [
        application,
        entry_of(event, "one"),
        Replacing(make_code(application), ("salt",), ("event", "submission_key")),
    ]

    was_written = insert_all(rows, only_if=unless_there("one"))

    assert was_written
    assert ProofCode.objects.get().application == Application.objects.get(code="NEW") == application
    assert AuditEntry.objects.get().subject == "one"


def test_tries_are_counted_whether_or_not_rows_are_written():
    event = make_event()
    tries = Tries([(NETWORK, "net"), (ADDRESS, "ada")], at=NOON)

    written = [
        insert_all([entry_of(event, "one")], only_if=unless_there("one"), tries=tries),
        insert_all([entry_of(event, "one")], only_if=unless_there("one"), tries=tries),
    ]

    assert written == [True, False]
    assert list(Tally.objects.values_list("number", flat=True)) == [2, 2]


def test_where_one_tries_too_often_nothing_is_written_and_the_try_counts():
    event = make_event()
    tries = Tries([(ADDRESS, "ada"), (NETWORK, "net")], at=NOON)
    for number in range(3):
        assert insert_all([entry_of(event, str(number))], tries=tries)

    with pytest.raises(TooOften) as refusal:
        insert_all([entry_of(event, "more")], only_if=unless_there("more"), tries=tries)

    assert (refusal.value.limit, refusal.value.again_at) == (NETWORK, NOON + timedelta(minutes=10))
    assert AuditEntry.objects.count() == 3
    assert list(Tally.objects.values_list("number", flat=True)) == [4, 4]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_who_write_at_once_only_as_many_are_let_through_as_the_limit_says():
    event = make_event()
    # Crosswise, so that two who locked them in their own order would wait for each other.
    orders = [(NETWORK, "net"), (ADDRESS, "ada")], [(ADDRESS, "ada"), (NETWORK, "net")]

    def write(number):
        try:
            return insert_all([entry_of(event, str(number))], tries=Tries(orders[number % 2], at=NOON))
        except TooOften:
            return False

    written = at_once(write, range(12))

    assert sum(written) == AuditEntry.objects.count() == NETWORK.most
    assert list(Tally.objects.values_list("number", flat=True)) == [12, 12]
