"""Applications and the teams they belong to."""

from datetime import datetime
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from einlass.events.codes import new_code
from einlass.events.models import Category, Event


class Team(models.Model):
    """People who want to come together: drawn as one. With `also_alone`, freed seats may go to some of them;
    a member may say so for herself or himself alone.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="teams")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    name = models.CharField(max_length=80)
    also_alone = models.BooleanField(default=False)

    LARGEST = 4

    def __str__(self) -> str:
        return self.name


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Facts as filters; they combine."""

    def of(self, event: Event) -> "ApplicationQuerySet":
        return self.filter(event=event)

    def counted(self) -> "ApplicationQuerySet":
        """Those that count: sent, address proved, not withdrawn."""
        return self.filter(email_proved_at__isnull=False, withdrawn_at=None)


class Application(models.Model):
    # No index of its own: others begin with it. And no unique=True, which on PostgreSQL makes a second index for LIKE.
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="applications", db_index=False)
    code = models.CharField(max_length=12, default=new_code)
    email = models.EmailField(_("e-mail address"))
    email_normalised = models.CharField(max_length=254, help_text="For finding the same person twice.")
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=5, default="en")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="applications")
    answers = models.JSONField(default=dict, help_text="By the question's key.")
    search_text = models.TextField(
        blank=True, editable=False, help_text="What the team's search looks in: search.py."
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="members")
    also_alone = models.BooleanField(default=False, help_text="Would also come without the rest of the team.")
    hides_name = models.BooleanField(default=False, help_text="The team does not see the name.")
    submitted_at = models.DateTimeField()
    email_proved_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    extended_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when this one may be changed, where the team has given more time."
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="From here on the row says nothing of the person: erasure.py."
    )
    link_version = models.PositiveIntegerField(default=1, help_text="Raised to revoke all links sent so far.")
    submission_key = models.UUIDField(
        null=True, blank=True, help_text="Drawn with the form, so that a double tap gives one application."
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email_normalised"],
                condition=Q(withdrawn_at=None, email_proved_at__isnull=False),
                name="one_proved_application_per_address",
            ),
            models.UniqueConstraint(fields=["event", "submission_key"], name="one_application_per_submission"),
            models.UniqueConstraint(fields=["code"], name="one_application_per_code"),
        ]
        indexes = [
            models.Index(fields=["event", "-submitted_at"], name="applications_newest_first"),
            models.Index(fields=["event", "category"], name="applications_by_category"),
            models.Index(fields=["event", "email_normalised"], name="applications_by_address"),
            models.Index(fields=["erased_at"], condition=Q(erased_at__isnull=False), name="applications_erased"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def counts(self) -> bool:
        """Sent, address proved, not withdrawn."""
        return self.email_proved_at is not None and self.withdrawn_at is None

    @property
    def changes_end_at(self) -> datetime:
        """When its applicant can change it no more: when applications close, or later if there is more time."""
        closes_at = self.event.applications_close_at
        return max(closes_at, self.extended_until) if self.extended_until else closes_at

    def may_change(self, at: datetime) -> bool:
        return self.withdrawn_at is None and self.event.applications_open_at <= at < self.changes_end_at

    @cached_property
    def subject(self) -> str:
        """How the audit trail names it."""
        return f"application {self.code}"
