"""What is published when a draw is committed: its fingerprint, where the value will come from, when, and how it is written."""

from datetime import datetime

from einlass.admission.models import Draw
from fairdraw import Announcement, ValueForm, drand_form
from fairdraw.drand import round_from


def announcement(draw: Draw, form: ValueForm) -> str:
    """The text of announcement.json, of a draw that has its number.

    The lottery's fingerprint says nothing about the value; this text binds both together.
    """
    return Announcement(
        commitment=draw.commitment,
        draw=draw.code,
        event=draw.event.slug,
        number=draw.number or 0,
        value=form,
        outcome_at=draw.publish_at,
        replaces=draw.replaces.commitment if draw.replaces else None,
    ).to_json()


def announced_form(draw: Draw) -> ValueForm:
    """How the value of an announced draw is written."""
    return Announcement.from_json(draw.announcement).value


def drand_from(moment: datetime) -> ValueForm:
    """The first round of drand that comes out at this moment or later, as the source of a value."""
    return drand_form(round_from(moment))
