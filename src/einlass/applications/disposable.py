"""Addresses at providers of mailboxes for an hour: shown to the team, never refused."""

from disposable_email_domains import blocklist

from einlass.applications.addresses import domain_of


def is_disposable(email: str) -> bool:
    """Whether the domain, or one that it belongs to, is on the list."""
    parts = domain_of(email).split(".")
    return any(".".join(parts[start:]) in blocklist for start in range(len(parts) - 1))
