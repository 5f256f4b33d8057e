"""Every text of every page, mail and message exists in German."""

import re
import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

APPS = sorted(
    path.parent.name
    for path in Path(settings.PACKAGE).glob("*/__init__.py")
    if path.parent.name not in {"config", "demo"}
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def test_all_apps_are_looked_at():
    assert {"events", "mail", "web", "applications"} <= set(APPS)


@pytest.mark.parametrize("app", APPS)
def test_every_text_has_a_german_translation(app, tmp_path, monkeypatch):
    copy = tmp_path / app
    shutil.copytree(
        Path(settings.PACKAGE) / app,
        copy,
        ignore=shutil.ignore_patterns("__pycache__", "static", "migrations", "*.mo"),
    )
    (copy / "locale").mkdir(exist_ok=True)
    monkeypatch.chdir(copy)

    call_command(
        "makemessages",
        locale=["de"],
        extensions=["html", "txt", "py", "md"],
        no_location=True,
        no_wrap=True,
        verbosity=0,
    )

    catalogue = copy / "locale/de/LC_MESSAGES/django.po"
    entries = [entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete] if catalogue.exists() else []
    assert [entry.msgid for entry in entries if not entry.translated()] == []
    assert [entry.msgid for entry in entries if not _keeps_placeholders(entry)] == []


def _keeps_placeholders(entry: polib.POEntry) -> bool:
    """Whether a translation fills in the same values; a singular may write its number out."""
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    translations = list(entry.msgstr_plural.values())[-1:] if entry.msgid_plural else [entry.msgstr]
    return all(set(PLACEHOLDER.findall(text)) == wanted for text in translations)


def test_a_text_has_the_same_german_wherever_it_stands():
    """Django keeps one translation of each text for the whole site: of two, one would show in the wrong place."""
    found: dict[tuple[str | None, str, str], dict[str, str]] = {}
    for app in APPS:
        catalogue = Path(settings.PACKAGE) / app / "locale/de/LC_MESSAGES/django.po"
        for entry in polib.pofile(str(catalogue)) if catalogue.exists() else []:
            if not entry.obsolete:
                german = entry.msgstr or " | ".join(entry.msgstr_plural.values())
                found.setdefault((entry.msgctxt, entry.msgid, entry.msgid_plural), {})[app] = german

    assert {text[1]: german for text, german in found.items() if len(set(german.values())) > 1} == {}
