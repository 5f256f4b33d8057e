"""The right to enter."""

from django.db import models
from django.db.models import Q

from einlass.events.codes import new_code
from einlass.events.models import Category, Event


class TicketKey(models.Model):
    """The pair of keys that signs an event's tickets; 16 slots, so that keys can change without reprinting."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="ticket_keys")
    slot = models.PositiveSmallIntegerField(default=0)
    private_key = models.BinaryField(max_length=32, help_text="Ed25519 seed, 32 bytes.")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "slot"], name="one_ticket_key_per_slot"),
            models.CheckConstraint(condition=Q(slot__lte=15), name="ticket_key_slot_fits_four_bits"),
        ]

    def __str__(self) -> str:
        return f"{self.event}: slot {self.slot}"

    @property
    def subject(self) -> str:
        return f"ticket key {self.slot}"


class TicketSeries(models.Model):
    """An event's two counters. Locked last in an action (see docs/architecture.md, order of locks), so that a
    number is given once and a door that asks for changes after N can never miss one that commits late.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="ticket_series")
    event_tag = models.CharField(
        max_length=6, unique=True, help_text="Three bytes in hex, in every ticket code of the event."
    )
    last_number = models.PositiveIntegerField(default=0)
    last_change = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "ticket series"

    def __str__(self) -> str:
        return f"{self.event}: {self.last_number}"


class Ticket(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="tickets")
    number = models.PositiveIntegerField(help_text="Per event; stands in the ticket code.")
    generation = models.PositiveSmallIntegerField(default=0, help_text="Raised on transfer or re-issue.")
    code = models.CharField(max_length=12, unique=True, default=new_code, help_text="Short code below the symbol.")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="tickets")
    attendee_name = models.CharField(max_length=120)
    attendee_email = models.EmailField()
    language = models.CharField(max_length=5, default="en")
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    link_version = models.PositiveIntegerField(default=1)
    symbol = models.TextField(blank=True, help_text="The QR code as SVG path data, kept because drawing it is slow.")
    changed_seq = models.PositiveBigIntegerField(default=0, help_text="Place in the stream of changes for the door.")
    entered_at = models.DateTimeField(
        null=True, blank=True, help_text="When the holder came in, as the door tells it."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="one_ticket_per_number"),
            models.CheckConstraint(condition=Q(generation__lte=255), name="generation_fits_a_byte"),
        ]
        indexes = [models.Index(fields=["event", "changed_seq"], name="tickets_by_change")]

    def __str__(self) -> str:
        return f"{self.code} {self.attendee_name}"

    @property
    def subject(self) -> str:
        return f"ticket {self.code}"
