"""Names of messages."""

import secrets


def message_code() -> str:
    return secrets.token_hex(12)
