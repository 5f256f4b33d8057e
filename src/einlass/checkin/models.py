"""The door: gates, the devices that scan there, and every reading of a ticket."""

from django.db import models

from einlass.events.codes import new_code
from einlass.events.models import Category, Event
from einlass.tickets.models import Ticket


class Gate(models.Model):
    """A door with its rule: which categories may enter, from when to when."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="gates")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    name = models.CharField(max_length=80)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    categories = models.ManyToManyField(Category, blank=True, related_name="gates", help_text="None: all.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="one_gate_per_name")]

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A phone at a gate. Known by the hash of its token; epochs tell a wiped phone from the one before."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="devices")
    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="devices")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    name = models.CharField(max_length=80)
    pairing_code_hash = models.CharField(max_length=64, blank=True)
    pairing_expires_at = models.DateTimeField(null=True, blank=True)
    paired_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    token_expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"device {self.code}"


class Scan(models.Model):
    """One reading of one ticket at a gate: a fact, never edited, known by (device, epoch, seq)."""

    class Kind(models.TextChoices):
        IN = "in", "in"
        OVERRIDE = "override", "override"
        UNDO = "undo", "undo"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="scans")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="scans")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="scans")
    epoch = models.CharField(max_length=32)
    seq = models.PositiveIntegerField()
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="scans")
    number = models.PositiveIntegerField(null=True, help_text="Ticket number as read.")
    generation = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.IN)
    verdict = models.CharField(max_length=20, help_text="What the device showed: welcome, again, refused.")
    reason = models.CharField(max_length=40, blank=True)
    undoes_seq = models.PositiveIntegerField(null=True, help_text="For an undo: seq of the scan it takes back.")
    device_at = models.DateTimeField(help_text="Wall clock of the device.")
    monotonic_ms = models.BigIntegerField(default=0)
    offset_ms = models.IntegerField(null=True, help_text="Server clock minus device clock; empty if never measured.")
    corrected_at = models.DateTimeField(help_text="device_at plus offset.")
    received_at = models.DateTimeField()
    changed_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["device", "epoch", "seq"], name="each_scan_once")]
        indexes = [
            models.Index(fields=["event", "changed_seq"], name="scans_by_change"),
            models.Index(fields=["ticket", "corrected_at"], name="scans_by_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.epoch}/{self.seq}"
