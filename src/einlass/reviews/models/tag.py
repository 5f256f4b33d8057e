"""Words that the team puts on applications."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from einlass.applications.models import Application
from einlass.events.codes import new_code
from einlass.events.models import Event


class Tag(models.Model):
    class Colour(models.IntegerChoices):
        """The colours of plots in tokens.css, by their number."""

        WINE = 1, _("Wine")
        COPPER = 2, _("Copper")
        TEAL = 3, _("Teal")
        MUSTARD = 4, _("Mustard")
        BLUE = 5, _("Blue")
        MOSS = 6, _("Moss")
        MAUVE = 7, _("Mauve")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="tags")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    name = models.CharField(_("name"), max_length=40)
    colour = models.PositiveSmallIntegerField(_("colour"), choices=Colour.choices, default=Colour.WINE)

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [models.UniqueConstraint("event", Lower("name"), name="one_tag_per_name")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """That a tag was put on an application, by whom and when, and when it was taken off again."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="taggings")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "tag"], condition=Q(removed_at=None), name="each_tag_once_per_application"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.tag_id}"
