import re
from datetime import UTC, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from einlass.events import audit
from einlass.events.codes import new_code
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

    assert audit.breaks(event) == ["entry 2 was changed or forged"]


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


CHANGES = {
    "at": NOON + timedelta(minutes=1),
    "actor": "somebody else",
    "action": "other",
    "subject": "thing 9",
    "before": {"number": 9},
    "after": {"number": 9},
    "content_mac": "0" * 64,
}


@pytest.mark.parametrize("is_sealed", [True, False])
@pytest.mark.parametrize("column", [*CHANGES, "event"])
def test_every_column_of_an_entry_is_guarded_sealed_or_not(column, is_sealed):
    event, elsewhere = make_event(), make_event(slug="elsewhere")
    audit.record(event, "test", "thing", at=NOON, by="worker", after={"number": 1})
    if is_sealed:
        audit.seal(event)
    assert audit.breaks(event) == []

    event.audit_entries.update(**{column: CHANGES.get(column, elsewhere)})

    assert audit.breaks(event) + audit.breaks(elsewhere) != []


def test_a_forged_entry_shows_before_it_is_sealed_and_after():
    event = make_event()
    AuditEntry.objects.create(event=event, at=NOON, actor="worker", action="test", subject="never happened")

    before = audit.breaks(event)
    audit.seal(event)

    assert before == [
        "an entry that is not sealed yet was changed or forged: “test”, never happened, 2026-09-01 12:00"
    ]
    assert audit.breaks(event) == ["entry 1 was changed or forged"]


def test_entries_that_were_cut_off_show_to_whoever_kept_the_head():
    event = make_event()
    write_three(event)
    kept = audit.Head.read(str(audit.head(event)))
    assert audit.breaks(event, since=kept) == []

    event.audit_entries.filter(position=3).delete()
    cut_off = audit.breaks(event, since=kept)
    event.audit_entries.all().delete()

    assert cut_off == [f"the trail does not lead through entry {kept}: entries were cut off, or it was made again"]
    assert audit.breaks(event, since=kept) == cut_off
    assert audit.breaks(event) == []  # Without a head nobody can know.


def test_a_chain_made_again_with_another_key_does_not_hold(settings):
    event = make_event()
    write_three(event)
    kept = audit.head(event)

    settings.SECRET_KEY = "another-secret-that-somebody-made-up-0123456789-0123456789"
    event.audit_entries.all().delete()
    write_three(event)
    settings.SECRET_KEY = "for-development-only-and-known-to-everybody-0123456789"

    assert "entry 1 was changed or forged" in audit.breaks(event)
    assert audit.breaks(event, since=kept)[-1].startswith("the trail does not lead through entry 3")


def test_an_entry_taken_out_of_the_chain_shows_also_where_the_gap_is_closed():
    event = make_event()
    audit.record(event, "test", "first", at=NOON - timedelta(hours=1), by="worker")
    audit.record(event, "test", "second", at=NOON, by="worker")
    event.audit_entries.filter(subject="first").update(position=None)
    event.audit_entries.filter(subject="second").update(position=1)
    second = event.audit_entries.get(subject="second")
    second.chain_hash = audit._chain_hash(second, audit.GENESIS)
    second.save()

    assert audit.breaks(event) == ["an entry was taken out of the chain: “test”, first, 2026-09-01 11:00"]


@given(
    st.dictionaries(
        st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=5),
        st.one_of(
            st.integers(-(10**30), 10**30),
            st.floats(allow_nan=False, allow_infinity=False),
            st.booleans(),
            st.none(),
            st.datetimes(timezones=st.just(UTC)),
            st.dates(),
            st.timedeltas(),
            st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
            st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=5),
        ),
        max_size=4,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_what_either_database_makes_of_a_value_does_not_break_the_trail(after):
    event = make_event(slug=new_code().lower())
    audit.record(event, "test", "thing", at=NOON, by="worker", after=after)

    assert audit.breaks(event) == []


@pytest.mark.parametrize("text", ["3", "3:", ":" + "0" * 64, "x:" + "0" * 64, "3:" + "0" * 63])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        audit.Head.read(text)
