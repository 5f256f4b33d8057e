"""Staff: who may sign in, and in which role."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from einlass.events.models.event import Event


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
    DOOR = "door", _("Door crew")


def in_force(at: datetime, prefix: str = "") -> Q:
    """The memberships that hold at this moment. prefix: the way to them, such as "memberships__"."""
    lasts = Q(**{f"{prefix}ends_at": None}) | Q(**{f"{prefix}ends_at__gt": at})
    return Q(**{f"{prefix}user__is_active": True}) & lasts


class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    ends_at = models.DateTimeField(null=True, blank=True, help_text="From then on the role is gone.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "event", "role"], name="each_role_once_per_person_and_event")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    @property
    def subject(self) -> str:
        return f"user {self.user_id}"

    @property
    def facts(self) -> dict[str, Any]:
        """What the audit trail keeps of it."""
        return {"role": str(self.role)} | ({"ends_at": self.ends_at} if self.ends_at else {})
