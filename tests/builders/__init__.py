"""Builders: make_x(…) fills in what a test does not care about."""

from tests.builders.applications import (
    PDF,
    make_application,
    make_choice,
    make_question,
    make_region,
    make_team,
    make_upload,
)
from tests.builders.events import (
    NOON,
    make_category,
    make_creator,
    make_event,
    make_event_open_now,
    make_member,
    make_partner,
    make_stage,
)
from tests.builders.programme import make_placed_session, make_release, make_session, make_speaker
from tests.builders.reviews import make_decision

__all__ = [
    "NOON",
    "PDF",
    "make_application",
    "make_category",
    "make_choice",
    "make_creator",
    "make_decision",
    "make_event",
    "make_event_open_now",
    "make_member",
    "make_partner",
    "make_placed_session",
    "make_question",
    "make_region",
    "make_release",
    "make_session",
    "make_speaker",
    "make_stage",
    "make_team",
    "make_upload",
]
