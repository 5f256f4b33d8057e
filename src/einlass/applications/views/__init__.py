from einlass.applications.views.applicant import apply, edit, link, link_sent, proof, sent, withdrawal
from einlass.applications.views.entry import entry
from einlass.applications.views.files import file, team_file

__all__ = ["apply", "edit", "entry", "file", "link", "link_sent", "proof", "sent", "team_file", "withdrawal"]
