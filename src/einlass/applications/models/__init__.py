"""What people send in: the form's questions, applications, teams, files; how they came in, and what is kept of it."""

from einlass.applications.models.application import Application, ApplicationQuerySet, Team
from einlass.applications.models.consent import ConsentGiven, ConsentText
from einlass.applications.models.earlier_version import EarlierVersion
from einlass.applications.models.import_run import ImportRun
from einlass.applications.models.proof_code import ProofCode
from einlass.applications.models.question import Form, Question, QuestionQuerySet
from einlass.applications.models.removal import Removal
from einlass.applications.models.solved_challenge import SolvedChallenge
from einlass.applications.models.source import Source
from einlass.applications.models.team_notice import TeamNotice
from einlass.applications.models.upload import Upload

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "ConsentGiven",
    "ConsentText",
    "EarlierVersion",
    "Form",
    "ImportRun",
    "ProofCode",
    "Question",
    "QuestionQuerySet",
    "Removal",
    "SolvedChallenge",
    "Source",
    "Team",
    "TeamNotice",
    "Upload",
]
