"""The entry point for the server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "einlass.config.settings")
application = get_wsgi_application()
