"""When two e-mail addresses are one mailbox."""

from typing import Final

# Mailboxes that ignore dots and everything after a plus sign.
GMAIL: Final = frozenset({"gmail.com", "googlemail.com"})


def normalise_address(email: str) -> str:
    """An address in the form in which the same mailbox is always written the same.

    Lower case, trimmed, the domain in its ASCII form (IDNA); Gmail's dots and tags dropped.
    """
    local, _, domain = email.strip().casefold().rpartition("@")
    domain = _ascii_domain(domain.rstrip("."))
    if domain in GMAIL:
        local, domain = local.partition("+")[0].replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
