"""Static files with their hash in the name, also where one JavaScript module imports another."""

from collections.abc import Callable
from re import Match
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Files of packages: they name pictures and modules that they do not ship, sometimes only in a comment.
OTHERS = ("npm/", "django_htmx/")


class Storage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    def url_converter(self, name: str, *args: Any, **kwargs: Any) -> Callable[[Match[str]], str]:
        """As in Django, but what a package names and does not ship stays as it stands instead of ending the set-up."""
        convert = super().url_converter(name, *args, **kwargs)

        def convert_if_shipped(reference: Match[str]) -> str:
            try:
                return convert(reference)
            except ValueError:
                if name.startswith(OTHERS):
                    return reference["matched"]
                raise

        return convert_if_shipped
