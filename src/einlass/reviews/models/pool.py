"""A large event's pool as bitmaps, which the worker makes anew: see reviews/pool/."""

from django.db import models

from einlass.events.codes import new_code
from einlass.events.models import Event


class PoolSnapshot(models.Model):
    """Only large events have one. It is replaced as a whole, never changed; `code` tells one from the next."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="pool_snapshot")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    made_at = models.DateTimeField()
    last_entry = models.BigIntegerField(help_text="Key of the newest entry of the audit trail at that moment.")
    teams = models.PositiveIntegerField()
    keys = models.BinaryField(help_text="Keys of all applications, in the order sent: eight bytes each.")
    sent = models.BinaryField(help_text="Second at which each of them was sent: eight bytes each.")

    def __str__(self) -> str:
        return f"{self.event_id}: {self.made_at}"


class PoolBits(models.Model):
    """Which applications have one value of one field: a bit for each, in the order sent."""

    snapshot = models.ForeignKey(PoolSnapshot, on_delete=models.CASCADE, related_name="bits")
    field = models.CharField(max_length=60)
    value = models.TextField()
    bits = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.field} {self.value}"
