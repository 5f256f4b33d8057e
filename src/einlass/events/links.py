"""Signed links: how people without an account reach what is theirs.

A token names a kind, a code and a version. Raising the version on the object revokes all older links.
"""

from datetime import timedelta
from typing import Final

from django.core import signing

VALID_FOR: Final = timedelta(days=400)


class BadLink(Exception):
    """The link is forged, cut off, too old, or was meant for something else."""


def link_token(kind: str, code: str, version: int = 1) -> str:
    """A token for a URL. kind: what it opens, such as 'application'."""
    return signing.TimestampSigner(salt=f"einlass.link.{kind}", sep="~").sign(f"{code}.{version}")


def read_link(kind: str, token: str, *, valid_for: timedelta = VALID_FOR) -> tuple[str, int]:
    """Code and version in a token. Raises BadLink."""
    try:
        value = signing.TimestampSigner(salt=f"einlass.link.{kind}", sep="~").unsign(token, max_age=valid_for)
    except signing.BadSignature as error:
        raise BadLink(kind) from error
    code, _, version = value.rpartition(".")
    return code, int(version)
