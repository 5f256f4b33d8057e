"""Addresses at providers of mailboxes for an hour: shown to the team, never refused."""

from functools import lru_cache

from disposable_email_domains import blocklist

from einlass.applications.addresses import domain_of


def is_disposable(email: str) -> bool:
    return is_disposable_domain(domain_of(email))


@lru_cache(maxsize=20_000)
def is_disposable_domain(domain: str) -> bool:
    """Whether the domain, or one that it belongs to, is on the list."""
    parts = domain.lower().split(".")
    return any(".".join(parts[start:]) in blocklist for start in range(len(parts) - 1))
