from einlass.applications.views.applicant import (
    apply,
    challenge,
    departure,
    edit,
    link,
    link_sent,
    proof,
    sent,
    withdrawal,
)
from einlass.applications.views.entry import entry
from einlass.applications.views.files import file, team_file
from einlass.applications.views.intake import blind_review, consents, intake, intake_settings, retention
from einlass.applications.views.own_data import data, erased, erasure

__all__ = [
    "apply",
    "blind_review",
    "challenge",
    "consents",
    "data",
    "departure",
    "edit",
    "entry",
    "erased",
    "erasure",
    "file",
    "intake",
    "intake_settings",
    "link",
    "link_sent",
    "proof",
    "retention",
    "sent",
    "team_file",
    "withdrawal",
]
