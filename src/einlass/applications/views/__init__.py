from einlass.applications.views.applicant import apply, edit, link, link_sent, proof, sent, withdrawal

__all__ = ["apply", "edit", "link", "link_sent", "proof", "sent", "withdrawal"]
