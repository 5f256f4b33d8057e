from einlass.applications.views.applicant import apply, departure, edit, link, link_sent, proof, sent, withdrawal
from einlass.applications.views.own_data import data, erased, erasure

__all__ = [
    "apply",
    "data",
    "departure",
    "edit",
    "erased",
    "erasure",
    "link",
    "link_sent",
    "proof",
    "sent",
    "withdrawal",
]
