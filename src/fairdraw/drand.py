"""drand's quicknet: rounds of public randomness every three seconds, each signed by a group of independent servers.

A round's signature is BLS over BLS12-381, short (in G1), over SHA-256 of the round's number; its randomness is SHA-256 of the
signature. Nobody knows it before the round's time, and whoever has it can check it with the chain's public key alone.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final

from fairdraw.errors import FairdrawError

CHAIN: Final = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
PUBLIC_KEY: Final = bytes.fromhex(
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
SCHEME: Final = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
GENESIS: Final = datetime.fromtimestamp(1692803367, UTC)
PERIOD: Final = timedelta(seconds=3)
# So many hexadecimal digits are the 48 bytes of a compressed point.
SIGNATURE_DIGITS: Final = 96


class BadSignature(FairdrawError):
    """The text is not the signature of this round."""

    def __init__(self, number: int) -> None:
        super().__init__(f"The signature is not that of drand's round {number}.")


def round_from(moment: datetime) -> int:
    """The first round whose time is `moment` or later."""
    return max(-((GENESIS - moment) // PERIOD), 0) + 1


def time_of(number: int) -> datetime:
    """When the round comes out."""
    return GENESIS + (number - 1) * PERIOD


def randomness(number: int, signature: str) -> str:
    """The 64 hexadecimal digits of a round, once its signature is checked. Raises BadSignature.

    The library is loaded here: a server that draws by dice needs none.
    """
    from py_arkworks_bls12381 import GT, G1Point, G2Point

    if len(signature) != SIGNATURE_DIGITS:
        raise BadSignature(number)
    try:
        signed = bytes.fromhex(signature)
        point = G1Point.from_compressed_bytes(signed)
    except ValueError as error:
        raise BadSignature(number) from error
    message = G1Point.hash_to_curve(hashlib.sha256(number.to_bytes(8, "big")).digest(), SCHEME)
    # e(signature, generator) = e(message, key), written as one product.
    if not GT.pairing_check([point, -message], [G2Point(), G2Point.from_compressed_bytes(PUBLIC_KEY)]):
        raise BadSignature(number)
    return hashlib.sha256(signed).hexdigest()
