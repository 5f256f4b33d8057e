"""Cells of an exported table that no spreadsheet takes for a formula."""

import re
from datetime import datetime
from typing import Final

Cell = str | int | datetime | None

# What makes Excel, LibreOffice and Google Sheets read a text as a formula or skip into the next cell. A semicolon or tab in
# a text ends the cell where somebody's spreadsheet separates cells by it, so what comes after is guarded as well.
# Apostrophes before it are ours or the text's own: one more always comes, and the import takes one away.
FORMULA: Final = re.compile(r"(^|[;\t])('*[=+\-@\t\r])")


def harmless(text: str) -> str:
    """The same text, with an apostrophe before whatever a spreadsheet would read as a formula."""
    return FORMULA.sub(r"\1'\2", text)
