"""Settings for the tests: those of the demo, on the database that TEST_DATABASE_URL names (default: SQLite)."""

import os
import tempfile
from pathlib import Path

os.environ["EINLASS_DEVELOPMENT"] = "1"
os.environ.pop("EINLASS_URL", None)
os.environ["EINLASS_DATA"] = os.environ.get("EINLASS_TEST_DATA") or tempfile.mkdtemp(prefix="einlass-test-")

from einlass.config.environment import database
from einlass.config.settings import *  # noqa: F403

DATA = Path(os.environ["EINLASS_DATA"])
DATABASES = {"default": database(os.environ.get("TEST_DATABASE_URL"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: races need several connections.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# No test asks another host.
DRAND_RELAYS = []
# Rows of one test must not be counted in the next.
CACHES = {**CACHES, "pool": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
