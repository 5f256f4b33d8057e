"""The text in a ticket's QR code: packing, signing, reading, checking. No Django, no database, no clock.

`E1` and base32hex (RFC 4648, no padding) of 75 bytes: 11 bytes that say whose ticket it is, 64 bytes of Ed25519 over
CONTEXT and those 11. 122 characters that fill a QR code of version 5, level M, to the last one. The scanner reads the
same format in JavaScript; tests/vectors/ticket.json binds the two.
"""

import base64
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX: Final = "E1"
FORMAT: Final = 1
CONTEXT: Final = b"einlass-ticket-v1\0"
PAYLOAD_BYTES: Final = 11
SIGNATURE_BYTES: Final = 64
ALL_DAYS: Final = 0x7F

_FIELDS: Final = struct.Struct(">B3sIBBB")
_TEXT: Final = re.compile(rf"{PREFIX}([0-9A-V]{{120}})")


class UnreadableCode(Exception):
    """The text is not a ticket of this format."""


class OtherEvent(Exception):
    """A ticket, as it seems, but of another event."""


class ForgedCode(Exception):
    """Right form and right event, but not signed by one of the event's keys."""


@dataclass(frozen=True)
class TicketClaims:
    """What a code says about its ticket.

    slot: 0 to 15, which of the event's keys signed; event_tag: 3 bytes; number: 0 to 2**32-1, per event;
    generation, category, days: 0 to 255. `days` has one bit per day of the event, the first in the lowest bit.
    """

    slot: int
    event_tag: bytes
    number: int
    generation: int
    category: int
    days: int = ALL_DAYS


@dataclass(frozen=True)
class SignedCode:
    """A code that was read, not yet checked."""

    claims: TicketClaims
    signature: bytes


def pack(claims: TicketClaims) -> bytes:
    """The 11 bytes that are signed. Raises ValueError if a field does not fit."""
    if not 0 <= claims.slot <= 15 or len(claims.event_tag) != 3:
        raise ValueError(f"does not fit a ticket code: {claims}")
    head = FORMAT << 4 | claims.slot
    try:
        return _FIELDS.pack(head, claims.event_tag, claims.number, claims.generation, claims.category, claims.days)
    except struct.error as error:
        raise ValueError(f"does not fit a ticket code: {claims}") from error


def sign(claims: TicketClaims, private_key: bytes) -> str:
    """The text for the QR code. private_key: 32 bytes of seed. The same claims and key give the same text."""
    payload = pack(claims)
    signature = Ed25519PrivateKey.from_private_bytes(private_key).sign(CONTEXT + payload)
    return PREFIX + base64.b32hexencode(payload + signature).decode()


def parse(text: str) -> SignedCode:
    """What a text says, whoever wrote it. Small letters and white space do no harm. Raises UnreadableCode."""
    match = _TEXT.fullmatch("".join(text.split()).upper())
    if match is None:
        raise UnreadableCode
    content = base64.b32hexdecode(match[1])
    head, *fields = _FIELDS.unpack(content[:PAYLOAD_BYTES])
    if head >> 4 != FORMAT:
        raise UnreadableCode
    return SignedCode(TicketClaims(head & 0x0F, *fields), content[PAYLOAD_BYTES:])


def verify(signed: SignedCode, *, event_tag: bytes, public_keys: Mapping[int, bytes]) -> TicketClaims:
    """The claims, now proved. public_keys: 32 bytes by slot. Raises OtherEvent, ForgedCode."""
    if signed.claims.event_tag != event_tag:
        raise OtherEvent
    key = public_keys.get(signed.claims.slot)
    if key is None:
        raise ForgedCode
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signed.signature, CONTEXT + pack(signed.claims))
    except InvalidSignature as error:
        raise ForgedCode from error
    return signed.claims


def public_key(private_key: bytes) -> bytes:
    """The 32 public bytes that belong to a seed of 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()
