from einlass.applications.views.applicant import apply, edit, link, link_sent, proof, sent, withdrawal
from einlass.applications.views.entry import entry

__all__ = ["apply", "edit", "entry", "link", "link_sent", "proof", "sent", "withdrawal"]
