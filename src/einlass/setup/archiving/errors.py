"""Why an archive is not imported. Nothing was kept of it."""

from dataclasses import dataclass


@dataclass(eq=False)
class ArchiveRefused(Exception):
    """reason: not_a_zip, too_large, bomb, names, no_manifest, foreign, newer, hash, table, field, row, keys or there;
    place: the file in the archive that it is about."""

    reason: str
    place: str = ""
