"""What pages show of duplicates, wherever they are included."""

from django import template

from einlass.applications.models import Application
from einlass.reviews.duplicates.queries import merge_of as standing_merge
from einlass.reviews.models import Merge

register = template.Library()


@register.simple_tag
def merge_of(application: Application) -> Merge | None:
    """{% merge_of application as merge %}: how it was put together with another one, if it was."""
    return standing_merge(application) if application.withdrawn_at else None
