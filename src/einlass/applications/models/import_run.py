"""Imports of applications from a sheet."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import models

from einlass.events.codes import new_code
from einlass.events.models import Event


class ImportRun(models.Model):
    """One uploaded sheet on its way to applications. What is in it is kept until it is imported or dropped."""

    # A job reports every second or so; after this long without a word its worker is gone.
    SILENCE: Final = timedelta(minutes=2)
    KEPT_FOR: Final = timedelta(days=7)

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="imports")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    file_name = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=5, default="en", help_text="In which problems are described.")
    facts = models.JSONField(default=dict, help_text="What the file is: importing/reading.py.")
    headings = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(default=0)
    packed = models.BinaryField(default=b"", help_text="The rows.")
    original = models.BinaryField(default=b"", help_text="The file, packed, to be read in another way.")

    mapping = models.JSONField(null=True, help_text="Which column is what: importing/mapping.py.")
    progress = models.PositiveIntegerField(default=0, help_text="Rows checked so far.")
    reported_at = models.DateTimeField(null=True, help_text="When the job last gave a sign.")
    checked_at = models.DateTimeField(null=True)
    prepared = models.BinaryField(default=b"", help_text="The rows as they will be written.")
    form_mark = models.CharField(
        max_length=64, blank=True, help_text="Of the form that the rows were checked against."
    )
    found = models.JSONField(default=dict, help_text="What the check found: importing/checking.py.")

    terms = models.JSONField(null=True, help_text="How it is to be imported: importing/actions.py.")
    started_at = models.DateTimeField(null=True)
    imported_at = models.DateTimeField(null=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    result = models.JSONField(default=dict, help_text="How many applications are new, changed, the same.")
    failure = models.CharField(max_length=500, blank=True)
    dropped_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.code})"

    @property
    def subject(self) -> str:
        """How the audit trail names it."""
        return f"import {self.code}"

    @property
    def is_over(self) -> bool:
        return self.imported_at is not None or self.dropped_at is not None

    @property
    def stage(self) -> str:
        """mapping, checking, checked, importing, imported, undone or dropped."""
        if self.undone_at is not None:
            return "undone"
        if self.dropped_at is not None:
            return "dropped"
        if self.imported_at is not None:
            return "imported"
        if self.started_at is not None:
            return "importing"
        if self.checked_at is not None:
            return "checked"
        return "mapping" if self.mapping is None else "checking"

    @property
    def may_import(self) -> bool:
        """Everything is right or left out, a person has said what happens to damaged cells, and there is something to write."""
        found, chosen = self.found, self.mapping or {}
        if self.stage != "checked" or set(found["damages"]) - set(chosen.get("repairs", {})):
            return False
        is_right = not found["problem_count"] or chosen.get("leaves_wrong_out", False)
        return is_right and bool(found["new"] or found["changed"])
