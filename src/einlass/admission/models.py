"""Who gets a seat: contingents, the seat ledger, draws, offers."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from einlass.applications.models import Application
from einlass.events.codes import new_code
from einlass.events.models import Event, Partner
from einlass.reviews.models import Decision
from einlass.tickets.models import Ticket
from einlass.web.localized import localized

# A solve reports every second or so; after this long without a word its worker is gone.
SILENCE: Final = timedelta(minutes=2)


class Contingent(models.Model):
    """Seats with a purpose. `taken` counts the ledger's open rows; the database refuses more than `size`."""

    class Purpose(models.TextChoices):
        DRAW = "draw", _("Draw")
        CURATED = "curated", _("Admitted by hand")
        PARTNER = "partner", _("Partner")
        SPEAKERS = "speakers", _("Speakers")
        PRESS = "press", _("Press")
        CREW = "crew", _("Crew")
        DOOR = "door", _("Door reserve")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="contingents")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    name = models.JSONField(default=dict)
    partner = models.OneToOneField(
        Partner, null=True, blank=True, on_delete=models.CASCADE, related_name="contingent"
    )
    size = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    returns_at = models.DateTimeField(null=True, blank=True, help_text="When unused seats go to the draw.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("size")), name="no_more_seats_taken_than_there_are"),
            models.UniqueConstraint(
                fields=["event", "purpose"],
                condition=~Q(purpose="partner"),
                name="one_contingent_per_purpose",
            ),
        ]

    def __str__(self) -> str:
        return localized(self.name) or self.get_purpose_display()

    @property
    def free(self) -> int:
        return self.size - self.taken

    @property
    def subject(self) -> str:
        return f"contingent {self.code}"


class Draw(models.Model):
    """One recorded run of the lottery: entries, rules, seed, method, result."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="draws")
    contingent = models.ForeignKey(Contingent, on_delete=models.PROTECT, related_name="draws")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    seats = models.PositiveIntegerField()
    frozen_at = models.DateTimeField(help_text="When the entries were fixed.")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    entry_count = models.PositiveIntegerField(default=0)
    bundle = models.TextField(blank=True, help_text="lottery.json; empty until solved.")
    commitment = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the bundle's canonical form.")
    solving_at = models.DateTimeField(null=True, blank=True, help_text="Last sign of life of the running solve.")
    progress = models.PositiveSmallIntegerField(default=0, help_text="Of the running solve, in per cent.")
    solved_at = models.DateTimeField(
        null=True, blank=True, help_text="From here on the fingerprint is public and nothing can be changed."
    )
    summary = models.JSONField(default=dict, help_text="Numbers of the bundle for pages; see draw_summary.py.")
    failure = models.TextField(blank=True, help_text="Why it could not be solved.")
    value_source = models.CharField(max_length=200, blank=True, help_text="Announced source of the public value.")
    value = models.CharField(max_length=500, blank=True, help_text="The public value, as given.")
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    result = models.TextField(blank=True, help_text="result.json; empty until drawn.")
    offered_at = models.DateTimeField(null=True, blank=True, help_text="When the admitted got their offers.")
    waiting_told_at = models.DateTimeField(null=True, blank=True, help_text="When the waiting were told.")
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contingent"],
                condition=Q(drawn_at=None, annulled_at=None),
                name="one_draw_in_preparation_per_contingent",
            ),
            models.CheckConstraint(
                condition=Q(solved_at=None) | ~(Q(bundle="") | Q(commitment="")),
                name="a_solved_draw_has_its_bundle_and_fingerprint",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None) | (Q(solved_at__isnull=False) & ~Q(value="") & ~Q(result="")),
                name="a_value_comes_after_the_fingerprint_and_gives_a_result",
            ),
            models.CheckConstraint(
                condition=Q(offered_at=None) | Q(drawn_at__isnull=False, annulled_at=None),
                name="offers_come_after_the_draw_and_keep_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.code}"

    @property
    def is_running(self) -> bool:
        """In preparation: frozen, neither drawn nor annulled."""
        return self.drawn_at is None and self.annulled_at is None

    @property
    def holds_seats(self) -> bool:
        """Its seats are promised: to be drawn, or drawn and not offered yet."""
        return self.offered_at is None and self.annulled_at is None

    @property
    def step(self) -> str:
        """What comes next: solve, value, offers, waiting, done; or annulled."""
        if self.annulled_at:
            return "annulled"
        for moment, step in (
            (self.solved_at, "solve"),
            (self.drawn_at, "value"),
            (self.offered_at, "offers"),
            (self.waiting_told_at, "waiting"),
        ):
            if moment is None:
                return step
        return "done"

    def may_solve_again(self, at: datetime) -> bool:
        """It failed, or the worker that solved it has given no sign of life for a while."""
        silent = self.solving_at is None or at - self.solving_at > SILENCE
        return self.is_running and self.solved_at is None and (bool(self.failure) or silent)

    @property
    def subject(self) -> str:
        return f"draw {self.code}"


class DrawEntry(models.Model):
    """One application in one draw, under a salted code that says nothing about the person."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="entries")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="draw_entries")
    code = models.CharField(max_length=64)
    salt = models.CharField(max_length=32)
    unit = models.PositiveIntegerField(help_text="Entries with the same number are drawn together.")
    chance = models.FloatField(null=True, help_text="Empty until solved.")
    admitted = models.BooleanField(null=True, help_text="Empty until drawn.")
    place = models.PositiveIntegerField(null=True, help_text="From 1, among the admitted or among the waiting.")

    class Meta:
        ordering = ["unit", "code"]
        verbose_name_plural = "draw entries"
        constraints = [
            models.UniqueConstraint(fields=["draw", "application"], name="each_application_once_per_draw"),
            models.UniqueConstraint(fields=["draw", "code"], name="each_entry_code_once_per_draw"),
        ]

    def __str__(self) -> str:
        return self.code


