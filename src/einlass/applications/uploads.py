"""Files that are sent with an answer: taken in, kept while the rest of the form is corrected, given out, cleared away.

An answer names its file: {"file": code, "name": "cv.pdf", "size": 48213}.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db.models import Q
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from einlass.applications.file_types import FileKind
from einlass.applications.models import Application, Upload
from einlass.applications.text import plain_text
from einlass.events.models import Event

SALT: Final = "einlass.upload"
# How long a file waits for the form it belongs to.
WAITS_FOR: Final = timedelta(days=1)
LONGEST_NAME: Final = 80


class TooLarge(UploadedFile):
    """A file of which nothing was kept, because it is larger than any question allows."""


class OnlySoLarge(FileUploadHandler):
    """Keeps no more of a file, and of all files together, than questions allow, so that nobody fills the disk.

    Its true size is still told, so that the form can name it.
    """

    most: Final = Upload.LARGEST_MEGABYTES * 1_000_000
    most_together: Final = 2 * most
    kept = 0
    is_too_large = False

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.is_too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.kept += len(raw_data)
        if start + len(raw_data) > self.most or self.kept > self.most_together:
            self.is_too_large = True
        return None if self.is_too_large else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return TooLarge(name=self.file_name, size=file_size) if self.is_too_large else None


def keep_file(event: Event, question_key: str, file: UploadedFile, kind: FileKind, *, at: datetime) -> Upload:
    """Keep a file that was found good, until the form it came with is sent."""
    file.seek(0)
    content = file.read()
    return Upload.objects.create(
        event=event,
        code=Upload.new_code(),
        question_key=question_key,
        name=clean_name(file.name or "", kind.ending),
        content_type=kind.content_type,
        size=len(content),
        content=content,
        created_at=at,
    )


def clean_name(name: str, ending: str) -> str:
    """A file's name without folders, control characters and an ending that lies."""
    name = plain_text(name).replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    stem = "".join(letter for letter in stem if letter not in '<>:"|?*%;').strip(". ")
    return f"{stem[:LONGEST_NAME].strip() or 'file'}.{ending}"


def answer_of(upload: Upload) -> dict[str, Any]:
    """What stands in the application's answers."""
    return {"file": upload.code, "name": upload.name, "size": upload.size}


def code_in(answer: object) -> str | None:
    """The code of the file that an answer names, if it names one."""
    code = answer.get("file") if isinstance(answer, dict) else None
    return code if isinstance(code, str) else None


def names_files(answers: Mapping[str, object]) -> bool:
    return any(code_in(answer) for answer in answers.values())


def token_of(code: str, question_key: str) -> str:
    """What the page carries while the form is corrected; nobody can make one for somebody else's file."""
    return signing.Signer(salt=SALT).sign(f"{question_key}.{code}")


def waiting_file(
    event: Event, question_key: str, token: str, *, owner: Application | None, submission_key: str
) -> dict[str, Any] | None:
    """The answer that a token stands for; None if it is forged, the file is gone, or it belongs to somebody else.

    A form that is sent twice finds the file that it brought the first time: it has the same submission_key.
    """
    try:
        key, _dot, code = signing.Signer(salt=SALT).unsign(token).rpartition(".")
    except signing.BadSignature:
        return None
    if key != question_key:
        return None
    is_mine = Q(application=None)
    if owner is not None:
        is_mine |= Q(application=owner)
    if same_form := _uuid(submission_key):
        is_mine |= Q(application__submission_key=same_form)
    upload = Upload.objects.filter(is_mine, event=event, code=code, question_key=key).defer("content").first()
    return answer_of(upload) if upload is not None else None


def claim_files(application: Application) -> None:
    """Let the files that the answers name belong to the application."""
    codes = [code for answer in application.answers.values() if (code := code_in(answer))]
    if codes:
        Upload.objects.filter(event=application.event_id, code__in=codes, application=None).update(
            application=application
        )


def drop_files(application: Application) -> None:
    """Files that the answers name no more go."""
    codes = [code for answer in application.answers.values() if (code := code_in(answer))]
    application.uploads.exclude(code__in=codes).delete()


def upload_of(application: Application, question_key: str) -> Upload | None:
    """The file of an answer, only if it belongs to this application."""
    code = code_in(application.answers.get(question_key))
    return application.uploads.filter(code=code, question_key=question_key).first() if code else None


def download(upload: Upload, *, name: str = "") -> HttpResponse:
    """The file, to be saved and never shown in place: what somebody sends must not run as a page of ours.

    name: what it is called, if not as it came.
    """
    response = HttpResponse(bytes(upload.content), content_type=upload.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name or upload.name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def clear_uploads(at: datetime) -> None:
    """Files go whose form was never sent, or whose answer was deleted."""
    Upload.objects.filter(application=None, created_at__lt=at - WAITS_FOR).delete()
    kept = Upload.objects.exclude(application=None).values_list("pk", "code", "question_key", "application__answers")
    gone = [pk for pk, code, key, answers in kept.iterator() if code_in(answers.get(key)) != code]
    Upload.objects.filter(pk__in=gone).delete()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
