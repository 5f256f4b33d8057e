import pytest

from einlass.events import audit
from einlass.events.models import AuditEntry
from tests.builders import NOON, make_event

pytestmark = pytest.mark.django_db


def write_three(event):
    for number in range(3):
        audit.record(event, "test", f"thing {number}", at=NOON, by="worker", after={"number": number})
    audit.seal(event)


def test_a_sealed_trail_holds():
    event = make_event()

    write_three(event)

    assert audit.breaks(event) == []
    assert list(event.audit_entries.values_list("position", flat=True)) == [1, 2, 3]


def test_a_changed_entry_shows():
    event = make_event()
    write_three(event)

    AuditEntry.objects.filter(event=event, position=2).update(actor="somebody else")

    assert audit.breaks(event) == ["entry 2 was changed, or the one before it"]


def test_a_missing_entry_shows():
    event = make_event()
    write_three(event)

    AuditEntry.objects.filter(event=event, position=2).delete()

    assert audit.breaks(event) == ["entries 2 to 2 are missing"]


def test_sealing_again_goes_on_where_it_stopped():
    event = make_event()
    write_three(event)
    audit.record(event, "test", "thing 3", at=NOON, by="worker")

    assert audit.seal(event) == 1
    assert audit.breaks(event) == []
