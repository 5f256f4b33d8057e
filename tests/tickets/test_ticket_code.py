import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einlass.tickets.ticket_code import (
    ForgedCode,
    OtherEvent,
    TicketClaims,
    UnreadableCode,
    pack,
    parse,
    public_key,
    sign,
    verify,
)

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "ticket.json").read_text())
TAG = bytes.fromhex(VECTORS["event"]["tag"])
KEYS = {key["slot"]: bytes.fromhex(key["public"]) for key in VECTORS["event"]["keys"]}
SEED = bytes(range(32))


def claims_of(vector):
    fields = dict(vector["claims"])
    return TicketClaims(event_tag=bytes.fromhex(fields.pop("tag")), **fields)


def outcome(text):
    try:
        return "good", verify(parse(text), event_tag=TAG, public_keys=KEYS)
    except UnreadableCode:
        return "unreadable", None
    except OtherEvent:
        return "other_event", None
    except ForgedCode:
        return "forged", None


@pytest.mark.parametrize("vector", VECTORS["signing"], ids=lambda vector: vector["name"])
def test_a_signed_code_is_the_vectors(vector):
    claims = claims_of(vector)

    assert pack(claims).hex() == vector["payload"]
    assert sign(claims, bytes.fromhex(vector["seed"])) == vector["text"]
    assert public_key(bytes.fromhex(vector["seed"])).hex() == vector["public"]


@pytest.mark.parametrize("vector", VECTORS["reading"], ids=lambda vector: vector["name"])
def test_a_code_reads_as_the_vector_says(vector):
    expected = claims_of(vector) if "claims" in vector else None

    assert outcome(vector["text"]) == (vector["outcome"], expected)


def test_the_code_of_the_design_stays_as_published():
    claims = TicketClaims(slot=1, event_tag=TAG, number=4711, generation=2, category=5, days=7)

    assert sign(claims, SEED) == (
        "E1240BTRO00096E0G50TPT6G052559CLN59HB8CUQ66NDBHE4S0A5HL07NTIP6LLNQ9HUBMCOBQVUQ1DNN8CUKOQR57C3F9II8GCOCH53"
        "LRJFGUP6UHHUJB70D"
    )


@given(
    st.builds(
        TicketClaims,
        slot=st.integers(0, 15),
        event_tag=st.binary(min_size=3, max_size=3),
        number=st.integers(0, 2**32 - 1),
        generation=st.integers(0, 255),
        category=st.integers(0, 255),
        days=st.integers(0, 255),
    )
)
def test_what_was_signed_is_what_is_read(claims):
    text = sign(claims, SEED)

    read = verify(parse(text), event_tag=claims.event_tag, public_keys={claims.slot: public_key(SEED)})

    assert read == claims
    assert len(text) == 122


@pytest.mark.parametrize(
    "field", [{"slot": 16}, {"number": 2**32}, {"generation": 256}, {"category": -1}, {"event_tag": b"ab"}]
)
def test_a_field_that_does_not_fit_is_refused(field):
    fields = {"slot": 0, "event_tag": TAG, "number": 1, "generation": 0, "category": 0, **field}

    with pytest.raises(ValueError, match="does not fit"):
        pack(TicketClaims(**fields))


@given(st.text(max_size=140))
def test_no_text_breaks_the_reader(text):
    assert outcome(text)[0] == "unreadable"
