"""Fetching a round of drand. The relays need not be trusted: what they say is checked by its signature."""

import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from typing import Final
from urllib.parse import urlsplit

from fairdraw.drand import CHAIN, BadSignature, randomness

TIMEOUT: Final = 6.0
# For the whole answer: a relay that sends a byte now and then never runs into a timeout.
LONGEST_ANSWER: Final = 10.0
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
        # A broken relay must not keep the next one from being asked: HTTPException is an odd status line or an endless
        # header, RecursionError an answer in too many brackets.
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            said.append(f"{relay}: {_words(error)}")
        else:
            return signature
    raise RoundMissing("; ".join(said) or "no relay is set")


def _signature(address: str) -> str:
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    with _ended_in_time(kind(parts.netloc, timeout=TIMEOUT)) as connection:
        connection.request("GET", parts.path, headers={"Accept": "application/json", "User-Agent": "einlass"})
        answer = connection.getresponse()
        if answer.status != HTTPStatus.OK:
            raise ValueError(f"HTTP Error {answer.status}")
        said = json.loads(answer.read(MOST_BYTES))
    if not isinstance(said, dict) or not isinstance(said.get("signature"), str):
        raise ValueError("not an answer of drand")
    return str(said["signature"])


@contextmanager
def _ended_in_time(connection: HTTPConnection) -> Iterator[HTTPConnection]:
    """Hang up after LONGEST_ANSWER, whatever still comes."""

    connection.connect()
    # Kept here: the connection lets go of it where the relay wants to close, and the body still drips.
    open_socket = connection.sock

    def hang_up() -> None:
        with suppress(OSError):
            open_socket.shutdown(socket.SHUT_RDWR)

    timer = Timer(LONGEST_ANSWER, hang_up)
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        connection.close()


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, RecursionError):
        return "not an answer of drand"
    return (str(error) or type(error).__name__)[:80]
