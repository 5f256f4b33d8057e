"""Applications from a sheet: reading the file, matching its columns, checking every row, importing in one go."""
