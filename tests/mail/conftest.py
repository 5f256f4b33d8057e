from pathlib import Path

import pytest

from einlass.mail import rendering


@pytest.fixture(autouse=True)
def letters(settings):
    """The templates of these tests beside those of the apps."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
    rendering._source.cache_clear()
    yield
    rendering._source.cache_clear()
