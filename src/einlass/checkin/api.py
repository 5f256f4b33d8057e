"""The API for phones at the door, under /api/v1/checkin/. The protocol in words: docs/checkin.md."""

import gzip
import hashlib
import json
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from ninja import NinjaAPI, Query, Router, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from einlass.checkin import queries
from einlass.checkin.actions.contact import note_contact
from einlass.checkin.actions.gates import pair_device
from einlass.checkin.actions.scans import Reading, made_before_the_end, store_scans
from einlass.checkin.errors import ScanConflict, UnknownCursor, UnknownPairingCode
from einlass.checkin.models import Device
from einlass.checkin.moments import to_ms
from einlass.checkin.schemas import (
    ChangesOut,
    Conflict,
    PairIn,
    PairOut,
    Refusal,
    ScanIn,
    ScansIn,
    ScansOut,
    SnapshotOut,
)
from einlass.checkin.tokens import new_epoch, secret_hash
from einlass.events.access import by_device, public
from einlass.events.limits import Limit, TooOften, count, must_have_left, network_of

WRONG_CODES: Final = Limit("wrong pairing codes", 20, timedelta(minutes=5))
LARGEST_CURSOR: Final = 2**53


class DeviceToken(HttpBearer):
    hands_in = False

    def authenticate(self, request: HttpRequest, token: str) -> Device | None:
        now = timezone.now()
        device = queries.device_by_token(secret_hash(token), now, hands_in=self.hands_in)
        if device is not None:
            note_contact(device, at=now)
        return device


class DeviceTokenForScans(DeviceToken):
    """A phone that ended with a role still hands in what it had scanned by then."""

    hands_in = True


api = NinjaAPI(title="Einlass", version="1", docs_url=None, openapi_url="openapi.json")
router = Router(tags=["checkin"])
device_token = DeviceToken()
device_token_for_scans = DeviceTokenForScans()
REFUSED: Final[dict[Any, Any]] = {400: Refusal, 401: Refusal, 422: Refusal}


@router.post("/pair", response={200: PairOut, 400: Refusal, 404: Refusal, 422: Refusal, 429: Refusal})
def pair(request: HttpRequest, body: PairIn) -> Any:
    """Swap a pairing code, shown to the crew for 15 minutes, for the token of a device."""
    now = timezone.now()
    network = network_of(request)
    try:
        must_have_left(WRONG_CODES, network, at=now)
    except TooOften:
        return Status(429, {"error": "Too many wrong codes from this network. Wait five minutes."})
    try:
        device, token = pair_device(body.code, name=body.name.strip(), public_key=body.public_key, at=now)
    except UnknownPairingCode:
        count(WRONG_CODES, network, at=now)
        return Status(404, {"error": "This code is wrong, was used already, or is older than 15 minutes."})
    assert device.token_expires_at is not None
    return {
        "token": token,
        "device": {"code": device.code, "name": device.name},
        "epoch": new_epoch(),
        "expires_ms": to_ms(device.token_expires_at),
        "server_ms": to_ms(now),
        **queries.set_up(device.gate),
    }


@router.get("/snapshot", auth=device_token, response={200: SnapshotOut, 304: None, **REFUSED})
def snapshot(request: HttpRequest) -> HttpResponse:
    """The whole list with its cursor, compressed. Its ETag stays the same as long as nothing changed."""
    found = queries.snapshot(_device(request).gate)
    digest = hashlib.sha256(json.dumps(found, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    etag = f'"{digest[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    return _answer(request, found, ETag=etag)


@router.get("/changes", auth=device_token, response={200: ChangesOut, 410: Refusal, **REFUSED})
def changes(request: HttpRequest, cursor: int = Query(..., ge=0, le=LARGEST_CURSOR)) -> HttpResponse:
    """What changed after the cursor. 410: this cursor is not ours, take a snapshot."""
    try:
        found = queries.changes(_device(request).gate, cursor)
    except UnknownCursor as error:
        raise HttpError(410, "This cursor is later than any change here. Take a snapshot.") from error
    return _answer(request, found)


@router.post("/scans", auth=device_token_for_scans, response={200: ScansOut, 409: Conflict, **REFUSED})
def scans(request: HttpRequest, body: ScansIn) -> Any:
    """Store scans; safe to repeat, to overlap and to reorder. 409: one was stored before with other content."""
    now = timezone.now()
    device = _device(request)
    try:
        readings = made_before_the_end(device, [_reading(scan) for scan in body.scans])
        stored = store_scans(device, body.epoch, readings, at=now)
    except ScanConflict as conflict:
        return Status(409, {"error": "A scan was stored before with other content.", "seqs": conflict.seqs})
    return {
        "acked": queries.acknowledged(device, body.epoch),
        "results": queries.results(device, stored),
        "server_ms": to_ms(now),
        "inside": queries.inside(device.event),
    }


api.add_router("/checkin", router)


@api.exception_handler(AuthenticationError)
def refuse_stranger(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, {"error": "No such token, or it was revoked or has expired."}, status=401)


@api.exception_handler(ValidationError)
def refuse_form(request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0]
    place = ".".join(str(part) for part in first["loc"][1:])
    return api.create_response(request, {"error": f"{place}: {first['msg']}"}, status=422)


@api.exception_handler(HttpError)
def refuse(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, {"error": str(error)}, status=error.status_code)


def addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The API's addresses for config/urls.py, each with its access rule (events/access.py)."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.callback is not None
        rule = by_device if str(pattern.pattern).startswith("checkin/") else public
        rule(pattern.callback)
    return patterns, app_name, namespace


def _device(request: HttpRequest) -> Device:
    return request.auth  # type: ignore[attr-defined]


def _reading(scan: ScanIn) -> Reading:
    return Reading(**{**scan.dict(), "raw": scan.raw or ""})


def _answer(request: HttpRequest, found: dict[str, Any], **headers: str) -> HttpResponse:
    """JSON, compressed where the device takes it; never kept by a cache on the way."""
    body = {"server_ms": to_ms(timezone.now()), **found}
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers |= {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Authorization"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        content = gzip.compress(content, compresslevel=5)
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(content, content_type="application/json", headers=headers)
