from typing import Any

from einlass.applications.models import Application
from einlass.reviews.models import Decision, Verdict
from tests.builders.events import NOON


def make_decision(application: Application, verdict: str = Verdict.DRAW, **fields: Any) -> Decision:
    return Decision.objects.create(application=application, verdict=verdict, **({"decided_at": NOON} | fields))
