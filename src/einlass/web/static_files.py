"""Static files with their hash in the name, also where one JavaScript module imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    # A picture or module named by a package but not shipped must not stop the set-up.
    manifest_strict = True
