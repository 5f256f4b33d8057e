"""Einlass's own settings with the bare views beside the real ones; static files as `make install` collected them."""

from einlass.config.settings import *  # noqa: F403
from einlass.config.settings import INSTALLED_APPS, PROJECT

INSTALLED_APPS = [*INSTALLED_APPS, "bench.bare"]
ROOT_URLCONF = "bench.bare.urls"
STATIC_ROOT = PROJECT / "var" / "static"
