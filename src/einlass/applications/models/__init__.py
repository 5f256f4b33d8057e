"""What people send in: the form's questions, applications, teams, files; and how applications came in."""

from einlass.applications.models.application import Application, ApplicationQuerySet, Team
from einlass.applications.models.import_run import ImportRun
from einlass.applications.models.proof_code import ProofCode
from einlass.applications.models.question import Form, Question, QuestionQuerySet
from einlass.applications.models.source import Source
from einlass.applications.models.upload import Upload

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "Form",
    "ImportRun",
    "ProofCode",
    "Question",
    "QuestionQuerySet",
    "Source",
    "Team",
    "Upload",
]
