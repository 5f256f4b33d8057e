"""Legal texts to adapt, one Markdown file per text and language, with the organiser's details put in.

They are a beginning and no advice; the page says so.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from einlass.events.models import Event
from einlass.mail.markdown import escaped

FOLDER: Final = Path(__file__).parent / "texts"
KINDS: Final = ("imprint", "privacy", "conduct")
REQUIRED: Final = ("imprint", "privacy")


def filled(
    event: Event, texts: Mapping[str, Mapping[str, str]], *, organiser_name: str, organiser_address: str
) -> dict[str, dict[str, str]]:
    """The texts, with ours in the place of those that are empty, in the languages of the event."""
    return {
        kind: {
            **texts[kind],
            **{
                language: template(kind, language, event, organiser_name, organiser_address)
                for language in event.languages
                if not texts[kind].get(language)
            },
        }
        for kind in KINDS
    }


def template(kind: str, language: str, event: Event, organiser_name: str, organiser_address: str) -> str:
    path = FOLDER / f"{kind}.{language}.md"
    text = (path if path.exists() else FOLDER / f"{kind}.en.md").read_text()
    address = "\n".join(f"{escaped(line)}  " for line in organiser_address.splitlines() if line.strip())
    replaced = {
        "EVENT": escaped(event.name),
        "ORGANISER": escaped(organiser_name),
        "ADDRESS": address,
        "CONTACT": event.contact_email,
    }
    for name, value in replaced.items():
        text = text.replace("{" + name + "}", value)
    return text.strip()


def missing(event: Event) -> list[tuple[str, str]]:
    """Kind and language of each text that the law asks for and that is not there."""
    return [
        (kind, language)
        for kind in REQUIRED
        for language in event.languages
        if not getattr(event, kind).get(language, "").strip()
    ]
