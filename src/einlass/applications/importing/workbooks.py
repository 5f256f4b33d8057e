"""Rows of an XLSX file, read by a program of its own that may do no harm: workbook_rows.py."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Generator
from typing import BinaryIO

from einlass.applications.importing import workbook_rows
from einlass.applications.importing.errors import NotASheet, TooLargeUnpacked
from einlass.applications.importing.limits import LONGEST_READING, MOST_MEMORY
from einlass.applications.importing.zipped import check_workbook

Line = tuple[int, list[str], bool]


def workbook_lines(
    file: BinaryIO, *, sheet: str | None = None, known: Collection[str] = ()
) -> Generator[dict[str, object] | Line, None, None]:
    """First what sheet it is, then its rows: number as in the file, cells, whether it is hidden.

    sheet: its name; None: the one that looks most like a list of people. known: headings, as `headings.key_of` writes them.
    Raises NotASheet, TooLargeUnpacked.
    """
    check_workbook(file)
    with (
        tempfile.NamedTemporaryFile(suffix=".xlsx") as copy,
        tempfile.TemporaryFile() as complaints,
        tempfile.TemporaryFile("w+", encoding="utf-8") as wish,
    ):
        file.seek(0)
        while piece := file.read(1 << 20):
            copy.write(piece)
        copy.flush()
        json.dump({"sheet": sheet, "known": list(known)}, wish)
        wish.seek(0)
        command = [sys.executable, "-m", workbook_rows.__name__, copy.name, str(MOST_MEMORY), str(LONGEST_READING)]
        with subprocess.Popen(  # noqa: S603
            command, stdin=wish, stdout=subprocess.PIPE, stderr=complaints, encoding="utf-8"
        ) as program:
            try:
                for line in program.stdout or ():
                    content = json.loads(line)
                    yield content if isinstance(content, dict) else (content[0], content[1], content[2])
            finally:
                if program.poll() is None and sys.exc_info()[0] is not None:
                    program.kill()
            code = program.wait()
        if code:
            complaints.seek(0)
            # Python ends with 1 and says why; a signal, or Rust's own end, came from a limit.
            is_memory = code < 0 or b"MemoryError" in complaints.read()[-4000:]
            raise TooLargeUnpacked if is_memory else NotASheet("broken")
