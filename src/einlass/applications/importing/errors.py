"""Why a file, or an import, is refused."""

from einlass.applications.models.import_run import ImportRun


class SheetProblem(Exception):
    """The file cannot be read as a sheet."""


class NotASheet(SheetProblem):
    """kind: what the file seems to be: "empty", "old Excel", "OpenDocument", "web page", "broken" or "other"."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class NoRows(SheetProblem):
    """There are headings at most."""


class TooLargeUnpacked(SheetProblem):
    """Opened, the file would take more memory than any list of people does."""


class TooManyRows(SheetProblem):
    pass


class TooManyColumns(SheetProblem):
    pass


class CellTooLong(SheetProblem):
    """column: its letter, empty where the row is so broken that nobody can tell."""

    def __init__(self, row: int, column: str = "") -> None:
        super().__init__(row, column)
        self.row, self.column = row, column


class BrokenRow(SheetProblem):
    """A quotation mark that opens a cell and does not close it, or something after one that does."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


class ImportProblem(Exception):
    """What was asked for cannot be done with the import as it stands."""

    def __init__(self, run: ImportRun) -> None:
        super().__init__(run)
        self.run = run


class NotReady(ImportProblem):
    """It is not checked, or rows still have problems."""


class AlreadyImported(ImportProblem):
    pass


class FormHasChanged(ImportProblem):
    """Questions or categories were changed after the check."""
