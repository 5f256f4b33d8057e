"""What phones and server say to each other. Moments are whole milliseconds since 1970, UTC."""

from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import BeforeValidator, StringConstraints

YEAR_2100_MS = 4_102_444_800_000
LONGEST_RAW = 200


def _storable(text: object) -> object:
    """Without what a database cannot keep: NUL and halves of characters."""
    if not isinstance(text, str):
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _shortened(text: object) -> object:
    return text[:LONGEST_RAW] if isinstance(text, str) else text


Wall = Annotated[int, Field(ge=0, le=YEAR_2100_MS)]
Seq = Annotated[int, Field(ge=1, le=2**31 - 1)]
Epoch = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Text = BeforeValidator(_storable)


class Refusal(Schema):
    error: str = Field(description="What is wrong, in one English sentence for the log of the device.")


class Conflict(Refusal):
    seqs: list[int] = Field(description="Scans stored before with other content. Nothing of the request was stored.")


class PairIn(Schema):
    code: Annotated[str, Text] = Field(
        max_length=40, description="As shown or typed; case and hyphens do not matter."
    )
    name: Annotated[str, Text] = Field("", max_length=80)
    public_key: str = Field("", pattern=r"^([0-9a-f]{64})?$")


class DeviceOut(Schema):
    code: str
    name: str


class EventOut(Schema):
    slug: str
    name: str
    zone: str
    tag: str = Field(description="Three bytes in hex.")


class GateOut(Schema):
    code: str
    name: str
    opens_ms: int
    closes_ms: int


class KeyOut(Schema):
    slot: int
    public: str = Field(description="Ed25519, 32 bytes in hex.")


class CategoryOut(Schema):
    index: int
    name: dict[str, str]
    colour: str
    admitted: bool = Field(description="At this gate.")


class SetUp(Schema):
    event: EventOut
    gate: GateOut
    keys: list[KeyOut]
    categories: list[CategoryOut]
    server_ms: int


class PairOut(SetUp):
    token: str
    device: DeviceOut
    epoch: str
    expires_ms: int


TicketRow = Annotated[
    tuple[int, int, int, int, str, str],
    Field(description="number, generation, status (0 valid, 1 revoked), category, short code, name"),
]
EntryRow = Annotated[
    tuple[int, int | None, str | None, str | None, str | None, str | None, int | None],
    Field(
        description="number, at_ms, gate name, device name, device code, epoch, seq; "
        "all but the number are null where the entry was taken back (only in changes)"
    ),
]
AlertRow = Annotated[
    tuple[int, int, str, str, str, str, int, str],
    Field(description="a double entry: as an entry, and the verdict its device showed (welcome or again)"),
]


class SnapshotOut(SetUp):
    cursor: int
    tickets: list[TicketRow]
    entries: list[EntryRow]
    inside: int


class ChangesOut(SnapshotOut):
    alerts: list[AlertRow]


class ScanIn(Schema):
    seq: Seq
    number: int | None = Field(None, ge=0, le=2**32 - 1)
    generation: int | None = Field(None, ge=0, le=255)
    kind: Literal["in", "override", "undo"]
    verdict: Literal["welcome", "again", "refused", ""] = Field("", description="Empty for an undo.")
    reason: Annotated[str, Text] = Field("", max_length=40)
    wall_ms: Wall
    mono_ms: int = Field(0, ge=0, le=2**53)
    offset_ms: int | None = Field(None, ge=-YEAR_2100_MS, le=YEAR_2100_MS)
    undoes_seq: Seq | None = None
    raw: Annotated[str | None, BeforeValidator(_shortened), Text] = Field(
        None, description="The text read, where it was forged or unreadable; 200 characters of it are kept."
    )


class ScansIn(Schema):
    epoch: Epoch
    scans: list[ScanIn] = Field(max_length=200)


class FirstOut(Schema):
    at_ms: int
    gate: str
    device: str
    device_code: str
    epoch: str
    seq: int


class ResultOut(Schema):
    seq: int
    resolution: Literal["entry", "again", "refused", "stored"]
    first: FirstOut | None = Field(None, description="With again: the entry.")


class ScansOut(Schema):
    acked: int = Field(description="The highest seq of this device and epoch up to which nothing is missing.")
    results: list[ResultOut]
    server_ms: int
    inside: int
