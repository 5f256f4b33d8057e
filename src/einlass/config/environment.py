"""What the environment says. The full list, with examples, stands in docs/operating.md."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def is_development() -> bool:
    """Whether this is a demo on one's own machine: local mailbox, plain HTTP, public demo logins."""
    return os.environ.get("EINLASS_DEVELOPMENT") == "1"


def refuse_demo_in_production() -> None:
    """The demo has owners with a known password, so it must not come into a database that real people use."""
    production = [name for name in ("EINLASS_SECRET_KEY", "EMAIL_URL") if os.environ.get(name)]
    if production and not is_development():
        raise ImproperlyConfigured(
            f"{production[0]} is set, so this looks like a production environment; the demo, whose passwords everybody"
            " knows, is refused here. Run it where no variable of Einlass is set, or set EINLASS_DEVELOPMENT=1."
        )


def secret_key() -> str:
    key = os.environ.get("EINLASS_SECRET_KEY", "")
    if not key and is_development():
        return "for-development-only-and-known-to-everybody-0123456789"
    if len(key) < 50:
        raise ImproperlyConfigured("EINLASS_SECRET_KEY must be set to at least 50 random characters.")
    return key


def public_url() -> str:
    """The address under which people reach this installation, without a slash at the end."""
    url = os.environ.get("EINLASS_URL", "")
    if not url and is_development():
        return "http://localhost:8000"
    parts = _address("EINLASS_URL", url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured("EINLASS_URL must be the public address, such as https://tickets.example.org")
    if is_development() and parts.scheme == "https":
        raise ImproperlyConfigured(
            "EINLASS_DEVELOPMENT=1 is for one's own machine: it shows every mail to everybody and asks for no second"
            " factor. Take it away, since EINLASS_URL begins with https."
        )
    return url.rstrip("/")


def data_folder() -> Path:
    return Path(os.environ.get("EINLASS_DATA", "var")).absolute()


def database(url: str | None = None) -> dict[str, Any]:
    """Django's settings for DATABASE_URL: sqlite:///path or postgresql://user:password@host:port/name."""
    url = url or os.environ.get("DATABASE_URL") or f"sqlite:///{data_folder() / 'einlass.sqlite3'}"
    parts = _address("DATABASE_URL", url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path.removeprefix("/")) if parts.path.startswith("//") else parts.path)
    if parts.scheme in {"postgres", "postgresql"}:
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or options.pop("port", "")),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            # Else Django forbids all prepared statements; it makes none itself (events/statements.py does).
            "OPTIONS": {"prepare_threshold": 5, **options},
        }
    raise ImproperlyConfigured("DATABASE_URL must start with sqlite:// or postgresql://")


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction takes the write lock when it begins, so that what it read still holds when it writes.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what a page has confirmed survives a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
        },
    }


def mail_server() -> dict[str, Any] | None:
    """Django's e-mail settings for EMAIL_URL (smtp://, smtp+tls:// or smtps://), or None without one."""
    url = os.environ.get("EMAIL_URL", "")
    if not url:
        if is_development():
            return None
        raise ImproperlyConfigured("EMAIL_URL must be set, such as smtp+tls://user:password@mail.example.org:587")
    parts = _address("EMAIL_URL", url)
    if parts.fragment or parts.query or parts.path.strip("/"):
        raise ImproperlyConfigured(
            "EMAIL_URL ends with the host and its port. In the name and the password write # as %23, ? as %3F, / as %2F."
        )
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must start with smtp://, smtp+tls:// or smtps:// and name a host")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def mail_from() -> str:
    sender = os.environ.get("EINLASS_MAIL_FROM", "")
    if not sender and is_development():
        return "Einlass <einlass@localhost>"
    if "@" not in sender:
        raise ImproperlyConfigured("EINLASS_MAIL_FROM must be the sender, such as 'Conference <hello@example.org>'")
    return sender


def mails_per_minute() -> int:
    """How fast the worker sends at most; mail servers turn away who is too fast."""
    text = os.environ.get("EINLASS_MAIL_PER_MINUTE", "")
    if not text:
        return 60_000 if is_development() else 600
    if not text.isdecimal() or int(text) < 1:
        raise ImproperlyConfigured("EINLASS_MAIL_PER_MINUTE must be a whole number, 1 or more")
    return int(text)


def drand_relays() -> list[str]:
    """Where the worker fetches rounds of drand that a draw waits for; nowhere for "off"."""
    text = os.environ.get("EINLASS_DRAND_RELAYS", "") or "https://api.drand.sh,https://drand.cloudflare.com"
    if text == "off":
        return []
    relays = [relay.strip().rstrip("/") for relay in text.split(",")]
    addresses = [_address("EINLASS_DRAND_RELAYS", relay) for relay in relays]
    if not all(address.scheme in {"http", "https"} and address.hostname for address in addresses):
        raise ImproperlyConfigured(
            "EINLASS_DRAND_RELAYS must be addresses with commas between them, such as https://api.drand.sh, or off"
        )
    return relays


def _address(variable: str, text: str) -> SplitResult:
    """The parts of an address, of which the standard library refuses some only when they are asked for."""
    try:
        parts = urlsplit(text)
        _ = (parts.hostname, parts.port)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{variable} is not an address: {error}. Special characters are written as %.."
        ) from error
    return parts
