from einlass.applications.views.applicant import apply, edit, link, link_sent, proof, sent, withdrawal
from einlass.applications.views.own_data import data, erased, erasure

__all__ = ["apply", "data", "edit", "erased", "erasure", "link", "link_sent", "proof", "sent", "withdrawal"]