class Offer(models.Model):
    """The right to one seat, held until a moment."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="offers")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="offers")
    contingent = models.ForeignKey(Contingent, on_delete=models.PROTECT, related_name="offers")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="offers")
    draw = models.ForeignKey(Draw, null=True, blank=True, on_delete=models.PROTECT, related_name="offers")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    link_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(declined_at=None, expired_at=None, revoked_at=None),
                name="one_open_or_accepted_offer_per_application",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None, expired_at=None),
                name="accepted_or_ended_not_both",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(accepted_at=None, declined_at=None, expired_at=None, revoked_at=None),
                name="open_offers_by_end",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} for {self.application_id}"

    def state(self, at: datetime) -> str:
        """accepted, declined, expired, revoked or open."""
        if self.revoked_at:
            return "revoked"
        if self.accepted_at:
            return "accepted"
        if self.declined_at:
            return "declined"
        return "open" if self.is_open(at) else "expired"

    @property
    def is_unanswered(self) -> bool:
        return not (self.accepted_at or self.declined_at or self.expired_at or self.revoked_at)

    def is_open(self, at: datetime) -> bool:
        return self.is_unanswered and at < self.expires_at

    @property
    def subject(self) -> str:
        return f"offer {self.code}"


class Seat(models.Model):
    """A line of the seat ledger: one seat of a contingent, taken by an offer or a ticket, until it is freed.

    An accepted offer's seat carries both. The contingent's `taken` equals its rows without `freed_at`.
    """

    contingent = models.ForeignKey(Contingent, on_delete=models.PROTECT, related_name="seats")
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    taken_at = models.DateTimeField()
    freed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offer__isnull=False) | Q(ticket__isnull=False), name="a_seat_is_taken_by_somebody"
            ),
            models.UniqueConstraint(fields=["offer"], condition=Q(freed_at=None), name="one_seat_per_offer"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(freed_at=None), name="one_seat_per_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.contingent}: {self.offer or self.ticket}"
