import pytest
from django.db import IntegrityError

from einlass.applications.models import Application, ProofCode
from einlass.events.insertion import Replacing, insert, insert_all
from einlass.events.models import AuditEntry
from tests.builders import NOON, make_application, make_event

pytestmark = pytest.mark.django_db
KEY = "6ee504f5-af5c-407e-ac25-79a77c9a6c81"


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
