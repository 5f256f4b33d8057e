from einlass.applications.views.applicant import apply, departure, edit, link, link_sent, proof, sent, withdrawal
from einlass.applications.views.intake import intake, retention
from einlass.applications.views.own_data import data, erased, erasure

__all__ = [
    "apply",
    "data",
    "departure",
    "edit",
    "erased",
    "erasure",
    "intake",
    "link",
    "link_sent",
    "proof",
    "retention",
    "sent",
    "withdrawal",
]
