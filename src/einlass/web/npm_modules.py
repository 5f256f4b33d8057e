"""JavaScript packages whose modules import one another by bare names, which a browser cannot follow.

An import map would have to stand in the page, where the content security policy allows no script, and it is not read in
workers. So the few modules that are needed are copied with relative names, and found like other static files.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import get_files
from django.core.files.storage import FileSystemStorage

# Folder below static/npm, package, and the modules that bls12-381.js needs.
MODULES: Final = {
    "noble-curves": (
        "@noble/curves",
        [
            "bls12-381.js",
            "utils.js",
            *(
                f"abstract/{name}.js"
                for name in ("bls", "curve", "der", "hash-to-curve", "modular", "tower", "weierstrass")
            ),
        ],
    ),
    "noble-hashes": ("@noble/hashes", ["_md.js", "_u64.js", "hmac.js", "sha2.js", "utils.js"]),
}
FOLDERS: Final = {package: folder for folder, (package, _) in MODULES.items()}
# At the start of a line, not in the examples of comments: those would make the modules seem to import one another in a circle.
BARE_IMPORT = re.compile(r"""^((?:import|export) .*) from ['"](@noble/\w+)/([\w-]+\.js)['"];$""", re.MULTILINE)


class ModuleFinder(BaseFinder):
    """Finds npm/<folder>/<module> among the copies, which are made when they are first asked for."""

    def __init__(self, *_: Any) -> None:
        """Django makes a finder for every command's checks; one that serves no file must not need the packages."""

    @cached_property
    def storage(self) -> FileSystemStorage:
        copies = Path(settings.DATA) / "npm-modules"
        write_copies(settings.NPM, copies)
        return FileSystemStorage(location=copies)

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        found = self.storage.exists(path) and self.storage.path(path)
        if find_all:
            return [found] if found else []
        return found or None

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for path in get_files(self.storage, ignore_patterns):
            yield path, self.storage


def write_copies(packages: Path, copies: Path) -> None:
    for folder, (package, names) in MODULES.items():
        for name in names:
            text = (packages / package / name).read_text(encoding="utf-8")
            _write_if_changed(copies / "npm" / folder / name, with_relative_names(text, depth=name.count("/") + 1))


def with_relative_names(text: str, *, depth: int) -> str:
    """depth: how many folders the module lies below the one that holds the packages' folders."""
    return BARE_IMPORT.sub(lambda line: f"{line[1]} from '{'../' * depth}{FOLDERS[line[2]]}/{line[3]}';", text)


def _write_if_changed(path: Path, text: str) -> None:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two processes may come at once; neither may see half a file.
    draft = path.with_suffix(".tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
