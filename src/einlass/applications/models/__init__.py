"""What people send in: the form's questions, applications, teams."""

from einlass.applications.models.application import Application, ApplicationQuerySet, Team
from einlass.applications.models.import_run import ImportRun
from einlass.applications.models.proof_code import ProofCode
from einlass.applications.models.question import Question
from einlass.applications.models.source import Source

__all__ = ["Application", "ApplicationQuerySet", "ImportRun", "ProofCode", "Question", "Source", "Team"]
