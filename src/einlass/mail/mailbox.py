"""The local mailbox of the demo: each mail is a file, shown under /mail/ instead of being sent."""

import os
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Mail
from email.parser import BytesHeaderParser
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Mailbox(BaseEmailBackend):
    """Writes each mail to settings.MAILBOX/<code>.eml; a file is there whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAILBOX)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            draft = folder / f".{secrets.token_hex(8)}.tmp"
            draft.write_bytes(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
            draft.replace(folder / f"{_code(message)}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """A line in the list of mails."""

    code: str
    arrived_at: datetime
    to: str
    subject: str


@dataclass(frozen=True)
class Attachment:
    name: str
    kind: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


def codes(search: str = "") -> list[str]:
    """The codes of all mails, newest first; search: part of an address."""
    Path(settings.MAILBOX).mkdir(parents=True, exist_ok=True)
    with os.scandir(settings.MAILBOX) as entries:
        found = [(entry.stat().st_mtime_ns, entry.name) for entry in entries if entry.name.endswith(".eml")]
    names = [name.removesuffix(".eml") for _, name in sorted(found, reverse=True)]
    if not search:
        return names
    wanted = search.strip().lower()
    return [code for code in names if wanted in str(_headers(code)["to"]).lower()]


def letter(code: str) -> Letter:
    headers = _headers(code)
    arrived_at = datetime.fromtimestamp(_path(code).stat().st_mtime, UTC)
    return Letter(code, arrived_at, str(headers["to"]), str(headers["subject"]))


def mail(code: str) -> Mail | None:
    """The mail with a code, None if there is none."""
    if not CODE.fullmatch(code) or not _path(code).is_file():
        return None
    parsed = message_from_bytes(_path(code).read_bytes(), policy=policy.default)
    assert isinstance(parsed, Mail)
    return parsed


def remove_letters(codes: Iterable[str]) -> None:
    """Take mails away that say who somebody was."""
    for code in codes:
        if CODE.fullmatch(code):
            _path(code).unlink(missing_ok=True)


def body(parsed: Mail, kind: str) -> str:
    """The text of one version, kind 'plain' or 'html'; empty if there is none."""
    part = parsed.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def attachments(parsed: Mail) -> list[Attachment]:
    return [
        Attachment(part.get_filename() or "attachment", part.get_content_type(), part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
        for part in parsed.iter_attachments()
    ]


def _headers(code: str) -> Mail:
    with _path(code).open("rb") as file:
        return BytesHeaderParser(policy=policy.default).parse(file)


def _path(code: str) -> Path:
    return Path(settings.MAILBOX) / f"{code}.eml"


def _code(message: EmailMessage) -> str:
    """The code in the Message-ID of a message from the outbox; other mails get one of their own."""
    local = message.extra_headers.get("Message-ID", "").strip("<>").partition("@")[0]
    return local if CODE.fullmatch(local) else secrets.token_hex(12)
