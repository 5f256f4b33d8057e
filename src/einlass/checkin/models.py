"""The door: gates, the devices that scan there, and every reading of a ticket."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

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
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="one_gate_per_name"),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="gate_opens_before_it_closes"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"gate {self.code}"


class Device(models.Model):
    """A phone at a gate, or its help desk. A phone is known by the hash of its token; epochs tell a wiped phone
    from the one before. The desk has no token: its scans are made by people who are signed in.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="devices")
    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="devices")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    name = models.CharField(max_length=80, blank=True)
    is_desk = models.BooleanField(default=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who made room for it; it ends with the role of this person.",
    )
    public_key = models.CharField(max_length=64, blank=True, help_text="Of the phone, in hex, where it sent one.")
    pairing_code_hash = models.CharField(max_length=64, blank=True)
    pairing_expires_at = models.DateTimeField(null=True, blank=True)
    paired_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    token_expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["gate"], condition=Q(is_desk=True), name="one_desk_per_gate"),
            models.UniqueConstraint(
                fields=["pairing_code_hash"], condition=~Q(pairing_code_hash=""), name="each_pairing_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code

    @property
    def subject(self) -> str:
        return f"device {self.code}"

    def awaits_pairing(self, at: datetime) -> bool:
        return bool(
            self.pairing_code_hash
            and self.revoked_at is None
            and self.pairing_expires_at
            and at < self.pairing_expires_at
        )


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
    number = models.PositiveBigIntegerField(null=True, help_text="Ticket number as read.")
    generation = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.IN)
    verdict = models.CharField(max_length=20, help_text="What the device showed: welcome, again, refused.")
    reason = models.CharField(max_length=40, blank=True)
    undoes_seq = models.PositiveIntegerField(null=True, help_text="For an undo: seq of the scan it takes back.")
    device_at = models.DateTimeField(help_text="Wall clock of the device.")
    monotonic_ms = models.BigIntegerField(default=0)
    offset_ms = models.BigIntegerField(
        null=True, help_text="Server clock minus device clock; empty if never measured."
    )
    corrected_at = models.DateTimeField(help_text="device_at plus offset, never later than the receipt.")
    is_sure = models.BooleanField(default=True, help_text="The device's clock had been measured and was possible.")
    raw = models.CharField(max_length=200, blank=True, help_text="The text read, where it was no ticket of ours.")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["device", "epoch", "seq"], name="each_scan_once")]
        indexes = [
            models.Index(fields=["event", "number"], name="scans_by_number"),
            models.Index(fields=["event", "-corrected_at"], name="scans_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.epoch}/{self.seq}"


class Entry(models.Model):
    """What resolve() says of a ticket number that was ever let in: kept, so that nobody has to resolve all scans.

    Written with every scan, under the lock of the ticket series; `scan` is empty once the entry was undone.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveBigIntegerField()
    ticket = models.OneToOneField(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="entry")
    scan = models.ForeignKey(Scan, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    again = models.PositiveIntegerField(default=0, help_text="How many double entries.")
    is_sure = models.BooleanField(default=True, help_text="Whether the order of the first two is beyond doubt.")
    changed_seq = models.PositiveBigIntegerField()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="one_entry_per_number")]
        indexes = [models.Index(fields=["event", "changed_seq"], name="entries_by_change")]

    def __str__(self) -> str:
        return f"{self.event}: {self.number}"
