"""The six digits in the mail that proves an address: a keyed hash, worked out anew wherever they are needed."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from einlass.applications.errors import CodeIsOver, WrongCode
from einlass.applications.models import Application, ProofCode
from einlass.events.models import Event

DIGITS = 6


def six_digits(salt: str) -> str:
    """The code that belongs to a salt; nobody without the secret key can tell it."""
    digest = salted_hmac("einlass.proof-code", salt, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def open_code(event: Event, submission_key: UUID, application: Application | None, *, at: datetime) -> ProofCode:
    """The code of a form that was sent with an address whose application counts; one for each form."""
    code, _ = ProofCode.objects.get_or_create(
        event=event,
        submission_key=submission_key,
        defaults={
            "application": application,
            "salt": secrets.token_hex(16),
            "expires_at": at + ProofCode.VALID_FOR,
        },
    )
    return code


def new_code(application: Application, submission_key: UUID, *, at: datetime) -> ProofCode:
    """The code of an application that is just being sent, for the caller to write together with it."""
    return ProofCode(
        event=application.event,
        submission_key=submission_key,
        application=application,
        salt=secrets.token_hex(16),
        expires_at=at + ProofCode.VALID_FOR,
    )


def application_by_code(event: Event, submission_key: UUID, typed: str, *, at: datetime) -> Application:
    """The application whose code was typed. Raises WrongCode, CodeIsOver.

    The try is written down before anything is compared, outside any transaction that an error would undo.
    """
    codes = ProofCode.objects.filter(event=event, submission_key=submission_key, expires_at__gt=at)
    if not codes.filter(tries__lt=ProofCode.TRIES).update(tries=F("tries") + 1):
        raise CodeIsOver
    code = codes.select_related("application__event").get()
    is_right = constant_time_compare(six_digits(code.salt), typed)
    if is_right and code.application is not None:
        return code.application
    if code.tries >= ProofCode.TRIES:
        raise CodeIsOver
    raise WrongCode(ProofCode.TRIES - code.tries)


def clear_codes(at: datetime) -> None:
    """Codes whose time is over go."""
    ProofCode.objects.filter(expires_at__lte=at).delete()
