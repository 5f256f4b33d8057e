"""Rows of an XLSX file, read by a program of its own that may do no harm: workbook_rows.py."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Generator
from typing import BinaryIO

from einlass.applications.importing import workbook_rows
from einlass.applications.importing.errors import NotASheet, TooLargeUnpacked
from einlass.applications.importing.limits import LONGEST_READING, MOST_MEMORY
from einlass.applications.importing.zipped import check_workbook

Row = tuple[int, list[str]]


def workbook_lines(file: BinaryIO) -> Generator[dict[str, object] | Row, None, None]:
    """First what sheet it is, then its rows, numbered as in the file. Raises NotASheet, TooLargeUnpacked."""
    check_workbook(file)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy, tempfile.TemporaryFile() as complaints:
        file.seek(0)
        while piece := file.read(1 << 20):
            copy.write(piece)
        copy.flush()
        command = [sys.executable, "-m", workbook_rows.__name__, copy.name, str(MOST_MEMORY), str(LONGEST_READING)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, encoding="utf-8") as program:  # noqa: S603
            try:
                for line in program.stdout or ():
                    content = json.loads(line)
                    yield content if isinstance(content, dict) else (content[0], content[1])
            finally:
                if program.poll() is None and sys.exc_info()[0] is not None:
                    program.kill()
            code = program.wait()
        if code:
            complaints.seek(0)
            # Python ends with 1 and says why; a signal, or Rust's own end, came from a limit.
            is_memory = code < 0 or b"MemoryError" in complaints.read()[-4000:]
            raise TooLargeUnpacked if is_memory else NotASheet("broken")
