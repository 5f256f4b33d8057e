"""The steps of a draw as an organiser takes them: fill in, look once more, say yes."""

from typing import Any

from django.test import Client
from django.urls import reverse

from einlass.admission.models import Draw
from einlass.events.models import Event


def freeze(client: Client, event: Event) -> Any:
    """Look at what would be frozen, and freeze it, whatever speaks against it."""
    url = reverse("admission:freezing", args=[event.slug])
    looked_at = client.get(url)
    seen = looked_at.context["form"].version if looked_at.status_code == 200 else ""
    return client.post(url, {"seen": seen, "although": "on"})


def announce(client: Client, draw: Draw, **typed: str) -> Any:
    """The answer to the form, or, where that shows all once more, the answer to the yes."""
    url = reverse("admission:commitment", args=[draw.event.slug, draw.code])
    typed = {"source": "dice", "dice": "8", "value_source": "Dice on stage", "known_at": "2026-09-01T15:00"} | typed
    looked_at = client.post(url, typed)
    if "promise" not in (looked_at.context or {}):
        return looked_at
    return client.post(url, typed | {"seen": looked_at.context["form"].version, "although": "on"})


def give_value(client: Client, draw: Draw, value: str, again: str = "") -> Any:
    url = reverse("admission:value", args=[draw.event.slug, draw.code])
    looked_at = client.post(url, {"value": value, "again": again or value})
    if "value" not in (looked_at.context or {}):
        return looked_at
    seen = looked_at.context["value"]
    return client.post(url, {"value": seen, "again": seen, "seen": seen})
