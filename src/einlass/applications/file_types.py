"""Kinds of files, told by their first bytes: neither a name nor what a browser claims proves anything."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TAIL: Final = 65_536


@dataclass(frozen=True)
class FileKind:
    """A format: where it belongs, how it is called, and how it is sent."""

    type: str
    ending: str
    content_type: str


# What an organiser can allow, with its name and the endings that a browser offers first.
FILE_TYPES: Final[dict[str, tuple[str | Promise, str]]] = {
    "pdf": (_("PDF"), ".pdf"),
    "picture": (_("Pictures: JPEG, PNG, WebP"), ".jpg,.jpeg,.png,.webp"),
    "office": (_("Documents: Word, PowerPoint, Excel, OpenDocument"), ".docx,.pptx,.xlsx,.odt,.odp,.ods"),
}
PDF: Final = FileKind("pdf", "pdf", "application/pdf")
PICTURES: Final = {
    b"\x89PNG\r\n\x1a\n": FileKind("picture", "png", "image/png"),
    b"\xff\xd8\xff": FileKind("picture", "jpg", "image/jpeg"),
}
WEBP: Final = FileKind("picture", "webp", "image/webp")
OPEN_XML: Final = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
OFFICE: Final = {
    b"word/": FileKind("office", "docx", OPEN_XML + "wordprocessingml.document"),
    b"ppt/": FileKind("office", "pptx", OPEN_XML + "presentationml.presentation"),
    b"xl/": FileKind("office", "xlsx", OPEN_XML + "spreadsheetml.sheet"),
}
OPEN: Final = {
    b"text": FileKind("office", "odt", OPEN_DOCUMENT + "text"),
    b"presentation": FileKind("office", "odp", OPEN_DOCUMENT + "presentation"),
    b"spreadsheet": FileKind("office", "ods", OPEN_DOCUMENT + "spreadsheet"),
}
ZIP: Final = b"PK\x03\x04"


def kind_of(content: bytes) -> FileKind | None:
    """The kind of a file, or None if it is none we know. Archives are not unpacked."""
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    for start, kind in PICTURES.items():
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(ZIP):
        return _office_kind(content)
    return None


def accepted_endings(types: Collection[str]) -> str:
    """For the `accept` of a file field: what the browser offers first."""
    return ",".join(FILE_TYPES[name][1] for name in types if name in FILE_TYPES)


def _office_kind(content: bytes) -> FileKind | None:
    mark = b"mimetypeapplication/vnd.oasis.opendocument."
    # OpenDocument begins with its type, uncompressed; Open XML lists its parts at the end of the archive.
    if content[30 : 30 + len(mark)] == mark:
        rest = content[30 + len(mark) : 30 + len(mark) + 20]
        return next((kind for name, kind in OPEN.items() if rest.startswith(name)), None)
    tail = content[-TAIL:]
    if b"[Content_Types].xml" not in tail:
        return None
    return next((kind for folder, kind in OFFICE.items() if folder in tail), None)
