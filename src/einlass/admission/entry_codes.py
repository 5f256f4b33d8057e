"""The names under which applications stand in a published draw."""

import hashlib
import secrets
from typing import Final

from einlass.events.codes import ALPHABET

LENGTH: Final = 12


def new_salt() -> str:
    """128 random bits in hexadecimal, known to the applicant only."""
    return secrets.token_hex(16)


def entry_code(salt: str, application_code: str) -> str:
    """The code of an entry, such as '7KQ3-M9XR-4TWA'.

    SHA-256 over 'salt:application code', read as a number and written with the 23 letters and digits of our codes,
    the last twelve of them. Without the salt nobody can tell whose entry it is; with it anybody can check.
    """
    number = int.from_bytes(hashlib.sha256(f"{salt}:{application_code}".encode()).digest(), "big")
    number %= len(ALPHABET) ** LENGTH  # Small numbers are divided several times as fast.
    letters = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    code = "".join(reversed(letters))
    return "-".join([code[:4], code[4:8], code[8:]])
