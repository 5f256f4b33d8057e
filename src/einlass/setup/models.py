"""The first address, invitations to a team, work on whole events, and what stays of those that are gone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from einlass.events.codes import new_code
from einlass.events.models import Role, in_words


class SetupLink(models.Model):
    """Under this address the first account is made. There is one row at most, so the database settles who was first."""

    number = models.PositiveSmallIntegerField(primary_key=True, default=1)
    secret_hash = models.CharField(max_length=64)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number=1), name="one_setup_link")]

    def __str__(self) -> str:
        return f"until {self.ends_at:%Y-%m-%d %H:%M}"


class TeamInvitation(models.Model):
    """An address that may take a role in an event. Raising `link_version` ends the links of earlier mails."""

    code = models.CharField(max_length=12, unique=True, default=new_code)
    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="team_invitations")
    email = models.EmailField(blank=True, help_text="Empty once it is taken back.")
    role = models.CharField(max_length=20, choices=Role.choices)
    stage = models.ForeignKey(
        "events.Stage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="For that role."
    )
    role_ends_at = models.DateTimeField(null=True, blank=True, help_text="When the role will be gone again.")
    language = models.CharField(max_length=5)
    link_version = models.PositiveSmallIntegerField(default=1)
    invited_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="Until when it can be accepted.")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_team_invitation_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.role_in_words}"

    @property
    def role_in_words(self) -> str:
        return in_words(self.role, self.stage)

    @property
    def subject(self) -> str:
        return f"team invitation {self.code}"

    @property
    def facts(self) -> dict[str, object]:
        """What the audit trail keeps of it: no address."""
        return (
            {"role": str(self.role)}
            | ({"stage": self.stage.key} if self.stage else {})
            | ({"ends_at": self.role_ends_at} if self.role_ends_at else {})
        )


class OpeningSubscription(models.Model):
    """An address that wants one mail when applications open. It goes soon after that mail, or when its owner says so."""

    code = models.CharField(max_length=12, unique=True, default=new_code)
    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="opening_subscriptions")
    email = models.EmailField()
    mailbox = models.CharField(max_length=254, help_text="The address in the form in which it is compared.")
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField(help_text="The last time.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "mailbox"], name="one_opening_subscription_per_mailbox")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        return f"subscription {self.code}"


class EventTask(models.Model):
    """Work on a whole event that the worker does, and how far it is. It outlives the event, for whoever asked for it."""

    class Kind(models.TextChoices):
        ANONYMISE = "anonymise", _("Anonymising")
        DELETE = "delete", _("Deleting")
        EXPORT = "export", _("Writing the archive")
        IMPORT = "import", _("Importing an archive")
        REHEARSE = "rehearse", _("Rehearsal")
        WIPE = "wipe", _("Wiping a rehearsal")

    code = models.CharField(max_length=12, unique=True, default=new_code)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    event = models.ForeignKey("events.Event", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    event_name = models.CharField(max_length=120, blank=True)
    options = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    progress = models.PositiveSmallIntegerField(default=0, help_text="In percent; it never goes back.")
    step = models.CharField(max_length=60, blank=True, help_text="The step at hand; wording.py says it.")
    reported_at = models.DateTimeField(help_text="The last sign of life of the worker.")
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True, help_text="Why it did not come to its end.")
    result = models.JSONField(default=dict, blank=True)
    # An archive to download, until it ends.
    file_size = models.PositiveBigIntegerField(default=0)
    file_ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(finished_at=None), name="one_task_at_a_time_for_an_event"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.kind}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def subject(self) -> str:
        return f"task {self.code}"


class TaskFile(models.Model):
    """A piece of the archive that a task reads or writes; in the database, where server and worker both find it."""

    task = models.ForeignKey(EventTask, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="each_piece_of_a_file_once")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.number}"


class DeletedEvent(models.Model):
    """What stays of an event that was deleted: that it was, the head of its audit trail, and the published draws."""

    code = models.CharField(max_length=12, unique=True, default=new_code)
    name = models.CharField(max_length=120)
    slug = models.CharField(max_length=60)
    ended_at = models.DateTimeField()
    deleted_at = models.DateTimeField()
    audit_head = models.CharField(max_length=100)
    draws = models.JSONField(default=list, help_text="Announcement, lottery and result of each published draw.")

    class Meta:
        ordering = ["-deleted_at"]

    def __str__(self) -> str:
        return self.name


class EventStatistics(models.Model):
    """How many there were, counted before the event was anonymised."""

    event = models.OneToOneField("events.Event", on_delete=models.CASCADE, related_name="statistics")
    counted_at = models.DateTimeField()
    tables = models.JSONField(default=list, help_text='[{"name": "category", "rows": [["founder", {…}]]}, …].')

    def __str__(self) -> str:
        return f"{self.event_id}: {self.counted_at:%Y-%m-%d}"
