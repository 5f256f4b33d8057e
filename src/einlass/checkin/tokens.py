"""Secrets of devices. The database keeps only their hashes."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from einlass.events.codes import new_code, typed_code

PAIRING_LASTS: Final = timedelta(minutes=15)
KEPT_AFTER_EVENT: Final = timedelta(hours=24)


def new_pairing_code() -> str:
    return new_code(8)


def new_device_token() -> str:
    return secrets.token_urlsafe(32)


def new_epoch() -> str:
    return secrets.token_hex(8)


def pairing_code_hash(typed: str) -> str:
    """The hash of a pairing code as somebody typed it; upper case, spaces and hyphens make no difference."""
    return secret_hash(f"pairing {typed_code(typed)}")


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
