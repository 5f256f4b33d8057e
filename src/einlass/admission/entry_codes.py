"""The names under which applications stand in a published draw."""

import hashlib
import secrets
from typing import Final

# Of a code, to be read by people: enough to tell it from its neighbours, never enough to prove anything.
SHOWN: Final = 12
GROUP: Final = 4


def new_salt() -> str:
    """128 random bits in hexadecimal, known to the applicant only."""
    return secrets.token_hex(16)


def entry_code(salt: str, email: str) -> str:
    """The code of an entry: 64 hexadecimal digits, SHA-256 over the 16 bytes of the salt and the address after them.

    salt: 32 hexadecimal digits.  email: as its owner typed it, in UTF-8.
    The whole digest, because the organiser chooses the salts: of a shortened one two people could be given the same.
    The address, because its owner knows it: who computes the code from what she types is told nobody else's entry.
    """
    return hashlib.sha256(bytes.fromhex(salt) + email.encode()).hexdigest()


def short_code(code: str) -> str:
    """The first digits of a code in groups, such as '3f9c-07aa-51be'; what stands before the digits stays."""
    prefix, digits = code[:-64], code[-64:]
    return prefix + "-".join(digits[at : at + GROUP] for at in range(0, SHOWN, GROUP))
