"""Staff: who may sign in, and in which role."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from einlass.events.models.event import Event, Stage


class StaffManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A member of staff. Applicants, partners, speakers and attendees have no account."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(max_length=120, blank=True)
    creates_events_since = models.DateTimeField(null=True, blank=True, help_text="Since when one may make events.")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = StaffManager()  # type: ignore[misc,assignment]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def may_create_events(self) -> bool:
        return self.is_active and (self.is_superuser or self.creates_events_since is not None)


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ORGANISER = "organiser", _("Organiser")
    REVIEWER = "reviewer", _("Reviewer")
    PROGRAMME = "programme", _("Programme team")
    STAGE = "stage", _("Programme of one stage")
    PARTNERS = "partners", _("Partner manager")
    DOOR = "door", _("Door crew")
    VIEWER = "viewer", _("Viewer")


def in_words(role: str, stage: Stage | None) -> str:
    """What a role is called, with its stage where it is about one."""
    label = str(Role(role).label)
    return f"{label}: {stage.name}" if stage else label


def in_force(at: datetime, prefix: str = "") -> Q:
    """The memberships that hold at this moment. prefix: the way to them, such as "memberships__"."""
    lasts = Q(**{f"{prefix}ends_at": None}) | Q(**{f"{prefix}ends_at__gt": at})
    return Q(**{f"{prefix}user__is_active": True}) & lasts


class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    stage = models.ForeignKey(
        Stage,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="memberships",
        help_text="Of whom the role is about one stage.",
    )
    ends_at = models.DateTimeField(null=True, blank=True, help_text="From then on the role is gone.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "event", "role"],
                condition=Q(stage=None),
                name="each_role_once_per_person_and_event",
            ),
            models.UniqueConstraint(
                fields=["user", "stage"], condition=~Q(stage=None), name="each_stage_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(role=Role.STAGE, stage__isnull=False) | ~Q(role=Role.STAGE) & Q(stage=None),
                name="the_role_of_one_stage_has_a_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role_in_words}"

    @property
    def role_in_words(self) -> str:
        return in_words(self.role, self.stage)

    @property
    def subject(self) -> str:
        return f"user {self.user_id}"

    @property
    def facts(self) -> dict[str, Any]:
        """What the audit trail keeps of it."""
        return (
            {"role": str(self.role)}
            | ({"stage": self.stage.key} if self.stage else {})
            | ({"ends_at": self.ends_at} if self.ends_at else {})
        )
