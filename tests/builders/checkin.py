from datetime import timedelta
from itertools import count
from typing import Any

from einlass.checkin.actions.gates import add_gate, open_pairing, pair_device
from einlass.checkin.actions.scans import Reading
from einlass.checkin.models import Device, Gate
from einlass.checkin.moments import to_ms
from einlass.events.models import Event
from einlass.tickets.models import Ticket
from tests.builders.events import NOON

EPOCH = "0123456789abcdef"
_numbers = count(1)


def make_gate(event: Event, **fields: Any) -> Gate:
    """A gate that admits all, open for the day round NOON."""
    defaults = {
        "name": f"Gate {next(_numbers)}",
        "opens_at": NOON - timedelta(hours=12),
        "closes_at": NOON + timedelta(hours=12),
        "at": NOON,
        "by": "worker",
    }
    return add_gate(event, **(defaults | fields))


def make_device(gate: Gate, **fields: Any) -> Device:
    """A paired phone; its token is in `device.token`."""
    defaults = {"name": f"Phone {next(_numbers)}", "at": NOON}
    _, code = open_pairing(gate, at=NOON, by="worker")
    device, token = pair_device(code, **(defaults | fields))
    device.token = token  # type: ignore[attr-defined]
    return device


def make_reading(ticket: Ticket | None = None, *, seq: int = 1, **fields: Any) -> Reading:
    """One scan at NOON that let in."""
    defaults = {
        "kind": "in",
        "verdict": "welcome",
        "reason": "",
        "number": ticket.number if ticket else None,
        "generation": ticket.generation if ticket else None,
        "wall_ms": to_ms(NOON),
        "mono_ms": 1000 * seq,
        "offset_ms": 0,
    }
    return Reading(seq=seq, **(defaults | fields))
