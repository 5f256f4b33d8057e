"""How somebody looks at the applications."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from einlass.events.codes import new_code
from einlass.events.models import Event


class SavedView(models.Model):
    """Filters, order and columns under a name, for oneself or for the whole team.

    The one without a name is how its owner last chose the columns.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    name = models.CharField(_("name"), max_length=60, blank=True)
    query = models.TextField(blank=True, help_text="As it stands in the address of the list.")
    columns = models.JSONField(default=list, help_text="Keys of columns, in their order.")
    is_shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "owner", "name"], name="one_view_per_name")]

    def __str__(self) -> str:
        return self.name
