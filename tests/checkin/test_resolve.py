import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einlass.checkin.resolve import ScanFact, corrected_ms, resolve

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "resolve.json").read_text())

scans = st.lists(
    st.builds(
        ScanFact,
        device=st.sampled_from("AB"),
        epoch=st.sampled_from(["e1", "e2"]),
        seq=st.integers(1, 4),
        kind=st.sampled_from(["in", "override", "undo"]),
        verdict=st.sampled_from(["welcome", "again", "refused"]),
        at_ms=st.integers(0, 5),
        undoes_seq=st.none() | st.integers(1, 4),
    ),
    max_size=12,
    unique_by=lambda scan: scan.identity,
)


@pytest.mark.parametrize("vector", VECTORS["resolve"], ids=lambda vector: vector["name"])
def test_scans_resolve_as_the_vector_says(vector):
    found = resolve(ScanFact(**scan) for scan in vector["scans"])

    assert (list(found.entry.identity) if found.entry else None) == vector["entry"]
    assert [list(scan.identity) for scan in found.again] == vector["again"]
    assert found.is_sure == vector["is_sure"]


@pytest.mark.parametrize("vector", VECTORS["clock"], ids=lambda vector: vector["name"])
def test_a_devices_time_is_corrected_as_the_vector_says(vector):
    corrected = corrected_ms(vector["wall_ms"], vector["offset_ms"], received_ms=vector["received_ms"])

    assert corrected == (vector["at_ms"], vector["is_sure"])


@given(scans, st.randoms())
def test_neither_order_nor_repetition_changes_the_answer(facts, random):
    shuffled = [*facts, *facts[:3]]
    random.shuffle(shuffled)

    assert resolve(shuffled) == resolve(facts)


@given(scans)
def test_the_entry_is_never_later_than_a_double_entry(facts):
    found = resolve(facts)

    assert all(found.entry.at_ms <= scan.at_ms for scan in found.again)
