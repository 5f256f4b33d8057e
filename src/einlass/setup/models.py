"""The address that lets somebody in before there is anybody, and invitations to the team of an event."""

from django.conf import settings
from django.db import models
from django.db.models import Q

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
