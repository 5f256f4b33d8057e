"""Cells of an exported table that no spreadsheet takes for a formula."""

from datetime import datetime
from typing import Final

Cell = str | int | datetime | None

# What makes Excel, LibreOffice and Google Sheets read a text as a formula or skip into the next cell.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """The same text, with an apostrophe before it where a spreadsheet would read a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
