"""How large a sheet may be."""

from typing import Final

MOST_BYTES: Final = 50_000_000
MOST_UNPACKED: Final = 400_000_000
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 50_000
# What the program that opens a workbook may take, in bytes, and how long it may take, in seconds.
MOST_MEMORY: Final = 1_500_000_000
LONGEST_READING: Final = 120
