"""What people send in: the form's questions, applications, teams."""

from einlass.applications.models.application import Application, ApplicationQuerySet, Team
from einlass.applications.models.consent import ConsentGiven, ConsentText
from einlass.applications.models.earlier_version import EarlierVersion
from einlass.applications.models.proof_code import ProofCode
from einlass.applications.models.question import Question
from einlass.applications.models.removal import Removal
from einlass.applications.models.solved_challenge import SolvedChallenge
from einlass.applications.models.team_notice import TeamNotice

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "ConsentGiven",
    "ConsentText",
    "EarlierVersion",
    "ProofCode",
    "Question",
    "Removal",
    "SolvedChallenge",
    "Team",
    "TeamNotice",
]
