"""Whether somebody comes even if the rest of the team does not."""

from einlass.applications.models import Application


def comes_anyway(application: Application) -> bool:
    """Alone, or in a team whose rule or whose own wish is to come even if the others do not."""
    return application.team is None or application.team.also_alone or application.also_alone
