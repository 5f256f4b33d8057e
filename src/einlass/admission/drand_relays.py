"""Fetching a round of drand. The relays need not be trusted: what they say is checked by its signature."""

import json
from collections.abc import Sequence
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from fairdraw.drand import CHAIN, BadSignature, randomness

TIMEOUT: Final = 6.0
# An answer is some three hundred bytes; whoever sends more is not a relay.
MOST_BYTES: Final = 4096


class RoundMissing(Exception):
    """No relay had a good answer; the text says what each one said."""


def fetch_round(number: int, relays: Sequence[str]) -> str:
    """The signature of a round from the first relay with a good one, checked. Raises RoundMissing."""
    said = []
    for relay in relays:
        try:
            signature = _signature(f"{relay}/{CHAIN}/public/{number}")
            randomness(number, signature)
        except BadSignature:
            said.append(f"{relay}: the signature is wrong")
        except (OSError, ValueError, KeyError) as error:
            said.append(f"{relay}: {_words(error)}")
        else:
            return signature
    raise RoundMissing("; ".join(said) or "no relay is set")


def _signature(address: str) -> str:
    request = Request(address, headers={"Accept": "application/json", "User-Agent": "einlass"})  # noqa: S310 - from the settings
    with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
        said = json.loads(answer.read(MOST_BYTES))
    if not isinstance(said, dict) or not isinstance(said.get("signature"), str):
        raise ValueError("not an answer of drand")
    return str(said["signature"])


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, URLError) and not isinstance(error, HTTPError):
        return str(error.reason)[:80]
    return str(error)[:80]
