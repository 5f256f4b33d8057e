"""Looking into an XLSX file, which is a ZIP archive, before anything opens it."""

import struct
import zipfile
import zlib
from typing import BinaryIO, Final

from einlass.applications.importing.errors import NotASheet, TooLargeUnpacked
from einlass.applications.importing.limits import MOST_UNPACKED

PIECE: Final = 1 << 20
LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
STORED_OR_DEFLATED: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def check_workbook(file: BinaryIO, *, most: int = MOST_UNPACKED) -> None:
    """Raises NotASheet where this is no XLSX, TooLargeUnpacked where it is a bomb.

    What the archive says about its sizes may be a lie, so everything is unpacked once, piece by piece, and only counted.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise NotASheet("broken") from error
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise NotASheet("OpenDocument" if "content.xml" in names else "other")
    if any(member.compress_type not in STORED_OR_DEFLATED or member.flag_bits & 1 for member in members):
        raise NotASheet("broken")
    if sum(member.file_size for member in members) > most:
        raise TooLargeUnpacked
    left = most
    for member in members:
        left -= _unpacked_size(file, member, left)


def _unpacked_size(file: BinaryIO, member: zipfile.ZipInfo, most: int) -> int:
    file.seek(member.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise NotASheet("broken")
    _, name, extra = LOCAL_HEADER.unpack(header)
    file.seek(name + extra, 1)
    if member.compress_type == zipfile.ZIP_STORED:
        size = member.compress_size
    else:
        size = _inflated_size(file, member.compress_size, most)
    if size > most:
        raise TooLargeUnpacked
    return size


def _inflated_size(file: BinaryIO, compressed: int, most: int) -> int:
    stream, size, left = zlib.decompressobj(-zlib.MAX_WBITS), 0, compressed
    try:
        while left > 0 and not stream.eof and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            while piece and size <= most:
                size += len(stream.decompress(piece, PIECE))
                piece = stream.unconsumed_tail
            if size > most:
                return size
    except zlib.error as error:
        raise NotASheet("broken") from error
    return size
