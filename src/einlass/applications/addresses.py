"""When two e-mail addresses are one mailbox."""

import unicodedata
from functools import lru_cache
from typing import Final

from einlass.applications.text import folded

LONGEST: Final = 254
LONGEST_PERSON: Final = 40
# Other names of the same provider, where every mailbox is reached under each of them.
SAME_PROVIDER: Final = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
}
# Providers that ignore dots in the name of the mailbox, or dots, hyphens and underscores.
DOTS_IGNORED: Final = {"gmail.com": ".", "proton.me": ".-_"}
# Providers for which a sign begins a tag, which is no part of the mailbox.
TAGS: Final = {
    **dict.fromkeys(
        (
            "gmail.com",
            "proton.me",
            "icloud.com",
            "outlook.com",
            "outlook.de",
            "hotmail.com",
            "hotmail.de",
            "live.com",
            "live.de",
            "msn.com",
            "fastmail.com",
            "fastmail.fm",
            "mailbox.org",
            "posteo.de",
            "posteo.net",
            "yandex.ru",
            "zoho.com",
            "zoho.eu",
            "tutanota.com",
            "tuta.com",
            "hey.com",
        ),
        "+",
    ),
    # A hyphen begins the keyword of a disposable address there.
    **dict.fromkeys(("yahoo.com", "yahoo.de", "ymail.com", "rocketmail.com"), "-"),
}


def normalise_address(email: str) -> str:
    """An address in the form in which the same mailbox is always written the same.

    Lower case, trimmed, full-width letters made plain, the domain in its ASCII form (IDNA); of the big providers,
    other names of the same one, dots that they ignore and tags dropped. Doing it twice changes nothing.
    """
    local, domain = _plain(email).rpartition("@")[0], domain_of(email)
    domain = SAME_PROVIDER.get(domain, domain)
    if sign := TAGS.get(domain):
        # A name that begins with the sign has no other part, and stays as it is.
        local = local[:1] + local[1:].partition(sign)[0]
    if ignored := DOTS_IGNORED.get(domain):
        local = "".join(letter for letter in local if letter not in ignored) or local
    return f"{local}@{domain}"


def address_of_one(mailbox: str, name: str) -> str:
    """What tells one person from the others who share a mailbox, in the form of a normalised address.

    mailbox: normalised. No address holds a number sign in its domain, so nothing that is typed is ever the same.
    """
    person = "".join(letter for letter in folded(name) if letter.isalnum())[:LONGEST_PERSON]
    return f"{mailbox[: LONGEST - LONGEST_PERSON - 1]}#{person}"


def mailbox_of(address: str) -> str:
    """The mailbox of a normalised address, without what tells those apart who share it."""
    return address.partition("#")[0] if "#" in address.rpartition("@")[2] else address


def _plain(email: str) -> str:
    if email.isascii():
        return email.strip().lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email).casefold()).strip()


def domain_of(email: str) -> str:
    """The domain of an address, lower case, in its ASCII form."""
    return _ascii_domain(_plain(email).rpartition("@")[2].rstrip("."))


@lru_cache(maxsize=10_000)
def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
