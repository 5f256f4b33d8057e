"""What a browser calls itself, in two words. A guess that helps to recognise one's own, nothing more."""

from typing import Final

# The first that is found names it: Edge and Chrome also call themselves Safari.
BROWSERS: Final = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS: Final = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


def browser_in_words(agent: str) -> str:
    """Such as "Firefox, Windows"; empty where it says nothing that is known."""
    found = [next((name for mark, name in names if mark in agent), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name)
