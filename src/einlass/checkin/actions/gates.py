"""Gates and the phones that scan there."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from einlass.checkin.errors import UnknownPairingCode
from einlass.checkin.models import Device, Gate
from einlass.checkin.tokens import (
    KEPT_AFTER_EVENT,
    PAIRING_LASTS,
    new_device_token,
    new_pairing_code,
    pairing_code_hash,
    secret_hash,
)
from einlass.events import audit
from einlass.events.models import Category, Event, Membership, Role, User, in_force

DOOR_ROLES: Final = (Role.OWNER, Role.ORGANISER, Role.DOOR)


@transaction.atomic
def add_gate(
    event: Event,
    *,
    name: str,
    opens_at: datetime,
    closes_at: datetime,
    categories: Collection[Category] = (),
    at: datetime,
    by: User | str,
) -> Gate:
    """Open a gate; without categories it admits all."""
    gate = Gate.objects.create(event=event, name=name, opens_at=opens_at, closes_at=closes_at)
    gate.categories.set(categories)
    audit.record(event, "add_gate", gate.subject, at=at, by=by, after=_facts(gate, categories))
    return gate


@transaction.atomic
def change_gate(
    gate: Gate,
    *,
    name: str,
    opens_at: datetime,
    closes_at: datetime,
    categories: Collection[Category],
    at: datetime,
    by: User | str,
) -> Gate:
    """Change a gate's rule; its phones learn of it with their next contact."""
    gate = Gate.objects.select_for_update().get(pk=gate.pk)
    before = _facts(gate, gate.categories.all())
    gate.name, gate.opens_at, gate.closes_at = name, opens_at, closes_at
    gate.save(update_fields=["name", "opens_at", "closes_at"])
    gate.categories.set(categories)
    audit.record(gate.event, "change_gate", gate.subject, at=at, by=by, before=before, after=_facts(gate, categories))
    return gate


@transaction.atomic
def open_pairing(gate: Gate, *, name: str = "", at: datetime, by: User | str) -> tuple[Device, str]:
    """Make room for a phone at a gate; returns it and the code that pairs one phone within 15 minutes."""
    code = new_pairing_code()
    device = Device.objects.create(
        event=gate.event,
        gate=gate,
        name=name,
        opened_by=by if isinstance(by, User) else None,
        pairing_code_hash=pairing_code_hash(code),
        pairing_expires_at=at + PAIRING_LASTS,
    )
    audit.record(gate.event, "open_pairing", device.subject, at=at, by=by, after={"gate": gate.code})
    return device, code


@transaction.atomic
def pair_device(code: str, *, name: str, public_key: str = "", at: datetime) -> tuple[Device, str]:
    """Make a phone a device of its gate; returns it and its token. Raises UnknownPairingCode."""
    waiting = Device.objects.select_for_update(of=("self",)).select_related("gate", "event")
    device = waiting.filter(pairing_code_hash=pairing_code_hash(code)).first()
    if device is None or not device.awaits_pairing(at):
        raise UnknownPairingCode
    token = new_device_token()
    device.name = device.name or name
    device.public_key = public_key
    device.pairing_code_hash = ""
    device.paired_at = device.last_seen_at = at
    device.token_hash = secret_hash(token)
    device.token_expires_at = max(device.event.ends_at, at) + KEPT_AFTER_EVENT
    device.save()
    audit.record(device.event, "pair_device", device.subject, at=at, by=device.subject)
    return device, token


@transaction.atomic
def revoke_device(device: Device, *, at: datetime, by: User | str) -> Device:
    """Take a phone's access away; its scans stay. Doing it twice changes nothing."""
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.revoked_at is None:
        device.revoked_at = at
        device.pairing_code_hash = device.token_hash = ""
        device.save(update_fields=["revoked_at", "pairing_code_hash", "token_hash"])
        audit.record(device.event, "revoke_device", device.subject, at=at, by=by)
    return device


@transaction.atomic
def end_devices_of(event: Event, user: User, *, at: datetime, by: User | str) -> int:
    """End the phones that a person paired, once no role of the person lets it use the door; returns how many.

    Unlike a phone that was revoked, such a phone may still hand in what it had scanned by then.
    """
    held = Membership.objects.filter(in_force(at), event=event, user=user, role__in=DOOR_ROLES)
    if held.exists():
        return 0
    devices = list(
        Device.objects.select_for_update().filter(event=event, opened_by=user, is_desk=False, revoked_at=None)
    )
    for device in devices:
        device.revoked_at, device.pairing_code_hash = at, ""
        device.save(update_fields=["revoked_at", "pairing_code_hash"])
        audit.record(event, "revoke_device", device.subject, at=at, by=by)
    return len(devices)


def end_devices_of_ended_roles(*, at: datetime) -> None:
    """Roles may end by the clock; what they opened ends with them."""
    held = Membership.objects.filter(
        in_force(at), event=OuterRef("event"), user=OuterRef("opened_by"), role__in=DOOR_ROLES
    )
    open_phones = Device.objects.filter(~Exists(held), revoked_at=None, is_desk=False).exclude(opened_by=None)
    for device in open_phones.select_related("event", "opened_by"):
        assert device.opened_by is not None  # left out above
        end_devices_of(device.event, device.opened_by, at=at, by=audit.WORKER)


def _facts(gate: Gate, categories: Collection[Category]) -> dict[str, object]:
    return {
        "name": gate.name,
        "opens_at": gate.opens_at,
        "closes_at": gate.closes_at,
        "categories": sorted(category.key for category in categories),
    }
