"""The address that lets somebody in before there is anybody."""

from django.conf import settings
from django.db import models
from django.db.models import Q


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
