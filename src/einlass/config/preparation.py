"""`einlass prepare`: what is made from the sources once: compiled translations, collected static files."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command


def prepare() -> None:
    compile_translations(settings.PACKAGE)
    # htmx's extensions import a bare "htmx", which no page has; we use none of them.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["django_htmx/ext/*"])


def is_prepared() -> bool:
    """Whether static files were collected into this data folder; `make install` does that for the usual one."""
    return (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()


def compile_translations(folder: Path) -> list[Path]:
    """Write the .mo beside every .po that is newer; returns those written."""
    written = []
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_suffix(".mo.tmp")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)
        written.append(target)
    return written
