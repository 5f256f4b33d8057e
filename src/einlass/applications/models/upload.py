"""Files that applicants send with an answer."""

from typing import Final

from django.db import models

from einlass.applications.models.application import Application
from einlass.events.codes import new_code
from einlass.events.models import Event


class Upload(models.Model):
    """A file. It waits without `application` while somebody still corrects the rest of the form.

    The bytes stand in the database, so that they come and go with the application in one transaction and are in every
    backup: docs/decisions/ says why.
    """

    LARGEST_MEGABYTES: Final = 10

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="uploads")
    code = models.CharField(max_length=24, unique=True)
    question_key = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["created_at"], name="uploads_by_time")]

    def __str__(self) -> str:
        return f"{self.question_key} {self.code}"

    @staticmethod
    def new_code() -> str:
        """Long enough that nobody guesses one."""
        return new_code() + new_code()
