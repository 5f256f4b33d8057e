"""When two e-mail addresses are one mailbox."""

from typing import Final

# Mailboxes that ignore dots and everything after a plus sign.
GMAIL: Final = frozenset({"gmail.com", "googlemail.com"})


def normalise_address(email: str) -> str:
    """An address in the form in which the same mailbox is always written the same.

    Lower case, trimmed, the domain in its ASCII form (IDNA); Gmail's dots and tags dropped.
    """
    local, domain = email.strip().casefold().rpartition("@")[0], domain_of(email)
    if domain in GMAIL:
        local, domain = local.partition("+")[0].replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def domain_of(email: str) -> str:
    """The domain of an address, lower case, in its ASCII form."""
    return _ascii_domain(email.strip().casefold().rpartition("@")[2].rstrip("."))


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
