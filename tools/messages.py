"""Collects the texts to translate, from templates, mails and code, into the catalogue of each app.

Then translate what is empty or marked fuzzy in src/einlass/*/locale/de/LC_MESSAGES/django.po.
"""

import os
from pathlib import Path

os.environ.setdefault("EINLASS_DEVELOPMENT", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "einlass.config.settings")

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    package = Path(__file__).resolve().parent.parent / "src/einlass"
    for path in sorted(package.glob("*/__init__.py")):
        if path.parent.name in {"config", "demo"}:
            continue
        (path.parent / "locale").mkdir(exist_ok=True)
        os.chdir(path.parent)
        call_command(
            "makemessages",
            locale=["de"],
            extensions=["html", "txt", "py", "md"],
            no_location=True,
            no_wrap=True,
            verbosity=0,
        )


if __name__ == "__main__":
    main()
