"""What people send in: the form's questions, applications, teams."""

from einlass.applications.models.application import Application, ApplicationQuerySet, Team
from einlass.applications.models.proof_code import ProofCode
from einlass.applications.models.question import Form, Question, QuestionQuerySet
from einlass.applications.models.upload import Upload

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "Form",
    "ProofCode",
    "Question",
    "QuestionQuerySet",
    "Team",
    "Upload",
]
